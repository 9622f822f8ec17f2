// A patch while the model still writes it: what it changes so far, line by line, as 0.169.0 tells it. Pure. Lines that
// make no sense are passed over here; whether the patch can be used is decided when it is whole.

import type { FileUpdateChange } from '../../protocol/index.js';
import { ADD, BEGIN, DELETE, END, END_OF_FILE, ENVIRONMENT, MOVE, UPDATE } from './patch.js';

interface GrowingChunk {
  readonly context: string | null;
  readonly before: string[];
  readonly after: string[];
  isAtEnd: boolean;
}

type GrowingFile =
  | { readonly type: 'add'; readonly path: string; text: string }
  | { readonly type: 'delete'; readonly path: string }
  | {
      readonly type: 'update';
      readonly path: string;
      moveTo: string | null;
      readonly chunks: GrowingChunk[];
    };

export class GrowingPatch {
  readonly #files: GrowingFile[] = [];
  #state: 'before' | 'within' | 'over' = 'before';
  #rest = '';

  /** Takes more of the text; false where a line makes no sense, then what follows in `text` is lost. */
  feed(text: string): boolean {
    if (!text.includes('\n')) {
      this.#rest += text;
      return true;
    }
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (this.#take(line.replace(/\r$/, ''))) continue;
      this.#rest = '';
      return false;
    }
    return true;
  }

  /** The text is whole; whether it ends as a patch does. */
  finish(): boolean {
    const last = this.#rest;
    this.#rest = '';
    return (last === '' || this.#take(last)) && this.#state === 'over';
  }

  get isEmpty(): boolean {
    return this.#files.length === 0;
  }

  /** What it changes so far, a file once, by name; paths as they are written. */
  get changes(): FileUpdateChange[] {
    const byPath = new Map(this.#files.map((file) => [file.path, changeOf(file)]));
    return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #take(line: string): boolean {
    const marker = line.trim();
    switch (this.#state) {
      case 'before':
        if (marker === BEGIN) this.#state = 'within';
        return marker === BEGIN;
      case 'over':
        return marker === '';
      case 'within':
        if (marker === END) {
          this.#state = 'over';
          return true;
        }
        return this.#begin(marker) || this.#continue(line);
    }
  }

  /** Whether the line begins a file. */
  #begin(marker: string): boolean {
    const path = (header: string): string | undefined =>
      marker.startsWith(header) ? marker.slice(header.length).trim() : undefined;
    const [added, deleted, updated] = [path(ADD), path(DELETE), path(UPDATE)];
    if (added !== undefined) this.#files.push({ type: 'add', path: added, text: '' });
    else if (deleted !== undefined) this.#files.push({ type: 'delete', path: deleted });
    else if (updated !== undefined)
      this.#files.push({ type: 'update', path: updated, moveTo: null, chunks: [] });
    else return this.#files.length === 0 && marker.startsWith(ENVIRONMENT);
    return true;
  }

  /** Whether the line goes on with the last file. */
  #continue(line: string): boolean {
    const file = this.#files.at(-1);
    switch (file?.type) {
      case 'add':
        if (!line.startsWith('+')) return false;
        file.text += `${line.slice(1)}\n`;
        return true;
      case 'update':
        return takeInUpdate(file, line);
      case 'delete':
      case undefined:
        return false;
    }
  }
}

function takeInUpdate(file: Extract<GrowingFile, { type: 'update' }>, line: string): boolean {
  const { chunks } = file;
  const last = chunks.at(-1);
  const marker = line.trim();
  if (chunks.length === 0 && marker.startsWith(MOVE)) {
    file.moveTo = marker.slice(MOVE.length);
    return true;
  }
  if (marker === '@@' || line.startsWith('@@ ')) {
    if (last !== undefined && isEmpty(last)) return false;
    chunks.push(newChunk(marker === '@@' ? null : line.slice(3)));
    return true;
  }
  if (last?.isAtEnd) return false;
  if (marker === END_OF_FILE) {
    if (last === undefined || isEmpty(last)) return false;
    last.isAtEnd = true;
    return true;
  }
  const mark = line === '' ? ' ' : line[0];
  if (mark !== ' ' && mark !== '+' && mark !== '-') return false;
  const chunk = last ?? newChunk(null);
  if (last === undefined) chunks.push(chunk);
  if (mark !== '+') chunk.before.push(line.slice(1));
  if (mark !== '-') chunk.after.push(line.slice(1));
  return true;
}

function newChunk(context: string | null): GrowingChunk {
  return { context, before: [], after: [], isAtEnd: false };
}

function isEmpty({ before, after }: GrowingChunk): boolean {
  return before.length === 0 && after.length === 0;
}

function changeOf(file: GrowingFile): FileUpdateChange {
  const { path } = file;
  switch (file.type) {
    case 'add':
      return { path, kind: { type: 'add' }, diff: file.text };
    case 'delete':
      return { path, kind: { type: 'delete' }, diff: '' };
    case 'update': {
      const { moveTo } = file;
      const moved = moveTo === null ? '' : `\n\nMoved to: ${moveTo}`;
      const diff = file.chunks.map(chunkText).join('') + moved;
      return { path, kind: { type: 'update', move_path: moveTo }, diff };
    }
  }
}

function chunkText({ context, before, after, isAtEnd }: GrowingChunk): string {
  const lines = [
    context === null ? '@@' : `@@ ${context}`,
    ...before.map((line) => `-${line}`),
    ...after.map((line) => `+${line}`),
    ...(isAtEnd ? [END_OF_FILE] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
