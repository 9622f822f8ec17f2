// The hooks a folder's layers of configuration name, in hooks.json beside each config.toml and in the file itself:
// as clients see them, with whether the user trusts what they run. Nothing here runs one.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HookEventName, HookMetadata, HookSource } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import { type ConfigLayer, fileOf } from '../config/config-layers.js';
import { fingerprint, isTree, type Tree, valueAt } from '../config/tree.js';

export interface FoundHooks {
  readonly hooks: HookMetadata[];
  /** By key: what a hook that is a tool hands to it. */
  readonly inputs: Map<string, Tree>;
  readonly warnings: string[];
}

/** In the order in which hooks are shown. */
const EVENTS: readonly HookEventName[] = [
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

/** Events that happen to nothing a matcher could choose by. */
const WITHOUT_MATCHER: ReadonlySet<HookEventName> = new Set([
  'userPromptSubmit',
  'stop',
  'preModelRequest',
  'postModelRequest',
  'interrupt',
]);

const DEFAULT_TIMEOUT_SEC = 600;
const USUAL_TIMEOUT_OF_END_SEC = 1;
const MOST_TIMEOUT_OF_END_SEC = 3;

export interface HookOrigin {
  /** Absolute. */
  readonly path: string;
  readonly source: HookSource;
  readonly events: Tree;
  /** The plug-in that brings them. */
  readonly plugin?: {
    /** `plugin@marketplace` */
    readonly key: string;
    /** What keys of its hooks begin with. */
    readonly prefix: string;
    /** A command with the plug-in's folders put in. */
    readonly filled: (command: string) => string;
  };
}

/** `layers` are those of the folder, strongest first; the weakest layer's hooks come first, those of `more` last. */
export function hooksIn(layers: readonly ConfigLayer[], more: readonly HookOrigin[] = []): FoundHooks {
  const found: FoundHooks = { hooks: [], inputs: new Map(), warnings: [] };
  const user = layers.find(({ name }) => name.type === 'user');
  const states = valueAt(user?.config ?? {}, ['hooks', 'state']);
  const add = (origin: HookOrigin): void => {
    for (const event of EVENTS) addHooks(found, origin, { event, states: isTree(states) ? states : {} });
  };
  for (const layer of layers.toReversed()) {
    for (const origin of originsOf(layer, found.warnings)) add(origin);
  }
  for (const origin of more) add(origin);
  return found;
}

function originsOf(layer: ConfigLayer, warnings: string[]): HookOrigin[] {
  const file = fileOf(layer);
  const source = sourceOf(layer);
  if (file === null || source === null || layer.disabledReason !== null) return [];
  const beside = join(dirname(file), 'hooks.json');
  const { hooks } = layer.config;
  const origins = [
    { path: beside, source, events: hooksFile(beside, warnings) },
    { path: file, source, events: isTree(hooks) ? hooks : {} },
  ].filter(({ events }) => EVENTS.some((event) => groupsOf(events, event).length > 0));
  if (origins.length > 1) {
    warnings.push(
      `loading hooks from both ${beside} and ${file}; prefer a single representation for this layer`,
    );
  }
  return origins;
}

function sourceOf({ name }: ConfigLayer): HookSource | null {
  return name.type === 'user' || name.type === 'project' || name.type === 'system' ? name.type : null;
}

function hooksFile(path: string, warnings: string[]): Tree {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return {};
  }
  try {
    return hookEventsIn(text);
  } catch (thrown) {
    warnings.push(`failed to parse hooks config ${path}: ${messageOf(thrown)}`);
    return {};
  }
}

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

