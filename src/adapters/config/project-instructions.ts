// AGENTS.md and its like: what people tell every agent that works in a folder. Read when a thread's settings are
// resolved, one file a folder, from the root of the project down. Nobody is kept from working by one that cannot be read.

import { join } from 'node:path';
import type { ProjectInstructions } from '../../domain/settings.js';
import { bytesOf, isFile, textOf } from '../files/look.js';
import type { Tree } from './tree.js';

const NAMES = ['AGENTS.override.md', 'AGENTS.md'];
const MOST_BYTES = 32 * 1024;
const BETWEEN = '\n\n--- project-doc ---\n\n';

/**
 * Null where there is nothing to tell. `folders` lead from the working folder up to the root of its project; what is shut is
 * not looked at.
 */
export function instructionsFor(
  config: Tree,
  {
    codexHome,
    folders,
    isShut = () => false,
  }: { codexHome: string; folders: readonly string[]; isShut?: (path: string) => boolean },
): ProjectInstructions | null {
  const own = ownInstructions(codexHome);
  const docs = projectDocs(config, folders, isShut);
  const text = docs.map((doc) => doc.text).join('\n\n');
  const parts = [...(own === null ? [] : [own.text]), ...(docs.length === 0 ? [] : [text])];
  if (parts.length === 0) return null;
  return {
    text: parts.join(BETWEEN),
    folder: docs.length === 0 ? null : (folders[0] ?? null),
    sources: [...(own === null ? [] : [own]), ...docs].map(({ path }) => path),
  };
}

interface Doc {
  readonly path: string;
  readonly text: string;
}

/** The first that says something. */
function ownInstructions(codexHome: string): Doc | null {
  for (const name of NAMES) {
    const path = join(codexHome, name);
    const text = textOf(path)?.trim() ?? '';
    if (text !== '') return { path, text };
  }
  return null;
}

function projectDocs(config: Tree, folders: readonly string[], isShut: (path: string) => boolean): Doc[] {
  const others = Array.isArray(config.project_doc_fallback_filenames)
    ? config.project_doc_fallback_filenames.map(String)
    : [];
  let left = typeof config.project_doc_max_bytes === 'number' ? config.project_doc_max_bytes : MOST_BYTES;
  const docs: Doc[] = [];
  for (const folder of folders.toReversed()) {
    const path = [...NAMES, ...others].map((name) => join(folder, name)).find(isFile);
    if (path === undefined || left <= 0 || isShut(path)) continue;
    const bytes = bytesOf(path)?.subarray(0, left);
    if (bytes === undefined) continue;
    left -= bytes.length;
    const text = bytes.toString('utf8');
    if (text.trim() !== '') docs.push({ path, text });
  }
  return docs;
}
