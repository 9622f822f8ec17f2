// What a user says of their experience, and the files that go with it.

export interface Feedback {
  readonly classification: string;
  readonly reason: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Of the thread it is about; made up where it is about none. */
  readonly threadId: string;
  /** Absolute paths of what is attached. */
  readonly files: readonly string[];
}
