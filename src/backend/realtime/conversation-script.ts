// The speaking model's part of a script, as people write it. docs/script-format.md explains it.

/** One conversation by voice: what the model does, in order, once the app-server has told it about the session. */
export interface Conversation {
  /** What recorded requests call it; by default its place, e.g. `conversations[0]`. */
  readonly name?: string;
  /** How many conversations it serves; one by default. */
  readonly times?: number | 'always';
  readonly steps?: readonly ConversationStep[];
  /** `true`: after the last step it goes on with the first. Otherwise the model then listens in silence. */
  readonly repeat?: boolean;
  /** `false`: never tells that it took the session up, which the third generation of the protocol waits for. */
  readonly takesUp?: boolean;
  /** Refuses the conversation with this HTTP status, instead of steps. */
  readonly refuse?: number;
}

/** A text is short for `{ say: … }`; else an object with exactly one of these members. */
export type ConversationStep =
  | string
  /** Speaks: a transcript and a little audio, or a text alone where the session asks for text. */
  | { readonly say: string }
  /** Tells what it heard the user say. */
  | { readonly hear: string }
  /** Hands a request to the agent. */
  | { readonly handOff: string }
  /**
   * Waits for a message that no step has waited for yet: a text, which fills `{{text}}`, sound, or the wish that it
   * answers.
   */
  | { readonly await: 'text' | 'audio' | 'response' }
  /** An event exactly as given. */
  | { readonly event: Readonly<Record<string, unknown>> }
  /** Bytes of a frame exactly as given. */
  | { readonly raw: string }
  | { readonly error: string }
  /** Milliseconds of silence. */
  | { readonly wait: number }
  /** Silence until the gate of this name opens. */
  | { readonly hold: string }
  /** Ends the conversation in good order. */
  | { readonly close: true }
  /** Breaks the connection. */
  | { readonly cut: true };

/** Conversations after checking. */
export interface CheckedConversation {
  readonly label: string;
  readonly times: number;
  readonly steps: readonly CheckedStep[];
  readonly repeats: boolean;
  readonly takesUp: boolean;
  readonly refusal: number | undefined;
}

export type CheckedStep =
  | { readonly kind: 'say' | 'hear' | 'handOff' | 'error'; readonly text: string }
  | { readonly kind: 'await'; readonly what: 'text' | 'audio' | 'response' }
  | { readonly kind: 'event'; readonly event: Readonly<Record<string, unknown>> }
  | { readonly kind: 'raw'; readonly raw: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'hold'; readonly gate: string }
  | { readonly kind: 'close' | 'cut' };
