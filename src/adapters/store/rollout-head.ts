// Reads no more of a rollout file than a list of threads shows: the head and the first thing a user said.

import { closeSync, openSync, readSync } from 'node:fs';
import type { ThreadMeta } from '../../domain/records.js';
import { previewText } from '../../domain/thread/preview.js';
import { at, listAt, textAt } from '../../util/peek.js';
import { isCompressed, readCompressedSync } from './compressed-rollout.js';
import { readLine } from './rollout-line.js';
import { historyBaseOf, metaOf } from './session-meta.js';

export interface RolloutHead {
  /** Without base instructions and tools: thousands of heads are kept in memory. */
  meta: ThreadMeta;
  /** First user message; null before there is one. */
  preview: string | null;
  /** The file that holds the beginning of this one: a thread's id, or that of a revision. */
  baseThreadId: string | null;
  /** What the first turn ran with; null where the head does not tell. */
  model: string | null;
  effort: string | null;
}

/** Nothing in a reviewer's conversation is from a user. */
export const REVIEW_PREVIEW = 'Approval review';

const FIRST_READ = 64 * 1024;
/** A file that has no user message in this many bytes has none. */
const LONGEST_HEAD = 8 * 1024 * 1024;
const INSTRUCTIONS = Buffer.from('"base_instructions":{"text":"');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MENTIONS = ['"turn_context"', '"user_message"', '"UserMessage"', '"thread_goal_updated"'].map((word) =>
  Buffer.from(word),
);

let shared = Buffer.allocUnsafe(FIRST_READ);

/** Null when the file has no readable head. @throws the file system's error */
export function readRolloutHead(path: string, fallbackTime: () => number): RolloutHead | null {
  if (isCompressed(path)) {
    const head = headOf(readCompressedSync(path).subarray(0, LONGEST_HEAD), true, fallbackTime);
    return head === 'incomplete' ? null : head;
  }
  const fd = openSync(path, 'r');
  try {
    let length = 0;
    for (;;) {
      const read = readSync(fd, shared, length, shared.length - length, length);
      length += read;
      const whole = length < shared.length || length >= LONGEST_HEAD;
      const head = headOf(shared.subarray(0, length), whole, fallbackTime);
      if (head !== 'incomplete') return head;
      const larger = Buffer.allocUnsafe(shared.length * 4);
      shared.copy(larger, 0, 0, length);
      shared = larger;
    }
  } finally {
    closeSync(fd);
    if (shared.length > FIRST_READ) shared = Buffer.allocUnsafe(FIRST_READ);
  }
}

function headOf(
  bytes: Buffer,
  whole: boolean,
  fallbackTime: () => number,
): RolloutHead | null | 'incomplete' {
  let meta: ThreadMeta | null = null;
  const facts: Omit<RolloutHead, 'meta' | 'preview'> = { baseThreadId: null, model: null, effort: null };
  /** Empty once something without words was said: what comes next may have some. */
  let silent: string | null = null;
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(0x0a, start);
    if (newline === -1 && !whole) return 'incomplete';
    const end = newline === -1 ? bytes.length : newline;
    const slice = bytes.subarray(start, end);
    if (!meta || MENTIONS.some((mention) => slice.includes(mention))) {
      const line = readLine(meta ? slice.toString('utf8') : withoutInstructions(slice));
      if (line && !meta && line.type === 'session_meta') {
        meta = metaOf(line.payload, fallbackTime);
        facts.baseThreadId = historyBaseOf(line.payload)?.segment ?? null;
      } else if (line && line.type === 'turn_context') {
        facts.model ??= textAt(line.payload, 'model') ?? null;
        facts.effort ??= textAt(line.payload, 'effort') ?? null;
      } else if (line && meta) {
        const preview = previewOf(line.payload);
        if (preview) return head(meta, preview, facts);
        silent ??= preview;
      }
    }
    start = end + 1;
  }
  if (!whole) return 'incomplete';
  return meta && head(meta, silent, facts);
}

/** The model's instructions are most of a head and nothing a list shows: they are cut out unread. */
function withoutInstructions(line: Buffer): string {
  const key = line.indexOf(INSTRUCTIONS);
  const start = key + INSTRUCTIONS.length;
  const end = key === -1 ? -1 : endOfString(line, start);
  if (end === -1) return line.toString('utf8');
  return line.toString('utf8', 0, start) + line.toString('utf8', end);
}

/** Where the JSON string that begins at `start` has its closing quote; -1 when it has none. */
function endOfString(bytes: Buffer, start: number): number {
  for (let quote = bytes.indexOf(QUOTE, start); quote !== -1; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let escapes = 0;
    while (bytes[quote - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return quote;
  }
  return -1;
}

function head(
  meta: ThreadMeta,
  preview: string | null,
  facts: Omit<RolloutHead, 'meta' | 'preview'>,
): RolloutHead {
  const { dynamicTools: _, ...shown } = meta;
  const isReview = meta.reviewOf !== undefined;
  return {
    meta: { ...shown, baseInstructions: null },
    preview: isReview ? REVIEW_PREVIEW : preview,
    ...facts,
  };
}

/** What a list shows of an event that tells a user message; null for any other event. */
function previewOf(event: unknown): string | null {
  if (at(event, 'type') === 'user_message') {
    const images = listAt(event, 'images').length + listAt(event, 'local_images').length;
    return previewText(textAt(event, 'message') ?? '', images > 0 ? ['image'] : []);
  }
  if (at(event, 'type') === 'thread_goal_updated') return textAt(event, 'goal', 'objective') ?? null;
  if (at(event, 'item', 'type') !== 'UserMessage') return null;
  const content = listAt(event, 'item', 'content');
  const texts = content.map((part) => (at(part, 'type') === 'text' ? (textAt(part, 'text') ?? '') : ''));
  return previewText(
    texts.join(''),
    content.map((part) => textAt(part, 'type') ?? ''),
  );
}