function handlersOf({ hooks }: Tree): Tree[] {
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

function groupsOf(events: Tree, event: HookEventName): Tree[] {
  const groups = events[pascal(event)];
  return Array.isArray(groups) ? groups.filter(isTree) : [];
}

function addHooks(
  { hooks, inputs, warnings }: FoundHooks,
  { path, source, events, plugin }: HookOrigin,
  { event, states }: { event: HookEventName; states: Tree },
): void {
  for (const [groupAt, group] of groupsOf(events, event).entries()) {
    const given = typeof group.matcher === 'string' ? group.matcher : null;
    const matcher = WITHOUT_MATCHER.has(event) ? null : given;
    const problem = matcher === null ? null : matcherProblem(matcher);
    if (problem !== null) {
      warnings.push(`invalid matcher ${JSON.stringify(matcher)} in ${path}: ${problem}`);
      continue;
    }
    for (const [handlerAt, handler] of handlersOf(group).entries()) {
      const why = reasonToSkip(handler, event, path);
      if (why !== null) {
        warnings.push(why);
        continue;
      }
      const key = `${plugin?.prefix ?? path}:${snake(event)}:${groupAt}:${handlerAt}`;
      const { run, shown } = handlerOf(handler, timeoutOf(handler, event, { path, warnings }));
      const currentHash = fingerprint({
        event_name: snake(event),
        ...(matcher === null ? {} : { matcher }),
        hooks: [run],
      });
      const state = states[key];
      if ('input' in run) inputs.set(key, run.input);
      hooks.push({
        key,
        eventName: event,
        ...(shown.handlerType === 'command' && plugin !== undefined
          ? { ...shown, command: plugin.filled(shown.command) }
          : shown),
        matcher,
        timeoutSec: run.timeout,
        statusMessage: run.statusMessage ?? null,
        additionalContextLimit: null,
        sourcePath: path,
        source,
        pluginId: plugin?.key ?? null,
        environmentId: null,
        displayOrder: hooks.length,
        enabled: !(isTree(state) && state.enabled === false),
        isManaged: false,
        currentHash,
        trustStatus: trustOf(isTree(state) ? state.trusted_hash : undefined, currentHash),
      });
    }
  }
}

function reasonToSkip({ type, command }: Tree, event: HookEventName, path: string): string | null {
  if (type === 'command' && typeof command === 'string' && command.trim() !== '') return null;
  if (type === 'command') return `skipping empty hook command in ${path}`;
  if (type === 'mcp_tool' && event === 'sessionEnd') {
    return `skipping MCP tool hook in ${path}: SessionEnd MCP hooks are not supported`;
  }
  if (type === 'mcp_tool') return null;
  return `skipping ${String(type)} hook in ${path}: ${String(type)} hooks are not supported yet`;
}

/** In seconds. Nobody waits long for a session to end. */
function timeoutOf(
  { timeout }: Tree,
  event: HookEventName,
  { path, warnings }: { readonly path: string; readonly warnings: string[] },
): number {
  const isEnd = event === 'sessionEnd';
  if (typeof timeout !== 'number') return isEnd ? USUAL_TIMEOUT_OF_END_SEC : DEFAULT_TIMEOUT_SEC;
  if (isEnd && timeout > MOST_TIMEOUT_OF_END_SEC) {
    warnings.push(`clamping SessionEnd hook timeout to ${MOST_TIMEOUT_OF_END_SEC}s in ${path}`);
    return MOST_TIMEOUT_OF_END_SEC;
  }
  return Math.max(1, timeout);
}

/** `run` is what is hashed: what its members are called is part of what the user trusted. */
function handlerOf(handler: Tree, timeout: number) {
  const { statusMessage } = handler;
  const rest = { timeout, ...(typeof statusMessage === 'string' ? { statusMessage } : {}) };
  if (handler.type === 'mcp_tool') {
    const [server, tool] = [String(handler.server), String(handler.tool)];
    const run = {
      type: 'mcp_tool',
      server,
      tool,
      input: isTree(handler.input) ? handler.input : {},
      ...rest,
    };
    return { run, shown: { handlerType: 'mcpTool' as const, server, tool } };
  }
  const command = String(handler.command);
  const run = { type: 'command', command, ...rest, async: handler.async === true };
  return { run, shown: { handlerType: 'command' as const, command, async: run.async } };
}

function trustOf(trusted: unknown, current: string): HookMetadata['trustStatus'] {
  if (typeof trusted !== 'string') return 'untrusted';
  return trusted === current ? 'trusted' : 'modified';
}

function matcherProblem(matcher: string): string | null {
  if (matcher === '' || matcher === '*') return null;
  try {
    new RegExp(matcher, 'u');
    return null;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function pascal(event: HookEventName): string {
  return event.charAt(0).toUpperCase() + event.slice(1);
}

function snake(event: HookEventName): string {
  return event.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
