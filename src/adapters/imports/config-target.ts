// What is added to a config.toml of ours: only keys that it has not. Comments and order of what is there stay.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigProblem, quotedProblem } from '../config/config-problem.js';
import { withAdditions } from '../config/config-writer.js';
import { readToml } from '../config/toml-text.js';
import { fingerprint, isTree, merged, type Tree, withValue } from '../config/tree.js';
import { isThere, statOf } from '../files/look.js';
import { replaceFile } from '../files/replace-file.js';
import { strictText } from '../files/strict-text.js';
import { ImportProblem } from './import-problem.js';
import { tomlOf } from './toml-document.js';

export interface Addition {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The configuration as it is; empty where there is none. @throws ImportProblem; Error of reading it */
export function targetConfig(file: string): Tree {
  const text = textIn(file);
  try {
    return readToml(text, file);
  } catch (cause) {
    if (!(cause instanceof ConfigProblem)) throw cause;
    const problem = quotedProblem(text, cause.place, cause.message);
    throw new ImportProblem(`invalid existing config.toml: ${problem}`, { cause, isOfTarget: true });
  }
}

/** Nothing where there is no file; one that cannot be read, or a link that leads nowhere, is not to be written over. */
function textIn(file: string): string {
  if (statOf(file) !== undefined) return strictText(file);
  if (isThere(file))
    throw new ImportProblem('invalid existing config.toml: it cannot be read', { isOfTarget: true });
  return '';
}

/** What of `wanted` is missing; tables that are there are filled up, all else stays. */
export function missingIn(existing: Tree, wanted: Tree, path: readonly string[] = []): Addition[] {
  return Object.entries(wanted).flatMap(([key, value]): Addition[] => {
    const here = [...path, key];
    if (!Object.hasOwn(existing, key)) return [{ path: here, value }];
    const under = existing[key];
    return isTree(under) && isTree(value) ? missingIn(under, value, here) : [];
  });
}

/** @throws ImportProblem; the file system's error */
export async function addTo(file: string, additions: readonly Addition[]): Promise<void> {
  const text = textIn(file);
  if (text.trim() !== '') {
    const mode = (statOf(file)?.mode ?? 0o600) & 0o777;
    return replaceFile(file, await withTables(text, additions, file), mode);
  }
  await mkdir(dirname(file), { recursive: true });
  // What others put into variables and headers is nobody else's to read.
  await writeFile(file, tomlOf(treeOf(additions)), { mode: 0o600 });
}

/** Tables go below what is there, as people write them, where that is not in the way. */
async function withTables(text: string, additions: readonly Addition[], file: string): Promise<string> {
  const values = additions.filter(({ value }) => !isTree(value));
  const tables = treeOf(additions.filter(({ value }) => isTree(value)));
  const head = values.length === 0 ? text : await withAdditions(text, values, file);
  if (Object.keys(tables).length === 0) return head;
  const whole = `${head.trimEnd()}\n\n${tomlOf(tables)}`;
  try {
    if (fingerprint(readToml(whole, file)) === fingerprint(merged(readToml(text, file), treeOf(additions))))
      return whole;
  } catch {
    // A table that is written in one line cannot go on below.
  }
  return withAdditions(text, additions, file);
}

function treeOf(additions: readonly Addition[]): Tree {
  return additions.reduce<Tree>((tree, { path, value }) => withValue(tree, path, value), {});
}
