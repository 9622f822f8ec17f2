// Reads a whole rollout file: its head, its records, and where the next line goes. A fork of 0.169.0 begins in
// the file of another thread, so reading may span several files.

import type { HistoryRecord, ThreadMeta } from '../../domain/records.js';
import { previewText } from '../../domain/thread/preview.js';
import { readRolloutBytes } from './compressed-rollout.js';
import { createRolloutDecoder } from './rollout-decoder.js';
import type { DialectName } from './rollout-dialect.js';
import { REVIEW_PREVIEW } from './rollout-head.js';
import { type RolloutLine, readLine } from './rollout-line.js';
import { historyBaseOf, isPaginated, metaOf } from './session-meta.js';

export interface RolloutFile {
  meta: ThreadMeta;
  records: HistoryRecord[];
  dialect: DialectName;
  tail: RolloutTail;
}

/** The end of a file as a writer needs to know it. */
export interface RolloutTail {
  /** Bytes up to the end of the last whole line; what follows was cut off by a crash. */
  goodLength: number;
  /** The last whole line lacks its newline. */
  needsNewline: boolean;
  nextOrdinal: number;
}

/** Why a file is no thread. The wording is the real server's. */
export class UnreadableRollout extends Error {}

/** Finds the file that goes by an id in a history base; null when it is gone. */
export type RolloutFinder = (segment: string) => string | null;

/** More forks of forks than anyone makes; a loop of references ends here. */
export const DEEPEST_FORK = 64;

/**
 * @throws UnreadableRollout when the file is empty, has no head, or forks from a thread that is gone
 * @throws the file system's error when the file cannot be read
 */
export async function readRollout(path: string, find: RolloutFinder): Promise<RolloutFile> {
  const bytes = await readRolloutBytes(path);
  const { lines, tail } = linesOf(bytes);
  const first = lines.find((line) => line.type === 'session_meta');
  const meta = first ? metaOf(first.payload, () => first.at) : null;
  if (!first || !meta) {
    throw new UnreadableRollout(
      bytes.length === 0 ? 'empty session file' : 'failed to parse thread ID from rollout file',
    );
  }
  const decode = createRolloutDecoder(meta);
  const inherited = await inheritedLines(first.payload, find, DEEPEST_FORK);
  return {
    meta,
    records: [...inherited, ...lines].flatMap(decode),
    dialect: isPaginated(first.payload) ? '0.169.0' : '0.118.0',
    tail,
  };
}

/** The lines in `bytes`. A broken last line is left out; broken lines before it are skipped. */
export function linesOf(bytes: Buffer): { lines: RolloutLine[]; tail: RolloutTail } {
  const lines: RolloutLine[] = [];
  let start = 0;
  let goodLength = 0;
  let needsNewline = false;
  let nextOrdinal = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    const line = readLine(bytes.toString('utf8', start, end));
    if (line) {
      lines.push(line);
      nextOrdinal = (line.ordinal ?? nextOrdinal - 1) + 1;
    }
    if (newline !== -1 || line) {
      goodLength = Math.min(end + 1, bytes.length);
      needsNewline = newline === -1;
    }
    start = end + 1;
  }
  return { lines, tail: { goodLength, needsNewline, nextOrdinal } };
}

async function inheritedLines(payload: unknown, find: RolloutFinder, depth: number): Promise<RolloutLine[]> {
  const base = historyBaseOf(payload);
  if (!base) return [];
  const path = depth > 0 ? find(base.segment) : null;
  if (path === null) throw new UnreadableRollout(`forked from thread ${base.segment}, which is gone`);
  const { lines } = linesOf((await readRolloutBytes(path)).subarray(0, base.endOffset));
  if (base.endOrdinal !== undefined && lines.at(-1)?.ordinal !== base.endOrdinal - 1) {
    throw new UnreadableRollout(`forked from a part of thread ${base.segment} that is gone`);
  }
  const first = lines.find((line) => line.type === 'session_meta');
  return [...(await inheritedLines(first?.payload, find, depth - 1)), ...lines];
}

/** What was said first, or the goal that was set before it; empty before both. */
export function previewOf({ meta, records }: RolloutFile): string {
  if (meta.reviewOf !== undefined) return REVIEW_PREVIEW;
  for (const record of records) {
    if (record.type === 'goalSet') return record.goal.objective;
    if (record.type !== 'itemCompleted' || record.item.type !== 'userMessage') continue;
    const { content } = record.item;
    const texts = content.map((part) => (part.type === 'text' ? part.text : ''));
    const preview = previewText(
      texts.join(''),
      content.map(({ type }) => type),
    );
    if (preview !== '') return preview;
  }
  return '';
}
