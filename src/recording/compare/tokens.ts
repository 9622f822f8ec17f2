// Takes the accidental parts out of a text: ids, times, ports and paths. What is left is the template that two
// texts of the same meaning share.

type TokenKind = 'id' | 'time' | 'port' | 'path';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

export interface Template {
  /** The text with a mark for every token. */
  readonly shape: string;
  readonly tokens: readonly Token[];
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const PREFIXED = '\\b(?:rs|msg|fc|ctc|call|resp|item|req|sess|turn|thread|exec)_[0-9A-Za-z_-]{6,}';
const STAMP = '\\d{4}-\\d{2}-\\d{2}T\\d{2}[:-]\\d{2}[:-]\\d{2}(?:\\.\\d+)?(?:Z|[+-]\\d{2}:?\\d{2})?';
const PORT = '(?<=127\\.0\\.0\\.1:|localhost:|\\[::1\\]:)\\d{2,5}';
const PATH = '(?<=^|[\\s"\'=:(,`])/(?:[^\\s"\'`:,()<>/]+/)*[^\\s"\'`:,()<>/]+';
const TOKEN = new RegExp(
  `(?<path>${PATH})|(?<id>${UUID}|${PREFIXED})|(?<time>${STAMP})|(?<port>${PORT})`,
  'g',
);
/** Inside of a path a path is no token. */
const PART = new RegExp(`(?<id>${UUID}|${PREFIXED})|(?<time>${STAMP})`, 'g');
const ID = new RegExp(`${UUID}|${PREFIXED}`, 'g');
const MAY_HOLD_TOKEN = /\d|\//;

export function templateOf(text: string): Template {
  return MAY_HOLD_TOKEN.test(text) ? split(text, TOKEN) : { shape: text, tokens: [] };
}

/** Every id in a text, once, inside of paths too. */
export function idsIn(text: string): string[] {
  return [...new Set(text.match(ID))];
}

/** Of the last part of a path: `rollout-<time>-<id>.jsonl`. */
export function baseNameShape(path: string): string {
  return split(path.slice(path.lastIndexOf('/') + 1), PART).shape;
}

/** Whether a number under this name is a time or a duration. */
export function isTimeName(name: string): boolean {
  return /(?:At|AtMs|Ms|_at|_ms|Time|timestamp|Seconds)$/i.test(name);
}

function split(text: string, pattern: RegExp): Template {
  const tokens: Token[] = [];
  const shape = text.replace(pattern, (...args: unknown[]) => {
    const groups = args.at(-1) as Record<TokenKind, string | undefined>; // named groups come last
    const kind = (['path', 'id', 'time', 'port'] as const).find((name) => groups[name] !== undefined) ?? 'id';
    tokens.push({ kind, text: String(args[0]) });
    return `<${kind}>`;
  });
  return { shape, tokens };
}
