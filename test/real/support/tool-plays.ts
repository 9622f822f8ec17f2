// Turns with tools and the approvals around them, ours beside the real servers on the same script: the same items,
// questions and statuses in the same order, and the same words for the model. What differs stands in docs/quirks.md and
// is left out of the comparison by name.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ReplyObject } from '../../../src/backend/index.js';
import { runTurn } from './compare.js';
import { playReal } from './play-real.js';
import { sharedServers } from './shared-servers.js';
import type { Frame, Side, Version } from './target.js';
import { answerQuestions, membersBut, outputsIn, steadyHeader } from './tool-turn.js';

export interface ToolPlay {
  readonly name: string;
  readonly calls: readonly ReplyObject[];
  readonly turn: Frame;
  readonly answer?: Frame;
  readonly versions?: readonly Version[];
  /** What differs, by a heading of docs/quirks.md, and is not compared. */
  readonly apart?: RegExp;
  /** It leaves something behind that others would see. */
  readonly isAlone?: boolean;
}

type OnStage = ReturnType<typeof sharedServers>;

export const call = (name: string, args: string | Frame, id = 'call_1'): ReplyObject => ({
  parts: [{ call: { name, arguments: args, id } }],
});
export const exec = (cmd: string, more: Frame = {}, id = 'call_1'): ReplyObject =>
  call('exec_command', { cmd, ...more }, id);
export const patch = (text: string, id = 'call_1'): ReplyObject => ({
  parts: [{ customCall: { name: 'apply_patch', input: text, id } }],
});
export const decided = (decision: unknown): Frame => ({ result: { decision } });

const full = { type: 'dangerFullAccess' };
export const readOnly = { type: 'readOnly', networkAccess: false };
export const workspace = {
  type: 'workspaceWrite',
  writableRoots: [],
  networkAccess: false,
  excludeTmpdirEnvVar: false,
  excludeSlashTmp: false,
};
export const never = { approvalPolicy: 'never', sandboxPolicy: full };
export const untrusted = { approvalPolicy: 'untrusted', sandboxPolicy: full };
export const onRequest = { approvalPolicy: 'on-request', sandboxPolicy: workspace };
export const onFailure = { approvalPolicy: 'on-failure', sandboxPolicy: readOnly };
/** What a turn told, and what the model read. */
function played(onStage: OnStage, side: Side, version: Version, scenario: ToolPlay): Promise<string[]> {
  const script = { replies: [...scenario.calls, { text: 'Done.', times: 'always' as const }] };
  const thread = version === '0.118.0' ? { model: 'gpt-5.3-codex' } : {};
  return onStage({ side, version, script, thread, isAlone: scenario.isAlone ?? false }, async (stage) => {
    const { target, backend, threadId, frames, normalise } = stage;
    const from = frames().length;
    const stop = answerQuestions(target, () => scenario.answer, target.frames.length);
    try {
      await runTurn(target, threadId, 'go', scenario.turn);
    } finally {
      stop();
    }
    const told = frames()
      .slice(from)
      .flatMap((frame) => toldLine(normalise(frame) as Frame))
      .filter((line) => scenario.apart?.test(line) !== true);
    return [
      ...told,
      ...outputsIn(backend.requests.at(-1)).map((output) => steady(JSON.stringify(normalise(output)))),
    ];
  });
}

/** Output is told whole, and the diff once: docs/quirks.md, "Commands tell all of their output", "Diffs are told once". */
const TOLD =
  /^(?:item\/(?:started|completed)|thread\/status\/changed|serverRequest\/resolved|turn\/(?:plan\/updated|completed)|item\/.*\/requestApproval)$/;

/** What clients are told of items, questions and the end of turns, in a line without what varies. */
export function toldLine(frame: Frame): string[] {
  const { method } = frame;
  if (typeof method !== 'string' || !TOLD.test(method)) return [];
  const params = frame.params as Frame;
  const item = params.item as Frame | undefined;
  if (item?.type === 'userMessage' || item?.type === 'agentMessage') return [];
  if (method === 'turn/completed') return [`turn ${String((params.turn as Frame).status)}`];
  return [`${method} ${steady(JSON.stringify(membersBut(VARYING, item ?? params)))}`];
}

const VARYING: ReadonlySet<string> = new Set(['threadId', 'turnId', 'startedAtMs', 'completedAtMs']);

/** Without what differs from run to run. */
export function steady(text: string): string {
  return steadyHeader(text)
    .replace(/"processId":"\d+"/g, '"processId":"<n>"')
    .replace(/session ID \d+/g, 'session ID <n>')
    .replace(/timed out after \d+ milliseconds/, 'timed out after <n> milliseconds')
    .replace(/duration_seconds\\":[\d.]+/g, 'duration_seconds\\":<s>');
}

/** Compares every play with both versions. */
export function compareTools(what: string, plays: readonly ToolPlay[]): void {
  describe.each<Version>(['0.169.0', '0.118.0'])(`${what} beside the real %s`, (version) => {
    const onStage = sharedServers({ SHELL: '/bin/bash' });
    const chosen = plays.filter(({ versions }) => versions?.includes(version) ?? true);
    it.each(chosen)('do the same with: $name', async (scenario) => {
      const mine = played(onStage, 'ours', version, scenario);
      const real = await playReal(
        () => played(onStage, 'real', version, scenario),
        async (theirs) => isDeepStrictEqual(await mine, theirs),
      );
      const ours = await mine;
      expect(ours).toEqual(real);
      expect(ours.some((line) => line.startsWith('turn '))).toBe(true);
      if (!ours.includes('turn interrupted')) expect(ours.at(-1)).toContain('"output":');
    });
  });
}
