// Base of every error this package throws: a machine-readable code beside the sentence for people.

/** An error with a `code` to switch on. Subclasses fix the union of their codes. */
export class CodedError<Code extends string | number = string | number> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
