// The script format as people write it, in YAML, JSON or TypeScript. docs/script-format.md explains it.

import type { Gateway } from './gateway/gateway-script.js';
import type { Account, AccountUsage, Login } from './login-script.js';
import type { ModelEntry } from './model-entries.js';
import type { ModelRequest } from './model-request.js';
import type { Conversation } from './realtime/conversation-script.js';
import type { HttpAnswer, HttpError, RateLimits } from './script-answers.js';

/** What the backend answers. */
export interface Script {
  /** Tried from the top: the first reply that fits the request and is not used up is played. Without replies the built-in script answers. */
  readonly replies?: readonly Reply[];
  /** What follows when no reply fits: `fail` (HTTP 400 that says so; the default), `default` (the built-in script), or a reply. */
  readonly otherwise?: 'fail' | 'default' | ReplyObject;
  /** Ids that `GET /v1/models` lists. */
  readonly models?: readonly string[];
  /** What a signed-in codex is told of models: these, and no others. Without it, nothing that it does not know. */
  readonly catalog?: readonly ModelEntry[];
  /** Conversations by voice, in order; without them the built-in one answers what it is told. */
  readonly conversations?: readonly Conversation[];
  /** Who signs in, unless a login says otherwise. */
  readonly account?: Account;
  /** Tried from the top like replies. When none fits, a login waits for a person. */
  readonly logins?: readonly Login[];
  /** What the usage endpoints report. */
  readonly usage?: AccountUsage;
  /** How the gateway before the model lets people in. */
  readonly gateway?: Gateway;
}

/** Decides in code instead of from a list. `undefined` means: no reply fits. */
export type Responder = (request: ModelRequest) => Reply | undefined | Promise<Reply | undefined>;

/** One answer. A string is short for `{ text: … }`. */
export type Reply = string | ReplyObject;

export interface ReplyObject extends WishParts {
  /** What logs and recorded requests call it; by default its place, e.g. `replies[2]`. */
  readonly name?: string;
  readonly when?: Condition;
  /** How many requests this reply serves: by default one, or without limit when it has a `when`. */
  readonly times?: number | 'always';

  /** Short for parts: played in the order reasoning, text, call, then what is to be done. Not together with `parts`. */
  readonly reasoning?: Reasoning;
  readonly text?: Text;
  readonly call?: FunctionCall;
  /** Everything the stream carries, in order. */
  readonly parts?: readonly Part[];

  /** An HTTP error instead of a stream. */
  readonly error?: HttpError;
  /** Any other plain HTTP answer instead of a stream. */
  readonly http?: HttpAnswer;
  /** `true`: the connection closes without an answer. */
  readonly disconnect?: true;

  /** Waits before the response headers. */
  readonly startDelayMs?: number;
  /** Waits before the response headers until this gate opens. */
  readonly startHold?: string;
  /** Further response headers. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly rateLimits?: RateLimits;
  /** Token counts to report; those left out are computed from sizes. */
  readonly usage?: Usage;
  /** Breaks the stream after this many events. */
  readonly cutAfter?: { readonly events: number; readonly how?: CutKind };
}

/** All given members must hold. */
export interface Condition {
  /** The last user text contains this, whatever its case. */
  readonly text?: string;
  /** The last user text matches this regular expression (flags `i` and `s`); its groups fill `{{1}}`, `{{name}}`. */
  readonly matches?: string;
  readonly model?: string;
  /** `turn`, `compaction`, `review`, or the name of another kind of sub-agent. */
  readonly kind?: string;
  /** Which agent of a team asks, such as `/root` or `/root/one`. */
  readonly agent?: string;
  /** The request brings the output of this call (`*` at the end stands for anything); `true` for any call. */
  readonly toolOutput?: string | boolean;
  /** One of the outputs it brings matches this regular expression (flags `i` and `s`). */
  readonly outputMatches?: string;
  /** The nth model request since the script was set, from 1. */
  readonly request?: number;
  /** Whether the request demands output that follows a JSON schema. */
  readonly outputSchema?: boolean;
  /** Header name to a text it contains, or whether it is there at all. */
  readonly header?: Readonly<Record<string, string | boolean>>;
}

export type CutKind = 'destroy' | 'end';

