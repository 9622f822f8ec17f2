// How hooks are written down, in a hooks.json or in tables of the configuration: events, groups that choose by a matcher,
// and what each group runs.

import type { HookEventName } from '../../protocol/index.js';
import { isTree, type Tree } from '../config/tree.js';

/** In the order in which hooks are shown. */
export const EVENTS: readonly HookEventName[] = [
  'preModelRequest',
  'postModelRequest',
  'preToolUse',
  'permissionRequest',
  'postToolUse',
  'preCompact',
  'postCompact',
  'sessionStart',
  'sessionEnd',
  'userPromptSubmit',
  'subagentStart',
  'subagentStop',
  'stop',
  'interrupt',
];

/** What a hooks.json names. @throws Error that says what is wrong with it */
export function hookEventsIn(text: string): Tree {
  const { hooks = {}, ...others } = Object(JSON.parse(text)) as Tree; // any JSON value has members, or none
  const unknown = Object.keys(others).find((key) => key !== 'description');
  if (unknown !== undefined && !/^\d+$/.test(unknown))
    throw new Error(`unknown field \`${unknown}\`, expected \`description\` or \`hooks\``);
  if (!isTree(hooks)) throw new Error('`hooks` must be a table of events');
  const broken = EVENTS.find((event) => !isListOrAbsent(hooks[pascal(event)]));
  if (broken !== undefined) throw new Error(`\`${pascal(broken)}\` must be a list`);
  for (const event of EVENTS) groupsOf(hooks, event).flatMap(handlersOf).forEach(assertWhole);
  return hooks;
}

/** @throws for a handler that does not say what it calls */
function assertWhole(handler: Tree): void {
  if (handler.type !== 'mcp_tool') return;
  const missing = ['server', 'tool'].find((name) => typeof handler[name] !== 'string');
  if (missing !== undefined) throw new Error(`missing field \`${missing}\``);
  if (handler.input !== undefined && !isTree(handler.input)) throw new Error('`input` must be a map');
}

export function handlersOf({ hooks }: Tree): Tree[] {
  return Array.isArray(hooks) ? hooks.filter(isTree) : [];
}

function isListOrAbsent(value: unknown): boolean {
  return value === undefined || Array.isArray(value);
}

/** Of everything that is declared, also of what cannot run. */
export function declaredHooks(prefix: string, events: Tree): { key: string; eventName: HookEventName }[] {
  return EVENTS.flatMap((eventName) =>
    groupsOf(events, eventName).flatMap(({ hooks }, groupAt) =>
      (Array.isArray(hooks) ? hooks : []).map((_, handlerAt) => ({
        key: `${prefix}:${snake(eventName)}:${groupAt}:${handlerAt}`,
        eventName,
      })),
    ),
  );
}

export function groupsOf(events: Tree, event: HookEventName): Tree[] {
  const groups = events[pascal(event)];
  return Array.isArray(groups) ? groups.filter(isTree) : [];
}

export function pascal(event: HookEventName): string {
  return event.charAt(0).toUpperCase() + event.slice(1);
}

export function snake(event: HookEventName): string {
  return event.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
