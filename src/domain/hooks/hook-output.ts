// What hooks say on stdout, read strictly: a member that an event does not know makes all of it void. Pure.

import type { HookEventName } from '../../protocol/index.js';
import { isRecord } from '../../util/peek.js';

export interface HookOutput {
  readonly continues: boolean;
  readonly stopReason: string | null;
  readonly suppresses: boolean;
  readonly systemMessage: string | null;
  readonly decision: 'approve' | 'block' | null;
  readonly permissionDecision: 'allow' | 'deny' | 'ask' | null;
  /** Why it decided so, whichever way it did. */
  readonly reason: string | null;
  readonly additionalContext: string | null;
  readonly updatedInput: unknown;
  readonly changesOutput: boolean;
  readonly changesPermissions: boolean;
  readonly interrupts: boolean;
  readonly isAllowed: boolean;
  readonly isDenied: boolean;
}

export type ReadOutput =
  | { readonly type: 'text' }
  | { readonly type: 'invalid' }
  | { readonly type: 'output'; readonly output: HookOutput };

type Check = (value: unknown) => boolean;
type Members = Readonly<Record<string, Check>>;

const isFlag: Check = (value) => typeof value === 'boolean';
const isText: Check = (value) => value === null || typeof value === 'string';
const isAnything: Check = () => true;
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    value === null || words.some((word) => word === value);
const recordOf =
  (members: Members, required: readonly string[] = []): Check =>
  (value) =>
    value === null || (fits(value, members) && required.every((name) => name in Object(value)));

const UNIVERSAL: Members = {
  continue: isFlag,
  stopReason: isText,
  suppressOutput: isFlag,
  systemMessage: isText,
};

const REASONED = { reason: isText };

function specific(name: string, members: Members): Members {
  const hookEventName = (value: unknown): boolean => value === name;
  return { hookSpecificOutput: recordOf({ hookEventName, ...members }, ['hookEventName']) };
}

const PERMISSION = recordOf(
  {
    behavior: (value) => value === 'allow' || value === 'deny',
    updatedInput: isAnything,
    updatedPermissions: isAnything,
    message: isText,
    interrupt: isFlag,
  },
  ['behavior'],
);

/** What each event's hooks may say; those of other events say nothing but what everyone may. */
const MEMBERS: Partial<Record<HookEventName, Members>> = {
  sessionStart: specific('SessionStart', { additionalContext: isText }),
  userPromptSubmit: {
    ...REASONED,
    decision: oneOf('block'),
    ...specific('UserPromptSubmit', { additionalContext: isText }),
  },
  preToolUse: {
    ...REASONED,
    decision: oneOf('approve', 'block'),
    ...specific('PreToolUse', {
      permissionDecision: oneOf('allow', 'deny', 'ask'),
      permissionDecisionReason: isText,
      updatedInput: isAnything,
      additionalContext: isText,
    }),
  },
  permissionRequest: specific('PermissionRequest', { decision: PERMISSION }),
  postToolUse: {
    ...REASONED,
    decision: oneOf('block'),
    ...specific('PostToolUse', { additionalContext: isText, updatedMCPToolOutput: isAnything }),
  },
  stop: { ...REASONED, decision: oneOf('block') },
  subagentStart: specific('SubagentStart', { additionalContext: isText }),
  subagentStop: { ...REASONED, decision: oneOf('block') },
};

/** Events whose hooks must speak JSON where they speak at all. */
const ONLY_JSON: ReadonlySet<HookEventName> = new Set(['stop', 'subagentStop']);

/** `text` has no space around it. Text that does not look like JSON is text, save where only JSON is understood. */
export function readOutput(event: HookEventName, text: string): ReadOutput {
  if (!/^[[{]/.test(text)) return { type: ONLY_JSON.has(event) && text !== '' ? 'invalid' : 'text' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { type: 'invalid' };
  }
  if (!isRecord(value) || !fits(value, { ...UNIVERSAL, ...MEMBERS[event] })) return { type: 'invalid' };
  const more = isRecord(value.hookSpecificOutput) ? value.hookSpecificOutput : {};
  const permission = isRecord(more.decision) ? more.decision : {};
  const permissionDecision = more.permissionDecision ?? null;
  return {
    type: 'output',
    output: {
      continues: value.continue !== false,
      stopReason: textIn(value.stopReason),
      suppresses: value.suppressOutput === true,
      systemMessage: textIn(value.systemMessage),
      // Checked above to be one of these.
      decision: (value.decision ?? null) as HookOutput['decision'],
      permissionDecision: permissionDecision as HookOutput['permissionDecision'],
      reason: textIn(more.permissionDecisionReason) ?? textIn(permission.message) ?? textIn(value.reason),
      additionalContext: textIn(more.additionalContext),
      updatedInput: more.updatedInput ?? permission.updatedInput,
      changesOutput: more.updatedMCPToolOutput !== undefined,
      changesPermissions: permission.updatedPermissions !== undefined,
      interrupts: permission.interrupt === true,
      isAllowed: permission.behavior === 'allow',
      isDenied: permission.behavior === 'deny' || permissionDecision === 'deny',
    },
  };
}

function fits(value: unknown, members: Members): boolean {
  return isRecord(value) && Object.entries(value).every(([name, member]) => members[name]?.(member) === true);
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
