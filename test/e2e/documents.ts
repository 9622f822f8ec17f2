// The fenced blocks of our documents. A language followed by `run` marks a block that a reader may copy as it is:
// its tests do so. Code that is only a part of something stands word for word in a file that is run.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '..', '..');

export interface Block {
  readonly document: string;
  /** Of its first line of text. */
  readonly line: number;
  readonly language: string;
  readonly isRun: boolean;
  readonly lines: readonly string[];
}

const FENCE = /^```(\w*)( run)?$/;

export function blocksOf(document: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; isRun: boolean; line: number; lines: string[] } | undefined;
  for (const [index, text] of readFileSync(path.join(ROOT, document), 'utf8').split('\n').entries()) {
    const fence = FENCE.exec(text);
    if (fence === null) open?.lines.push(text);
    else if (open === undefined) {
      const [, language = '', run] = fence;
      open = { language, isRun: run !== undefined, line: index + 2, lines: [] };
    } else {
      blocks.push({ document, ...open });
      open = undefined;
    }
  }
  return blocks;
}

/** Whatever git knows, or would. */
export function documents(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
}
