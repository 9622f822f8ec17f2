// From a script as written to one the player can trust. Finds every problem, not only the first.

import { headerCondition, httpAnswer, httpError, rateLimits, times } from './answer-check.js';
import type {
  CheckedAnswer,
  CheckedCondition,
  CheckedPart,
  CheckedReply,
  CheckedScript,
} from './checked-script.js';
import { ScriptError, type ScriptProblem } from './errors.js';
import { type Gateway, gateway } from './gateway/gateway-script.js';
import {
  account,
  accountUsage,
  completeLogins,
  type LoginReading,
  login,
  tokenOptions,
} from './login-check.js';
import type { Account, AccountUsage, LoginObject } from './login-script.js';
import { catalogOf, type ModelEntry, modelEntry } from './model-entries.js';
import { errorAnswer, plainAnswer } from './plain-answer.js';
import { conversation } from './realtime/conversation-check.js';
import type { CheckedConversation } from './realtime/conversation-script.js';
import type { Reply, ReplyObject, Script, Usage, WishParts } from './script.js';
import { cutKind, endsStream, part, reasoningPart, textPart } from './script-parts.js';
import {
  type FoundProblem,
  flag,
  list,
  milliseconds,
  name,
  number,
  object,
  oneOf,
  type Place,
  pathText,
  type Read,
  recordOf,
  refuse,
  text,
} from './script-reader.js';
import type { ToolWish } from './tool-wish.js';
import { wishKeys, wishReaders } from './wish-parts.js';

/** What checking a value as a script gave. Without problems there is a script. */
export interface ScriptReading {
  readonly script: CheckedScript | undefined;
  readonly problems: readonly FoundProblem[];
}

/** Checks a script that came from somewhere with line numbers, so that the caller can add them. */
export function readScript(value: unknown): ScriptReading {
  const problems: FoundProblem[] = [];
  const script = wholeScript({ value, path: [], problems });
  return { script: problems.length === 0 ? script : undefined, problems };
}

/**
 * Checks a script given in code.
 * @throws ScriptError `script_invalid`
 */
export function checkScript(script: Script): CheckedScript {
  return orThrow('the script', (place) => wholeScript(place), script);
}

/**
 * Checks one reply, as a responder returns it.
 * @throws ScriptError `script_invalid`
 */
export function checkReply(written: Reply): CheckedReply {
  return orThrow('the reply', (place) => reply(place), written);
}

/**
 * Checks what tokens made without a login shall say.
 * @throws ScriptError `script_invalid`
 */
export function checkTokenWish(
  written: Pick<LoginObject, 'account' | 'tokens'>,
): Pick<LoginObject, 'account' | 'tokens'> {
  return orThrow('the wish for tokens', object<typeof written>({ account, tokens: tokenOptions }), written);
}

function orThrow<T>(source: string, read: Read<T>, value: unknown): T {
  const problems: FoundProblem[] = [];
  const result = read({ value, path: [], problems });
  if (result === undefined || problems.length > 0) throw new ScriptError(source, problems.map(withPathText));
  return result;
}

export function withPathText({ path, message }: FoundProblem): ScriptProblem {
  return { path: pathText(path), message };
}

const pattern: Read<RegExp> = (place) => {
  const source = text(place);
  if (source === undefined) return undefined;
  try {
    return new RegExp(source, 'is');
  } catch (thrown) {
    return refuse(
      place,
      `a regular expression (${thrown instanceof Error ? thrown.message : 'it does not compile'})`,
    );
  }
};

const condition = object<CheckedCondition>({
  text,
  matches: pattern,
  model: name,
  kind: name,
  agent: name,
  toolOutput: (at) => (typeof at.value === 'boolean' ? at.value : name(at)),
  outputMatches: pattern,
  request: number('a request number', 1, true),
  outputSchema: flag,
  header: headerCondition,
});

const tokenCount = number('a token count', 0, true);
const usage = object<Usage>({
  input: tokenCount,
  cached: tokenCount,
  output: tokenCount,
  reasoning: tokenCount,
  total: tokenCount,
});

type Wishes = { readonly [K in keyof WishParts]?: ToolWish };

/** A reply object with its members read; `call` is still a part. */
interface ReplyMembers
  extends Omit<ReplyObject, 'when' | 'times' | 'reasoning' | 'text' | 'call' | 'parts' | keyof WishParts>,
    Wishes {
  readonly when?: CheckedCondition;
  readonly times?: number;
  readonly reasoning?: CheckedPart;
  readonly text?: CheckedPart;
  readonly call?: CheckedPart;
  readonly parts?: readonly CheckedPart[];
}

