// AGENTS.md and its like: what people tell every agent that works in a folder. Read when a thread's settings are
// resolved, one file a folder, from the root of the project down. Nobody is kept from working by one that cannot be read.

import { join } from 'node:path';
import type { ProjectInstructions } from '../../domain/settings.js';
import { bytesOf, isFile, textOf } from '../files/look.js';
import type { ConfigVersion } from './config-problem.js';
import { isTree, type Tree } from './tree.js';

const NAMES = ['AGENTS.override.md', 'AGENTS.md'];
const MOST_BYTES = 32 * 1024;
const SCOPES =
  'Any folder may hold an AGENTS.md with wishes of the people who work there. It counts for that folder and all below it: before you change a file, look for those above it and keep to them. Where two contradict each other the deeper one counts, and what you are told directly counts before both.';
const BETWEEN = '\n\n--- project-doc ---\n\n';

/** What the files tell, and what a client is told of those that do not fit. */
export interface FoundInstructions {
  /** Null where there is nothing to tell. */
  readonly instructions: ProjectInstructions | null;
  readonly warnings: readonly string[];
}

/**
 * `folders` lead from the working folder up to the root of its project; what is shut is
 * not looked at.
 */
export function instructionsFor(
  config: Tree,
  { codexHome, folders, isShut = () => false, version }: Place,
): FoundInstructions {
  const own = ownInstructions(codexHome);
  const budget = typeof config.project_doc_max_bytes === 'number' ? config.project_doc_max_bytes : MOST_BYTES;
  const { docs, problems } = projectDocs(config, { folders, isShut, budget });
  const text = docs.map((doc) => doc.text).join('\n\n');
  const parts = [...(own === null ? [] : [own.text]), ...(docs.length === 0 ? [] : [text])];
  const scopes = tellsOfScopes(config, version) ? [SCOPES] : [];
  const whole = [...(parts.length === 0 ? [] : [parts.join(BETWEEN)]), ...scopes].join('\n\n');
  if (whole === '') return { instructions: null, warnings: problems };
  const instructions = {
    text: whole,
    folder: docs.length === 0 && scopes.length === 0 ? null : (folders[0] ?? null),
    sources: [...(own === null ? [] : [own]), ...docs].map(({ path }) => path),
  };
  const used = Buffer.byteLength(whole);
  // Who wants nothing of projects hears nothing of sizes.
  const isOver = budget > 0 && used > budget;
  return { instructions, warnings: isOver ? [...problems, overText(used, budget)] : problems };
}

interface Place {
  readonly codexHome: string;
  readonly folders: readonly string[];
  readonly isShut?: (path: string) => boolean;
  readonly version: ConfigVersion;
}

/** The newer version has forgotten the switch. */
function tellsOfScopes({ features }: Tree, version: ConfigVersion): boolean {
  return version === '0.118.0' && isTree(features) && features.child_agents_md === true;
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

interface Wanted {
  readonly folders: readonly string[];
  readonly isShut: (path: string) => boolean;
  /** Bytes of all files together; none: no file counts. */
  readonly budget: number;
}

function projectDocs(
  config: Tree,
  { folders, isShut, budget }: Wanted,
): { docs: readonly Doc[]; problems: readonly string[] } {
  const docs: Doc[] = [];
  const problems: string[] = [];
  if (budget === 0) return { docs, problems };
  const others = Array.isArray(config.project_doc_fallback_filenames)
    ? config.project_doc_fallback_filenames.map(String)
    : [];
  let left = budget;
  for (const folder of folders.toReversed()) {
    const path = [...NAMES, ...others].map((name) => join(folder, name)).find(isFile);
    if (path === undefined || isShut(path)) continue;
    if (left === 0) {
      // One stands for all that follow.
      problems.push(skippedText(path, budget));
      break;
    }
    const all = bytesOf(path);
    if (all === null) continue;
    const bytes = all.subarray(0, left);
    left -= bytes.length;
    if (bytes.length < all.length)
      problems.push(cutText(path, { kept: bytes.length, all: all.length, budget }));
    const text = bytes.toString('utf8');
    if (text.trim() !== '') docs.push({ path, text });
  }
  return { docs, problems };
}

const ADVICE =
  'Trim your project instructions to fit the budget. If you need to keep them all, increase `project_doc_max_bytes`.';

function cutText(
  path: string,
  { kept, all, budget }: { readonly kept: number; readonly all: number; readonly budget: number },
): string {
  const what = `Loaded only ${kept} of ${all} bytes from \`${path}\` in environment \`local\``;
  return `${what} under the ${budget}-byte project instruction budget. ${ADVICE}`;
}

function skippedText(path: string, budget: number): string {
  const what = `Skipped project instructions in environment \`local\` starting at \`${path}\``;
  return `${what} because the ${budget}-byte budget was exhausted. ${ADVICE}`;
}

function overText(used: number, budget: number): string {
  return `Combined user instructions use ${used} bytes, above the ${budget}-byte \`project_doc_max_bytes\` setting. The total includes global and thread instructions. The limit applies only to project files.`;
}
