// What a hook that ran wants, judged from what it left: how the run is shown, and what becomes of the turn. Pure;
// thread-hooks.ts has them run.

import type { HookEventName, HookOutputEntry, HookRunStatus } from '../../protocol/index.js';
import type { HookExit } from './hook.js';
import { type HookOutput, readOutput } from './hook-output.js';

export interface HookRules {
  /** Hooks before a tool may change its input, and add to what the model knows; feedback on a tool blocks. */
  readonly toolHooksSayMore: boolean;
}

/** What a run asks for; nothing of it is there when the run failed. */
interface HookWish {
  /** What the model is to know, as words of the developer. */
  readonly context: string | null;
  /** Why what was about to happen must not, or must go on; null: nothing against it. */
  readonly blocked: string | null;
  /** Everything ends here; the text is why. */
  readonly stopped: string | null;
  /** What the tool is called with instead. */
  readonly updatedInput: unknown;
  /** Whoever would be asked for permission need not be. */
  readonly allowed: boolean;
}

export interface HookVerdict {
  readonly status: Exclude<HookRunStatus, 'running'>;
  readonly entries: readonly HookOutputEntry[];
  readonly wish: HookWish;
}

/** What happens to events that only tell: nobody reads what their hooks say. */
const TELLING: ReadonlySet<HookEventName> = new Set(['preModelRequest', 'postModelRequest', 'sessionEnd']);
/** Events whose hooks may add to what the model knows, in plain words too. */
const INFORMING: ReadonlySet<HookEventName> = new Set(['sessionStart', 'userPromptSubmit', 'subagentStart']);
/** Events around a compaction: it is all that their hooks can stop. */
const AROUND_COMPACTION: ReadonlySet<HookEventName> = new Set(['preCompact', 'postCompact']);

/** What an exit with code 2 must say on stderr, for the events that it means something to. */
const REASON: Partial<Record<HookEventName, string>> = {
  userPromptSubmit: 'a blocking reason',
  preToolUse: 'a blocking reason',
  permissionRequest: 'a denial reason',
  postToolUse: 'feedback',
  stop: 'a continuation prompt',
  subagentStop: 'a continuation prompt',
};

/** How wrong output is named. */
const OUTPUT_NAME: Partial<Record<HookEventName, string>> = {
  sessionStart: 'session start',
  userPromptSubmit: 'user prompt submit',
  preToolUse: 'pre-tool-use',
  permissionRequest: 'permission-request',
  postToolUse: 'post-tool-use',
  stop: 'stop hook',
  preCompact: 'PreCompact hook',
  postCompact: 'PostCompact hook',
  subagentStart: 'subagent start',
  subagentStop: 'subagent stop hook',
};

const NO_WISH: HookWish = {
  context: null,
  blocked: null,
  stopped: null,
  updatedInput: undefined,
  allowed: false,
};

export function judgeHook(
  event: HookEventName,
  exit: HookExit,
  { timeoutSec, rules }: { readonly timeoutSec: number; readonly rules: HookRules },
): HookVerdict {
  switch (exit.type) {
    case 'timedOut':
      return failure(`hook timed out after ${timeoutSec}s`);
    case 'killed':
      return failure('hook exited without a status code');
    case 'failed':
      return failure(exit.message);
    case 'exited':
      break;
  }
  const said = exit.stderr.trim();
  if (TELLING.has(event)) {
    const entries = said === '' ? [] : [entry('error', said)];
    return { status: exit.code === 0 ? 'completed' : 'failed', entries, wish: NO_WISH };
  }
  if (exit.code === 0) return judgeOutput(event, exit.stdout.trim(), rules);
  if (AROUND_COMPACTION.has(event) && said !== '') return failure(said);
  const reason = REASON[event];
  if (exit.code !== 2 || reason === undefined) return failure(`hook exited with code ${exit.code}`);
  if (said === '') {
    return failure(`${nameOf(event)} hook exited with code 2 but did not write ${reason} to stderr`);
  }
  const isMild = event === 'postToolUse' && !rules.toolHooksSayMore;
  return {
    status: isMild ? 'completed' : 'blocked',
    entries: [entry('feedback', said)],
    wish: { ...NO_WISH, blocked: said },
  };
}