const replyMembers = object<ReplyMembers>({
  name,
  when: condition,
  times,
  reasoning: reasoningPart,
  text: textPart,
  call: (place) => part({ ...place, value: { call: place.value }, path: place.path.slice(0, -1) }),
  ...wishReaders,
  parts: list(part),
  error: httpError,
  http: httpAnswer,
  disconnect: oneOf(true),
  startDelayMs: milliseconds,
  startHold: name,
  headers: recordOf(text),
  rateLimits,
  usage,
  cutAfter: object<NonNullable<ReplyObject['cutAfter']>>(
    { events: number('a number of events', 0, true), how: cutKind },
    ['events'],
  ),
});

const reply: Read<CheckedReply> = (place) => {
  const isShort = typeof place.value === 'string';
  const written = replyMembers(isShort ? { ...place, value: { text: place.value } } : place);
  if (written === undefined) return undefined;
  const answer = checkedAnswer(place, written);
  if (answer === undefined) return undefined;
  return {
    label: written.name ?? pathText(place.path),
    when: written.when,
    times: written.times ?? (written.when === undefined ? 1 : Number.POSITIVE_INFINITY),
    startDelayMs: written.startDelayMs ?? 0,
    startHold: written.startHold,
    headers: written.headers ?? {},
    rateLimits: written.rateLimits,
    answer,
  };
};

function checkedAnswer(place: Place, written: ReplyMembers): CheckedAnswer | undefined {
  const wishes = wishKeys.map((key) => written[key]);
  const short = [written.reasoning, written.text, written.call, ...wishes].filter(
    (given) => given !== undefined,
  );
  const kinds = [
    short.length > 0 ? short : undefined,
    written.parts,
    written.error,
    written.http,
    written.disconnect,
  ];
  if (kinds.filter((given) => given !== undefined).length !== 1) {
    return refuse(
      place,
      'one answer: "text" (with "reasoning", "call", "run", "patch" and the like), or one of "parts", "error", "http", "disconnect"',
    );
  }
  if (written.disconnect === true) return { kind: 'disconnect' };
  if (written.error !== undefined) return errorAnswer(written.error);
  if (written.http !== undefined) return plainAnswer(written.http);
  const parts = written.parts ?? short;
  const end = parts.findIndex(endsStream);
  if (end !== -1 && end !== parts.length - 1) {
    place.problems.push({
      path: [...place.path, 'parts', end + 1],
      message: 'never sent: the part before ends the stream',
    });
    return undefined;
  }
  const cutAfter = written.cutAfter && { how: 'destroy' as const, ...written.cutAfter };
  return { kind: 'stream', parts, usage: written.usage ?? {}, cutAfter };
}

const otherwise: Read<CheckedScript['otherwise']> = (place) => {
  if (place.value === 'fail' || place.value === 'default') return place.value;
  return typeof place.value === 'string'
    ? refuse(place, '"fail", "default" or a reply object')
    : reply(place);
};

interface ScriptMembers {
  readonly replies?: CheckedReply[];
  readonly otherwise?: CheckedScript['otherwise'];
  readonly models?: string[];
  readonly catalog?: ModelEntry[];
  readonly conversations?: CheckedConversation[];
  readonly account?: Account;
  readonly logins?: LoginReading[];
  readonly usage?: AccountUsage;
  readonly gateway?: Gateway;
}

const scriptMembers = object<ScriptMembers>({
  replies: list(reply),
  otherwise,
  models: list(name),
  catalog: list(modelEntry),
  conversations: list(conversation),
  account,
  logins: list(login),
  usage: accountUsage,
  gateway,
});

const wholeScript: Read<CheckedScript> = (place) => {
  const written = scriptMembers(place);
  if (written === undefined) return undefined;
  return {
    isChecked: true,
    replies: written.replies ?? [],
    otherwise: written.otherwise ?? (written.replies === undefined ? 'default' : 'fail'),
    models: written.models,
    catalog: written.catalog === undefined ? undefined : catalogOf(written.catalog),
    conversations: written.conversations,
    logins: completeLogins(written.logins ?? [], written),
    others: { account: written.account, usage: written.usage },
    gateway: written.gateway ?? {},
  };
};
