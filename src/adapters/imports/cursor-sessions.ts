// Sessions of Cursor: transcripts below the folder of a project, whose name is the project's path.

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isFolder } from '../files/look.js';
import { cursorConnectors } from './cursor-connectors.js';
import { foldersIn, isoTimeOf, type SessionFormat, unlessGone } from './session-format.js';

/** What may have stood in a path where its name has a dash, besides the end of a folder's name. */
const SEPARATORS = ['-', '_', '.', ' ', '--', '__', '..', '  ', '+', '@', '&'];
/** What Cursor puts before a question, and the question itself. */
const QUESTION =
  /^(?:\s*<(timestamp|cursor_commands)>(?:(?!<\/\1>).)*<\/\1>)*\s*<user_query>((?:(?!<\/user_query>).)*)<\/user_query>\s*$/s;

export const CURSOR_SESSIONS: SessionFormat = {
  speaker: 'role',
  hasTitles: false,
  mayBeElsewhere: true,
  timeOf: (line) => isoTimeOf(line) ?? millisecondsIn(line.timestamp_ms),
  asked: (text) => QUESTION.exec(text)?.[2]?.trim() || text,
  candidates: (projects) =>
    foldersIn(projects).flatMap((project) => {
      const cwd = projectFolder(basename(project));
      return transcriptsIn(join(project, 'agent-transcripts')).map((path) => ({ path, cwd }));
    }),
  connectorSource: 'sessionToolUse',
  connectors: cursorConnectors,
};

function millisecondsIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** The folder that a project is called after; null where none is, or several could be. */
export function projectFolder(name: string): string | null {
  const parts = name.replace(/^-/, '').split('-');
  const isPath = parts.every((part) => !['', '.', '..'].includes(part));
  const found = isPath ? new Set(foldersOf('/', parts)) : new Set<string>();
  const [folder, ...others] = found;
  return folder !== undefined && others.length === 0 ? folder : null;
}

/** Folders below `parent` whose path could have become these parts. */
function foldersOf(parent: string, parts: readonly string[]): string[] {
  if (parts.length === 0) return [parent];
  return parts.flatMap((_, i) => {
    const separators = i === 0 ? [''] : SEPARATORS;
    return separators
      .map((separator) => join(parent, parts.slice(0, i + 1).join(separator)))
      .filter(isFolder)
      .flatMap((folder) => foldersOf(folder, parts.slice(i + 1)));
  });
}

/** Those of sub-agents are no sessions. */
function transcriptsIn(folder: string): string[] {
  const entries = unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'subagents' ? [] : transcriptsIn(path);
    return entry.isFile() && entry.name.endsWith('.jsonl') ? [path] : [];
  });
}