function judgeOutput(event: HookEventName, text: string, rules: HookRules): HookVerdict {
  const output = readOutput(event, text);
  switch (output.type) {
    case 'invalid':
      return failure(`hook returned invalid ${OUTPUT_NAME[event] ?? event} JSON output`);
    case 'text': {
      if (!INFORMING.has(event) || text === '') return { status: 'completed', entries: [], wish: NO_WISH };
      return {
        status: 'completed',
        entries: [entry('context', text)],
        wish: { ...NO_WISH, context: text },
      };
    }
    case 'output':
      return judgeSaid(event, output.output, rules);
  }
}

function judgeSaid(event: HookEventName, said: HookOutput, rules: HookRules): HookVerdict {
  const warnings = said.systemMessage === null ? [] : [entry('warning', said.systemMessage)];
  const problem = unsupportedIn(event, said, rules);
  if (problem !== null) return failure(problem, warnings);
  const context = said.additionalContext?.trim() || null;
  const entries = [...warnings, ...(context === null ? [] : [entry('context', context)])];
  // An agent that was started starts.
  if (!said.continues && event !== 'subagentStart') return stopped(event, said, { entries, context });
  const blocked = blockedBy(event, said);
  const wish = { ...NO_WISH, context, blocked, updatedInput: said.updatedInput, allowed: said.isAllowed };
  if (blocked === null) return { status: 'completed', entries, wish };
  return { status: 'blocked', entries: [...entries, entry('feedback', blocked)], wish };
}

function stopped(
  event: HookEventName,
  { stopReason }: HookOutput,
  { entries, context }: { readonly entries: readonly HookOutputEntry[]; readonly context: string | null },
): HookVerdict {
  const isNamed = event === 'postToolUse' || AROUND_COMPACTION.has(event);
  const reason = stopReason ?? (isNamed ? `${nameOf(event)} hook stopped execution` : null);
  return {
    status: 'stopped',
    entries: reason === null ? entries : [...entries, entry('stop', reason)],
    wish: { ...NO_WISH, context, stopped: reason ?? '' },
  };
}

function blockedBy(event: HookEventName, said: HookOutput): string | null {
  if (said.isDenied) return said.reason?.trim() || `${nameOf(event)} hook denied approval`;
  return said.decision === 'block' ? (said.reason ?? '').trim() : null;
}

/** What an event's hooks may not ask for, or asked for without the reason it takes; null: nothing. */
function unsupportedIn(event: HookEventName, said: HookOutput, rules: HookRules): string | null {
  const name = nameOf(event);
  const unsupported = (what: string): string => `${name} hook returned unsupported ${what}`;
  const isAboutTools = event === 'preToolUse' || event === 'permissionRequest';
  if (isAboutTools && !said.continues) return unsupported('continue:false');
  if (isAboutTools && said.stopReason !== null) return unsupported('stopReason');
  if ((isAboutTools || event === 'postToolUse') && said.suppresses) return unsupported('suppressOutput');
  if (event === 'postToolUse' && said.changesOutput) return unsupported('updatedMCPToolOutput');
  if (event === 'permissionRequest' && said.updatedInput !== undefined) return unsupported('updatedInput');
  if (event === 'permissionRequest' && said.changesPermissions) return unsupported('updatedPermissions');
  if (event === 'permissionRequest' && said.interrupts) return unsupported('interrupt:true');
  if (event === 'preToolUse') {
    const { permissionDecision: wanted } = said;
    const changesInput = said.updatedInput !== undefined;
    if (!rules.toolHooksSayMore && changesInput) return unsupported('updatedInput');
    if (!rules.toolHooksSayMore && said.additionalContext !== null) return unsupported('additionalContext');
    if (wanted === 'ask') return unsupported('permissionDecision:ask');
    if (wanted === 'allow' && !changesInput) return unsupported('permissionDecision:allow');
    if (wanted !== 'allow' && changesInput)
      return `${name} hook returned updatedInput without permissionDecision:allow`;
    if (wanted === 'deny' && !said.reason?.trim())
      return `${name} hook returned permissionDecision:deny without a non-empty permissionDecisionReason`;
    if (said.decision === 'approve') return unsupported('decision:approve');
  }
  if (said.continues && said.decision === 'block' && !said.reason?.trim())
    return `${name} hook returned decision:block without a non-empty reason`;
  return null;
}

function failure(text: string, before: readonly HookOutputEntry[] = []): HookVerdict {
  return { status: 'failed', entries: [...before, entry('error', text)], wish: NO_WISH };
}

function entry(kind: HookOutputEntry['kind'], text: string): HookOutputEntry {
  return { kind, text };
}

/** As configurations and texts spell an event. */
export function nameOf(event: HookEventName): string {
  return event.charAt(0).toUpperCase() + event.slice(1);
}
