// A notification as it reaches the readers of a client.

/** Any notification, known or not. */
export interface Incoming {
  readonly method: string;
  readonly params: unknown;
  /** When the server emitted it, if it says so. */
  readonly emittedAtMs?: number | undefined;
}
