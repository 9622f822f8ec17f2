// The hooks that requirements.toml demands: what is wrong with how they are named, in the words of 0.169.0, and how
// `configRequirements/read` shows them.

import { unknownVariant, wrongType } from '../../util/value-words.js';
import { EVENTS as HOOK_EVENTS, pascal } from '../hooks/hook-events.js';
import { told } from './requirement-shape.js';
import { isTree, type Tree } from './tree.js';

const EVENTS = HOOK_EVENTS.map(pascal);
const FOLDERS = ['managed_dir', 'windows_managed_dir'];
const HANDLERS = ['command', 'mcp_tool', 'prompt', 'agent'];

/** Null where nothing is wrong. */
export function managedHooksProblem({ hooks }: Tree): string | null {
  if (hooks === undefined) return null;
  if (!isTree(hooks)) return told(wrongType(hooks, 'struct ManagedHooksRequirementsToml'), 'hooks');
  for (const name of FOLDERS) {
    const folder = hooks[name];
    if (folder !== undefined && typeof folder !== 'string')
      return told(wrongType(folder, 'path string'), `hooks.${name}`);
  }
  const problem = first(EVENTS, (event) => listProblem(hooks[event], groupProblem));
  return problem === null ? null : told(problem, 'hooks');
}

function groupProblem(group: unknown): string | null {
  if (!isTree(group)) return wrongType(group, 'struct MatcherGroup');
  const { matcher, hooks } = group;
  if (matcher !== undefined && typeof matcher !== 'string') return wrongType(matcher, 'a string');
  return listProblem(hooks, handlerProblem);
}

function handlerProblem(handler: unknown): string | null {
  if (!isTree(handler)) return wrongType(handler, 'internally tagged enum HookHandlerConfig');
  const { type, timeout } = handler;
  if (type === undefined) return 'missing field `type`';
  if (typeof type !== 'string') return wrongType(type, 'variant identifier');
  if (!HANDLERS.includes(type)) return unknownVariant(type, HANDLERS);
  const needed = type === 'command' ? ['command'] : type === 'mcp_tool' ? ['server', 'tool'] : [];
  const missing = needed.find((name) => handler[name] === undefined);
  if (missing !== undefined) return `missing field \`${missing}\``;
  const odd = needed.find((name) => typeof handler[name] !== 'string');
  if (odd !== undefined) return wrongType(handler[odd], 'a string');
  if (needed.length === 0 || timeout === undefined) return null;
  if (typeof timeout !== 'number' || !Number.isInteger(timeout)) return wrongType(timeout, 'u64');
  return timeout < 0 ? `invalid value: integer \`${timeout}\`, expected u64` : null;
}

function listProblem(value: unknown, problemOf: (entry: unknown) => string | null): string | null {
  if (value === undefined) return null;
  return Array.isArray(value) ? first(value, problemOf) : wrongType(value, 'a sequence');
}

function first<T>(values: readonly T[], problemOf: (value: T) => string | null): string | null {
  for (const value of values) {
    const problem = problemOf(value);
    if (problem !== null) return problem;
  }
  return null;
}

/** Null where none is named, nor a folder for them. Their problems have been looked for. */
export function shownManagedHooks({ hooks }: Tree): Tree | null {
  if (!isTree(hooks)) return null;
  const isSaid = [...FOLDERS, ...EVENTS].some((name) => {
    const value = hooks[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
  if (!isSaid) return null;
  const groups = EVENTS.map((event): [string, unknown] => [event, trees(hooks[event]).map(shownGroup)]);
  return {
    ...Object.fromEntries(groups),
    managedDir: hooks.managed_dir ?? null,
    windowsManagedDir: hooks.windows_managed_dir ?? null,
  };
}

function shownGroup({ matcher, hooks }: Tree): Tree {
  return { matcher: matcher ?? null, hooks: trees(hooks).map(shownHandler) };
}

function shownHandler(handler: Tree): Tree {
  const { type, command, server, tool, input } = handler;
  const often = { timeoutSec: handler.timeout ?? null, statusMessage: handler.statusMessage ?? null };
  switch (type) {
    case 'command':
      return {
        type,
        command,
        ...often,
        commandWindows: handler.commandWindows ?? handler.command_windows ?? null,
        async: handler.async === true,
        additionalContextLimit: handler.additionalContextLimit ?? null,
      };
    case 'mcp_tool':
      return { type, server, tool, input: input ?? {}, ...often };
    default:
      return { type };
  }
}

function trees(list: unknown): Tree[] {
  return Array.isArray(list) ? list.filter(isTree) : [];
}
