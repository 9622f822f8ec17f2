// What the doctor says of one thing.

export interface Finding {
  /** A few words for what was looked at. */
  readonly what: string;
  /** `bad` keeps an app-server from working, `warn` from doing all it could. */
  readonly state: 'ok' | 'warn' | 'bad' | 'skipped';
  /** What was found, one line. */
  readonly found: string;
  /** What to do about it. */
  readonly fix?: string;
}
