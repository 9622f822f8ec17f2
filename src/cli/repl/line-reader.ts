// Where the lines of a prompt come from, as the rest sees it.

/** Lines that a person types, or that come through a pipe. */
export interface LineReader {
  /** Whether somebody sees the prompt. */
  readonly isTTY: boolean;
  onLine(handler: (line: string) => void): void;
  /** Ctrl-C on an empty line, from a terminal; where something is typed, it is taken back. */
  onInterrupt(handler: () => void): void;
  /** No more lines will come. */
  onEnd(handler: () => void): void;
  /** Shows this before the line that is being typed. */
  prompt(text: string): void;
  close(): void;
}

export interface LineReaderOptions {
  /** Newest first. */
  readonly history: readonly string[];
  onHistory(history: readonly string[]): void;
  /** What may follow the line so far: whole lines. */
  complete(line: string): Promise<readonly string[]>;
}
