// How another agent keeps its sessions: which files they are, and what their lines mean.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isTree, type Tree } from '../config/tree.js';
import { isFolder } from '../files/look.js';
import { ImportProblem } from './import-problem.js';

interface SessionCandidate {
  readonly path: string;
  /** Where the session took place if it does not say so itself; null: not known. */
  readonly cwd: string | null;
}

export interface SessionFormat {
  /** Member of a line that tells who speaks. */
  readonly speaker: 'type' | 'role';
  /** Some lines name the session. */
  readonly hasTitles: boolean;
  /** Sessions are found whose folder is not there. */
  readonly mayBeElsewhere: boolean;
  /** Unix milliseconds; null: not told. */
  timeOf(line: Tree): number | null;
  /** What the user wrote, of all that stands in a message of theirs. */
  asked(text: string): string;
  /** Sessions below the folder of projects. */
  candidates(projects: string): SessionCandidate[];
  /** How clients are told where the connectors' names come from. */
  readonly connectorSource: 'remoteMcpServersConfig' | 'sessionToolUse';
  /** By the user's home: names of the connectors that a session used, by its file. */
  connectors(home: string): (session: string) => string[];
}

/** Null where a text is no JSON object. */
export function treeIn(text: string): Tree | null {
  try {
    const value: unknown = JSON.parse(text);
    return isTree(value) ? value : null;
  } catch {
    return null;
  }
}

/** As both agents write it. */
export function isoTimeOf({ timestamp }: Tree): number | null {
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

export function foldersIn(folder: string): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(isFolder);
}

/** Null for a file that cannot be read, or no longer: the others are found all the same. @throws ImportProblem */
export function unlessGone<T>(look: () => T): T | null {
  try {
    return look();
  } catch (thrown) {
    if (thrown instanceof ImportProblem) throw thrown;
    return null;
  }
}
