// Every method of both versions with a valid call, or the reason why a real server is not to be called that way here.
import { ACCOUNTS } from './accounts.js';
import type { CallPlay } from './call-play.js';
import { MACHINE } from './machine.js';
import { SETTINGS } from './settings.js';
import { THREADS } from './threads.js';
import { TURNS } from './turns.js';

export const CALL_PLAYS: readonly CallPlay[] = [...THREADS, ...TURNS, ...MACHINE, ...SETTINGS, ...ACCOUNTS];

/** It would leave this machine, change it, or need what it has not; what is refused of them at once is played elsewhere. */
export const UNCALLED: Readonly<Record<string, string>> = {
  initialize: 'Every play begins with it.',
  'feedback/upload': 'Sends to the vendor.',
  'account/bedrock/setup': "Asks another vendor's cloud.",
  'account/gcp/setup': "Asks another vendor's cloud.",
  'remoteControl/enable': "Enrols the machine in the vendor's cloud.",
  'mcpServer/event/stream/start': 'Only servers that the vendor hosts have streams.',
  'mcpServer/event/stream/stop': 'Only servers that the vendor hosts have streams.',
  'plugin/skill/read': 'Of plug-ins in the directory of the vendor.',
  'plugin/share/save': 'Sends a plug-in to the vendor.',
  'plugin/share/updateTargets': 'Of plug-ins in the directory of the vendor.',
  'plugin/share/list': 'Of plug-ins in the directory of the vendor.',
  'plugin/share/checkout': 'Of plug-ins in the directory of the vendor.',
  'plugin/share/delete': 'Of plug-ins in the directory of the vendor.',
};

/** Their set-ups are plays of their own, in these files of test/real. */
export const PLAYED_ELSEWHERE: Readonly<Record<string, string>> = {
  'mcpServer/oauth/login': 'differential/mcp-oauth.real.test',
  'mcpServer/tool/call': 'differential/mcp.real.test',
  'mcpServer/resource/read': 'differential/mcp.real.test',
  'command/exec/write': 'differential/command-exec.real.test',
  'command/exec/terminate': 'differential/command-exec.real.test',
  'command/exec/resize': 'differential/command-exec.real.test',
  'thread/realtime/start': 'support/voice-plays',
  gitDiffToRemote: 'differential/git-diff-to-remote.real.test',
  'feedback/save': 'differential/feedback.real.test',
  'thread/approveGuardianDeniedAction': 'differential/guardian.real.test',
};
