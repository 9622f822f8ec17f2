// Hooks of another agent → a hooks.json of ours, with the scripts they run. Handlers that ask for what we do not do
// are left out.

import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isTree, type Tree } from '../config/tree.js';
import { isFolder, isThere, statOf } from '../files/look.js';
import { strictText } from '../files/strict-text.js';
import { hookCommand } from './hook-command.js';
import type { ImportScope } from './import-scope.js';
import type { ImportSource } from './import-source.js';
import { jsonIn } from './json-file.js';
import { inOurTerms } from './terms.js';

/** In the order in which they are written. */
const EVENTS = [
  'PreToolUse',
  'PermissionRequest',
  'PostToolUse',
  'PreCompact',
  'PostCompact',
  'SessionStart',
  'SessionEnd',
  'UserPromptSubmit',
  'SubagentStart',
  'SubagentStop',
  'Stop',
];
const CURSOR_EVENTS: Readonly<Record<string, string>> = {
  beforeSubmitPrompt: 'UserPromptSubmit',
  stop: 'Stop',
  preToolUse: 'PreToolUse',
  postToolUse: 'PostToolUse',
  sessionStart: 'SessionStart',
  subagentStart: 'SubagentStart',
  subagentStop: 'SubagentStop',
  preCompact: 'PreCompact',
};
/** They concern no tool, source or agent that a pattern could be held against. */
const WITHOUT_MATCHER = new Set(['UserPromptSubmit', 'Stop']);

type HookGroups = Record<string, Tree[]>;

/** By event. @throws ImportProblem */
export function hooksIn(scope: ImportScope, source: ImportSource): HookGroups {
  return source.id === 'cursor' ? ofCursor(scope, source) : ofClaude(scope, source);
}

/** Whether there is room for hooks: nothing is mixed with what is there. */
export function mayTakeHooks({ hooks }: ImportScope): boolean {
  return isBlank(hooks);
}

/** @throws the file system's error */
export async function writeHooks(scope: ImportScope, hooks: HookGroups): Promise<void> {
  await mkdir(scope.target, { recursive: true });
  const scripts = join(scope.source, 'hooks');
  if (isFolder(scripts)) await copyMissing(scripts, join(scope.target, 'hooks'));
  await writeFile(scope.hooks, `${JSON.stringify({ hooks }, null, 2)}\n`);
}

/** No file, or one with nothing in it. @throws Error of reading it */
export function isBlank(path: string): boolean {
  const found = statOf(path);
  if (found === undefined) return !isThere(path); // nothing is written through a link that leads nowhere
  return found.isFile() && strictText(path).trim() === '';
}

async function copyMissing(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyMissing(join(from, entry.name), target);
    else if (entry.isFile() && !existsSync(target)) await copyFile(join(from, entry.name), target);
  }
}

function ofClaude(scope: ImportScope, source: ImportSource): HookGroups {
  const layers = [scope.settings, ...(scope.localSettings === null ? [] : [scope.localSettings])]
    .map((file) => jsonIn(file, 'hooks settings'))
    .filter(isTree);
  const isOff = layers.reduce(
    (so, { disableAllHooks }) => (typeof disableAllHooks === 'boolean' ? disableAllHooks : so),
    false,
  );
  if (isOff) return {};
  const groups: HookGroups = {};
  for (const { hooks } of layers) {
    for (const event of EVENTS) {
      const told: unknown[] = isTree(hooks) && Array.isArray(hooks[event]) ? hooks[event] : [];
      const found = told.flatMap((group) => groupOf(group, event, { scope, source }));
      if (found.length > 0) groups[event] = [...(groups[event] ?? []), ...found];
    }
  }
  return groups;
}

interface From {
  readonly scope: ImportScope;
  readonly source: ImportSource;
}

function groupOf(group: unknown, event: string, from: From): Tree[] {
  if (!isTree(group) || !Array.isArray(group.hooks) || !hasOnly(group, ['matcher', 'hooks'])) return [];
  const handlers = group.hooks.flatMap((handler: unknown) =>
    handlerOf(handler, ['type', 'command', 'timeout', 'timeoutSec', 'async', 'statusMessage'], from),
  );
  return handlers.length === 0 ? [] : [{ ...matcherOf(group, event), hooks: handlers }];
}

function matcherOf({ matcher }: Tree, event: string): Tree {
  return typeof matcher === 'string' && !WITHOUT_MATCHER.has(event) ? { matcher } : {};
}

function handlerOf(handler: unknown, known: readonly string[], { scope, source }: From): Tree[] {
  if (!isTree(handler) || !hasOnly(handler, known)) return [];
  const { type = 'command', command, async: isAsync, statusMessage } = handler;
  if (type !== 'command' || typeof command !== 'string' || command.trim() === '' || isAsync === true)
    return [];
  const timeout = wholeNumber(handler.timeout ?? handler.timeoutSec);
  const folders = { sourceFolder: basename(scope.source), target: scope.target };
  return [
    {
      type: 'command',
      command: hookCommand(command, folders),
      ...(timeout === null ? {} : { timeout }),
      ...(typeof statusMessage === 'string'
        ? { statusMessage: inOurTerms(statusMessage, source.terms) }
        : {}),
    },
  ];
}

function ofCursor(scope: ImportScope, source: ImportSource): HookGroups {
  const file = jsonIn(join(scope.source, 'hooks.json'), 'hooks settings');
  const told = isTree(file) && isTree(file.hooks) ? Object.entries(file.hooks) : [];
  const groups: HookGroups = {};
  for (const [name, handlers] of told) {
    const event = CURSOR_EVENTS[name];
    if (event === undefined || !Array.isArray(handlers)) continue;
    const found = handlers.flatMap((handler: unknown) =>
      handlerOf(handler, ['type', 'command', 'timeout', 'matcher', 'failClosed'], { scope, source }).map(
        (one) => ({
          ...(isTree(handler) ? matcherOf(handler, event) : {}),
          hooks: [one],
        }),
      ),
    );
    if (found.length > 0) groups[event] = found;
  }
  return groups;
}

function hasOnly(tree: Tree, keys: readonly string[]): boolean {
  return Object.keys(tree).every((key) => keys.includes(key));
}

/** Of seconds, which may be written as text. */
function wholeNumber(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : null;
}
