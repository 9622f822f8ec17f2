// What the model reads of a command: figures first, then its output, shortened in the middle.

/** Bytes a token stands for. */
const BYTES_PER_TOKEN = 4;
/** More than this is shown of no output. */
export const MOST_TOKENS = 10_000;

export function tokensOf(text: string): number {
  return Math.ceil(byteLength(text) / BYTES_PER_TOKEN);
}

/** The text, its middle replaced by a note when it is longer than `tokens`. */
export function shortened(text: string, tokens: number, isAnnounced: boolean): string {
  const budget = Math.min(tokens, MOST_TOKENS) * BYTES_PER_TOKEN;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= budget) return text;
  const headEnd = characterStart(bytes, budget >> 1);
  const tailStart = characterStart(bytes, bytes.length - (budget - (budget >> 1)), true);
  const decoder = new TextDecoder();
  const head = decoder.decode(bytes.subarray(0, headEnd));
  const tail = decoder.decode(bytes.subarray(tailStart));
  const left = Math.ceil((bytes.length - budget) / BYTES_PER_TOKEN);
  const warning = isAnnounced ? `Warning: truncated output (original token count: ${tokensOf(text)})\n` : '';
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return `${warning}Total output lines: ${lines}\n\n${head}…${left} tokens truncated…${tail}`;
}

export interface CommandReport {
  /** Named where the version does. */
  readonly command: string | null;
  readonly chunkId: string;
  readonly seconds: number;
  readonly exitCode: number | null;
  /** While it runs. */
  readonly sessionId: number | null;
  readonly output: string;
  readonly maxTokens: number;
  readonly shorteningIsAnnounced: boolean;
}

export function reportText(report: CommandReport): string {
  const { command, exitCode, sessionId, output } = report;
  return [
    ...(command === null ? [] : [`Command: ${command}`]),
    `Chunk ID: ${report.chunkId}`,
    `Wall time: ${report.seconds.toFixed(4)} seconds`,
    ...(exitCode === null ? [] : [`Process exited with code ${exitCode}`]),
    ...(sessionId === null ? [] : [`Process running with session ID ${sessionId}`]),
    `Original token count: ${tokensOf(output)}`,
    'Output:',
    shortened(output, report.maxTokens, report.shorteningIsAnnounced),
  ].join('\n');
}

/** As shell_command and apply_patch report. */
export function shellText(exitCode: number, seconds: number, output: string): string {
  const time = Math.round(seconds * 10) / 10;
  return `Exit code: ${exitCode}\nWall time: ${time} seconds\nOutput:\n${output}`;
}

/** As the older shell tools report. */
export function jsonText(exitCode: number, seconds: number, output: string): string {
  const time = Math.round(seconds * 10) / 10;
  // JSON.stringify knows no 0.0.
  const duration = Number.isInteger(time) ? time.toFixed(1) : String(time);
  return `{"output":${JSON.stringify(output)},"metadata":{"exit_code":${exitCode},"duration_seconds":${duration}}}`;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** `at`, moved to where a character begins: back, or `forward`. */
function characterStart(bytes: Uint8Array, at: number, forward = false): number {
  let start = at;
  while (start > 0 && start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80)
    start += forward ? 1 : -1;
  return start;
}
