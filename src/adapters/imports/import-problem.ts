/** Why something cannot be taken over; the message is what clients read. */
export class ImportProblem extends Error {
  /** The configuration it is to go into cannot be read. */
  readonly isOfTarget: boolean;

  constructor(message: string, options: { cause?: unknown; isOfTarget?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ImportProblem';
    this.isOfTarget = options.isOfTarget ?? false;
  }
}
