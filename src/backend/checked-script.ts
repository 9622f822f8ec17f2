// A script after checking: shorthands written out, defaults filled in, patterns compiled. What the rest works with.

import type { CheckedLogin, LoginDefaults } from './checked-login.js';
import type { Gateway } from './gateway/gateway-script.js';
import type { ModelCatalog } from './model-entries.js';
import type { Disconnect, PlainAnswer } from './plain-answer.js';
import type { CheckedConversation } from './realtime/conversation-script.js';
import type { Condition, CustomCall, CutKind, FunctionCall, ShellCall, Usage } from './script.js';
import type { RateLimits } from './script-answers.js';
import type { ToolWish } from './tool-wish.js';

/** A script that passed its check. */
export interface CheckedScript {
  readonly isChecked: true;
  readonly replies: readonly CheckedReply[];
  readonly otherwise: 'fail' | 'default' | CheckedReply;
  readonly models: readonly string[] | undefined;
  readonly catalog: ModelCatalog | undefined;
  readonly logins: readonly CheckedLogin[];
  /** Undefined: the built-in one answers. */
  readonly conversations: readonly CheckedConversation[] | undefined;
  /** Of logins that none of these describes. */
  readonly others: LoginDefaults;
  readonly gateway: Gateway;
}

export interface CheckedReply {
  /** Its name, or where it stands, e.g. `replies[2]`. */
  readonly label: string;
  readonly when: CheckedCondition | undefined;
  readonly times: number;
  readonly startDelayMs: number;
  readonly startHold: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly rateLimits: RateLimits | undefined;
  readonly answer: CheckedAnswer;
}

export type CheckedAnswer = StreamAnswer | PlainAnswer | Disconnect;

export interface StreamAnswer {
  readonly kind: 'stream';
  readonly parts: readonly CheckedPart[];
  readonly usage: Usage;
  readonly cutAfter: { readonly events: number; readonly how: CutKind } | undefined;
}

export interface CheckedCondition extends Omit<Condition, 'matches' | 'outputMatches'> {
  readonly matches?: RegExp;
  readonly outputMatches?: RegExp;
}

export type CheckedPart =
  | CheckedText
  | CheckedReasoning
  | ({ readonly kind: 'call' } & FunctionCall)
  | ({ readonly kind: 'customCall' } & CustomCall)
  | ({ readonly kind: 'shellCall' } & ShellCall)
  | ToolWish
  | { readonly kind: 'item'; readonly item: Readonly<Record<string, unknown>> }
  | { readonly kind: 'event'; readonly event: Readonly<Record<string, unknown>> }
  | { readonly kind: 'raw'; readonly raw: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'hold'; readonly gate: string }
  | { readonly kind: 'cut'; readonly how: CutKind }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'incomplete'; readonly reason: string };

export type Split = 'words' | 'characters' | 'lines' | 'none' | number;

export interface CheckedPace {
  readonly split: Split;
  readonly delayMs: number;
}

export interface CheckedText extends CheckedPace {
  readonly kind: 'text';
  readonly source: TextSource;
  readonly id: string | undefined;
  readonly phase: 'commentary' | 'final_answer' | undefined;
  readonly done: boolean;
}

export type TextSource =
  | { readonly kind: 'content'; readonly content: string }
  | { readonly kind: 'chunks'; readonly chunks: readonly CheckedChunk[] }
  | { readonly kind: 'repeat'; readonly text: string; readonly count: number };

export type CheckedChunk =
  | { readonly text: string; readonly delayMs: number | undefined }
  | { readonly hold: string };

export interface CheckedReasoning extends CheckedPace {
  readonly kind: 'reasoning';
  readonly summary: readonly string[];
  readonly text: string | undefined;
  readonly encrypted: string | undefined;
  readonly id: string | undefined;
  readonly done: boolean;
}
