// Everything the patches of one turn have changed so far, as git would show it: each file from before the first patch
// to now.

import { createTwoFilesPatch } from 'diff';

interface TrackedFile {
  /** Null: there was none. */
  readonly before: string | null;
  after: string | null;
}

export interface DiffFacts {
  repositoryRoot(path: string): Promise<string | null>;
  blobId(text: string): string;
}

const NO_BLOB = '0'.repeat(40);
const MODE = '100644';

export class TurnDiff {
  readonly #files = new Map<string, TrackedFile>();

  /** `before` counts only for a file that no earlier patch of the turn has touched. */
  track(path: string, before: string | null, after: string | null): void {
    const known = this.#files.get(path);
    if (known === undefined) this.#files.set(path, { before, after });
    else known.after = after;
  }

  /** Files in the order of their paths; empty when nothing is left changed. */
  async text(facts: DiffFacts): Promise<string> {
    const parts: string[] = [];
    for (const [path, file] of [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (file.before === file.after) continue;
      const root = await facts.repositoryRoot(path);
      parts.push(fileDiff(root === null ? path : path.slice(root.length + 1), file, facts));
    }
    return parts.join('');
  }
}

function fileDiff(name: string, { before, after }: TrackedFile, { blobId }: DiffFacts): string {
  const oldId = before === null ? NO_BLOB : blobId(before);
  const newId = after === null ? NO_BLOB : blobId(after);
  const mode =
    before === null ? [`new file mode ${MODE}`] : after === null ? [`deleted file mode ${MODE}`] : [];
  const suffix = mode.length === 0 ? ` ${MODE}` : '';
  const oldName = before === null ? '/dev/null' : `a/${name}`;
  const newName = after === null ? '/dev/null' : `b/${name}`;
  const head = [`diff --git a/${name} b/${name}`, ...mode, `index ${oldId}..${newId}${suffix}`];
  return `${head.join('\n')}\n${hunksOf(oldName, newName, before ?? '', after ?? '')}`;
}

/** From the `---` line on; ranges of one line leave the length out. */
function hunksOf(oldName: string, newName: string, before: string, after: string): string {
  const whole = createTwoFilesPatch(oldName, newName, before, after, undefined, undefined, { context: 3 });
  const lines = whole.split('\n');
  const start = lines.findIndex((line) => line.startsWith('--- '));
  return lines
    .slice(start)
    .map((line) => (line.startsWith('@@') ? line.replaceAll(/(\d+),1(?=[ ])/g, '$1') : line))
    .join('\n');
}