/** One part of a stream: a text, or an object with exactly one of these members. */
export type Part =
  | string
  | { readonly text: Text }
  | { readonly reasoning: Reasoning }
  | { readonly call: FunctionCall }
  | { readonly customCall: CustomCall }
  | { readonly shellCall: ShellCall }
  | { [K in keyof WishParts]-?: Readonly<Record<K, NonNullable<WishParts[K]>>> }[keyof WishParts]
  /** An output item exactly as given. */
  | { readonly item: Readonly<Record<string, unknown>> }
  /** An event exactly as given. */
  | { readonly event: Readonly<Record<string, unknown>> }
  /** Bytes of the stream exactly as given, well-formed or not. */
  | { readonly raw: string }
  /** Milliseconds of silence. */
  | { readonly wait: number }
  /** Silence until the gate of this name opens. */
  | { readonly hold: string }
  /** Breaks the connection (`destroy`), or ends the stream without `response.completed` (`end`). */
  | { readonly cut: CutKind }
  | { readonly failed: { readonly code: string; readonly message: string } }
  | { readonly incomplete: { readonly reason: string } };

/** How a text is cut into deltas, and how fast they come. */
export interface Pace {
  /** Deltas of words (the default), characters or lines, of this many characters, or one delta. */
  readonly split?: 'words' | 'characters' | 'lines' | 'none' | number;
  /** Milliseconds before each delta; fractions are kept on average. */
  readonly delayMs?: number;
  /** Deltas per second, instead of `delayMs`. */
  readonly tokensPerSecond?: number;
}

export type Text = string | TextObject;

/** A message. Give one of `content`, `chunks` and `repeat`. */
export interface TextObject extends Pace {
  readonly content?: string;
  /** The deltas themselves. */
  readonly chunks?: readonly Chunk[];
  /** One delta, sent `count` times; `{{i}}` in it counts from 0. */
  readonly repeat?: string;
  readonly count?: number;
  readonly id?: string;
  readonly phase?: 'commentary' | 'final_answer';
  /** `false` leaves the message open, as when a stream breaks in the middle of it. */
  readonly done?: boolean;
}

export type Chunk = string | { readonly text: string; readonly delayMs?: number } | { readonly hold: string };

/** A string is a summary of one part. */
export type Reasoning = string | ReasoningObject;

export interface ReasoningObject extends Pace {
  readonly summary?: string | readonly string[];
  /** Raw reasoning text, which only open models send. */
  readonly text?: string;
  readonly encrypted?: string;
  readonly id?: string;
  readonly done?: boolean;
}

export interface FunctionCall {
  readonly name: string;
  /** An object is sent as JSON, a string as it is. */
  readonly arguments?: string | Readonly<Record<string, unknown>>;
  /** The call id; made up when left out. */
  readonly id?: string;
  readonly namespace?: string;
}

export interface CustomCall {
  readonly name: string;
  readonly input: string;
  readonly id?: string;
}

export interface ShellCall {
  readonly command: readonly string[];
  readonly id?: string;
  readonly workingDirectory?: string;
  readonly timeoutMs?: number;
}

export interface Usage {
  readonly input?: number;
  readonly cached?: number;
  readonly output?: number;
  readonly reasoning?: number;
  readonly total?: number;
}

/** What shall be done, by whichever tool the request offers for it. A text is short for the first member. */
export interface WishParts {
  /** A command line for a shell. `escalate` asks to run it outside the sandbox and says why. */
  readonly run?:
    | string
    | {
        readonly command: string;
        readonly workdir?: string;
        readonly escalate?: string;
        readonly timeoutMs?: number;
        readonly yieldMs?: number;
        readonly tty?: boolean;
        readonly prefixRule?: readonly string[];
        readonly id?: string;
      };
  /** A patch in the format of `apply_patch`, from `*** Begin Patch` to `*** End Patch`. */
  readonly patch?: string | { readonly patch: string; readonly id?: string };
  /** Steps of a plan; a text is one that is pending. */
  readonly plan?:
    | readonly PlanStep[]
    | { readonly steps: readonly PlanStep[]; readonly explanation?: string; readonly id?: string };
  /** A question to the user; yes or no unless it has options. */
  readonly ask?:
    | string
    | {
        readonly question: string;
        readonly header?: string;
        readonly options?: readonly (string | { readonly label: string; readonly description?: string })[];
        readonly questionId?: string;
        readonly id?: string;
      };
  readonly viewImage?: string | { readonly path: string; readonly id?: string };
  /** Input for a command that still runs, by default in the session that an output named last. */
  readonly stdin?:
    | string
    | {
        readonly chars: string;
        readonly session?: number;
        readonly yieldMs?: number;
        readonly id?: string;
      };
  /** Calls a tool of an MCP server, by the names the server and the tool have of their own. */
  readonly mcp?: {
    readonly server: string;
    readonly tool: string;
    readonly arguments?: Readonly<Record<string, unknown>>;
    readonly id?: string;
  };
  /** Asks for more rights. */
  readonly permissions?: {
    readonly permissions: Readonly<Record<string, unknown>>;
    readonly reason?: string;
    readonly id?: string;
  };
}

export type PlanStep =
  | string
  | { readonly step: string; readonly status?: 'pending' | 'in_progress' | 'completed' };
