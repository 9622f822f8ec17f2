// Heads of rollout files, kept between runs so that a restart reads no file twice. Only a cache: a missing,
// old or broken file costs time, never truth.

import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { at, numberAt, textAt } from '../../util/peek.js';
import type { RolloutHead } from './rollout-head.js';
import { isJson } from './rollout-line.js';

/** Names this format; a file that begins otherwise is ignored. */
const FORMAT = 'thread-index 2';

export interface CachedHead {
  /** Path below CODEX_HOME. */
  path: string;
  /** See IndexedThread. */
  identity: string;
  size: number;
  head: RolloutHead | null;
}

export class ThreadIndexCache {
  readonly #path: string;
  #saving: Promise<void> = Promise.resolve();

  constructor(ownFolder: string) {
    this.#path = join(ownFolder, 'thread-index.jsonl');
  }

  load(): Map<string, CachedHead> {
    const heads = new Map<string, CachedHead>();
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch {
      return heads;
    }
    const [first = '', ...lines] = text.split('\n');
    if (first !== JSON.stringify(FORMAT)) return heads;
    for (const line of lines) {
      const entry = cachedHead(line);
      if (entry) heads.set(entry.path, entry);
    }
    return heads;
  }

  /** Replaces the cache in one step. Never rejects: without a cache the next start is only slower. */
  save(heads: Iterable<CachedHead>): Promise<void> {
    let text = `${JSON.stringify(FORMAT)}\n`;
    for (const entry of heads) text += `${JSON.stringify(entry)}\n`;
    this.#saving = this.#saving.then(() => this.#write(text)).catch(() => undefined);
    return this.#saving;
  }

  async #write(text: string): Promise<void> {
    mkdirSync(dirname(this.#path), { recursive: true });
    const draft = `${this.#path}.${process.pid}.tmp`;
    await writeFile(draft, text);
    await rename(draft, this.#path);
  }
}

function cachedHead(line: string): CachedHead | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const path = textAt(value, 'path');
  const identity = textAt(value, 'identity');
  const size = numberAt(value, 'size');
  if (path === undefined || identity === undefined || size === undefined) return null;
  const head = at(value, 'head');
  // Written by save() alone; the format's name vouches for the shape.
  return { path, identity, size, head: isJson(head) ? (head as unknown as RolloutHead) : null };
}
