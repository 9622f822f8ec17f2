// list_dir: a page of what lies in a folder and in those below it.

import { present } from '../../util/present.js';
import type { FolderEntry } from '../ports.js';
import { Arguments } from './arguments.js';
import { readProblem } from './files-guard.js';
import { amount, functionTool, type Tool, ToolRefusal, text } from './tool.js';
import type { ToolDeps } from './tool-deps.js';

const USUAL = { offset: 1, limit: 25, depth: 2 };

const MARK: Readonly<Record<FolderEntry['kind'], string>> = { folder: '/', link: '@', file: '', other: '?' };

interface Found extends FolderEntry {
  /** From the folder that was asked for. */
  readonly path: string;
  /** How many folders it lies in, below that one. */
  readonly level: number;
}

export function listDir(deps: ToolDeps): Tool {
  return {
    name: 'list_dir',
    kind: 'function',
    offered: () =>
      functionTool(
        'list_dir',
        'Lists a folder, and the folders in it, a page at a time.',
        {
          depth: amount(`How many levels, from 1; ${USUAL.depth} by default.`),
          dir_path: text('The folder, as an absolute path.'),
          limit: amount(`How many entries at most; ${USUAL.limit} by default.`),
          offset: amount('The first entry of the page, counted from 1.'),
        },
        ['dir_path'],
      ),
    async run(call, { settings }) {
      const args = new Arguments(call.input);
      const folder = args.text('dir_path');
      const { offset, limit, depth } = { ...USUAL, ...wishesIn(args) };
      if (offset === 0) throw new ToolRefusal('offset must be a 1-indexed entry number');
      if (limit === 0) throw new ToolRefusal('limit must be greater than zero');
      if (depth === 0) throw new ToolRefusal('depth must be greater than zero');
      if (!folder.startsWith('/')) throw new ToolRefusal('dir_path must be an absolute path');
      const list = async (path: string): Promise<readonly FolderEntry[]> => {
        const of = { files: deps.files, tmpdir: deps.env.TMPDIR };
        const problem = await readProblem(path, settings, of);
        const entries = problem === null ? await deps.list(path) : { problem };
        if ('problem' in entries) throw new ToolRefusal(`failed to read directory: ${entries.problem}`);
        return entries;
      };
      const found = await below(folder, depth, list);
      if (found.length > 0 && offset > found.length) {
        throw new ToolRefusal('offset exceeds directory entry count');
      }
      const page = found.slice(offset - 1, offset - 1 + limit);
      const isMore = found.length > offset - 1 + limit;
      return {
        output: [
          `Absolute path: ${folder}`,
          ...page.map(({ level, name, kind }) => `${'  '.repeat(level)}${name}${MARK[kind]}`),
          ...(isMore ? [`More than ${limit} entries found`] : []),
        ].join('\n'),
      };
    },
  };
}

function wishesIn(args: Arguments): Partial<typeof USUAL> {
  return present({
    offset: args.optionalCount('offset', 'usize'),
    limit: args.optionalCount('limit', 'usize'),
    depth: args.optionalCount('depth', 'usize'),
  });
}

/** All of them, by their paths. @throws what `list` does */
async function below(
  folder: string,
  depth: number,
  list: (path: string) => Promise<readonly FolderEntry[]>,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  const open = [{ path: '', level: 0 }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { path: above, level } = next;
    for (const entry of await list(above === '' ? folder : `${folder}/${above}`)) {
      const path = above === '' ? entry.name : `${above}/${entry.name}`;
      found.push({ ...entry, path, level });
      if (entry.kind === 'folder' && level + 1 < depth) open.push({ path, level: level + 1 });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
