// What the domain needs of whoever runs scripts: a world for each script, which knows its tools by name and talks in
// events. Implemented by adapters/code.

/** What a script may call, as it sees it. */
export interface CodeToolName {
  /** A JavaScript identifier. */
  readonly name: string;
  readonly description: string;
}

export interface CodeWorld {
  readonly tools: readonly CodeToolName[];
  /** JSON texts by key: what scripts before have stored. */
  readonly stored: Readonly<Record<string, string>>;
}

/** What a script makes known, in order; nothing follows `ended`. */
export type CodeEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly url: string; readonly detail: string | null }
  | { readonly type: 'audio'; readonly url: string }
  | { readonly type: 'notified'; readonly text: string }
  | { readonly type: 'stored'; readonly key: string; readonly json: string }
  /** `input`: JSON text; null where nothing was given. */
  | { readonly type: 'called'; readonly id: number; readonly name: string; readonly input: string | null }
  | { readonly type: 'yielded' }
  /** `error`: what it failed with, with its stack. */
  | { readonly type: 'ended'; readonly error: string | null };

/** What a tool came to: a JSON value, or the words of a refusal. */
export type CodeAnswer = { readonly value: unknown } | { readonly refusal: string };

/** A script that runs. */
export interface CodeRun {
  /** Answers a call of it; once it has ended, nobody listens. */
  answer(id: number, answer: CodeAnswer): void;
  /** Ends it wherever it is; no event follows. */
  stop(): void;
}

export interface CodeHost {
  /** Runs the source of an async module. `tell` is called in later tasks. */
  start(source: string, world: CodeWorld, tell: (event: CodeEvent) => void): CodeRun;
}
