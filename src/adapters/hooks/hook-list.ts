// The hooks of a folder, from everywhere they are named: as clients see them, with whether the user trusts what they run.
// Nothing here runs one.

import type { HookEventName, HookMetadata } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import type { ConfigLayer } from '../config/config-layers.js';
import { fingerprint, isTree, type Tree, valueAt } from '../config/tree.js';
import { EVENTS, groupsOf, handlersOf, pascal, snake } from './hook-events.js';
import {
  areManagedOnly,
  type Demands,
  demandedOrigin,
  type HookOrigin,
  isManagedLayer,
  originsOf,
} from './hook-origins.js';

/** What clients are not shown of a hook. */
export interface HookDetails {
  /** What one that is a tool hands to it. */
  readonly input: Tree;
  /** The hash of the plug-in's contents that was trusted with it; null: none. */
  readonly trustedContents: string | null;
}

export interface FoundHooks {
  readonly hooks: HookMetadata[];
  /** By key. */
  readonly details: Map<string, HookDetails>;
  readonly warnings: string[];
  /** Those of the warnings that tell of hooks which must run and cannot. */
  readonly problems: string[];
}

export interface HookPlaces {
  /** Of the folder, strongest first. */
  readonly layers: readonly ConfigLayer[];
  /** Null: an administrator demands nothing. */
  readonly demands: Demands | null;
  readonly plugins: readonly HookOrigin[];
}

/** Events that happen to nothing a matcher could choose by. */
const WITHOUT_MATCHER: ReadonlySet<HookEventName> = new Set([
  'userPromptSubmit',
  'stop',
  'preModelRequest',
  'postModelRequest',
  'interrupt',
]);

/** Events whose hooks can tell the model something, so that it can be limited. */
const TELLING: ReadonlySet<HookEventName> = new Set([
  'preToolUse',
  'postToolUse',
  'sessionStart',
  'userPromptSubmit',
  'subagentStart',
]);

const DEFAULT_TIMEOUT_SEC = 600;
/** Events that nobody waits long for. */
const BRIEF: ReadonlySet<HookEventName> = new Set(['sessionEnd', 'interrupt']);
const USUAL_BRIEF_TIMEOUT_SEC = 1;
const MOST_BRIEF_TIMEOUT_SEC = 3;

/** What is demanded comes first, then the layers from the weakest up, then plug-ins. */
export function hooksIn({ layers, demands, plugins }: HookPlaces): FoundHooks {
  const found: FoundHooks = { hooks: [], details: new Map(), warnings: [], problems: [] };
  const user = layers.find(({ name }) => name.type === 'user');
  const states = valueAt(user?.config ?? {}, ['hooks', 'state']);
  const add = (origin: HookOrigin): string[] =>
    EVENTS.flatMap((event) => addHooks(found, origin, { event, states: isTree(states) ? states : {} }));
  if (demands !== null) found.problems.push(...add(demandedOrigin(demands)));
  const isOnly = demands !== null && areManagedOnly(demands);
  for (const layer of layers.toReversed()) {
    if (isOnly && !isManagedLayer(layer)) continue;
    for (const origin of originsOf(layer, found.warnings)) add(origin);
  }
  if (!isOnly) for (const origin of plugins) add(origin);
  return found;
}

/** Returns why some were left out. */
function addHooks(
  { hooks, details, warnings }: FoundHooks,
  { path, source, events, isManaged, plugin }: HookOrigin,
  { event, states }: { event: HookEventName; states: Tree },
): string[] {
  const leftOut: string[] = [];
  const leaveOut = (why: string): void => {
    leftOut.push(why);
    warnings.push(why);
  };
  for (const [groupAt, group] of groupsOf(events, event).entries()) {
    const given = typeof group.matcher === 'string' ? group.matcher : null;
    const matcher = WITHOUT_MATCHER.has(event) ? null : given;
    const problem = matcher === null ? null : matcherProblem(matcher);
    if (problem !== null) {
      leaveOut(`invalid matcher ${JSON.stringify(matcher)} in ${path}: ${problem}`);
      continue;
    }
    for (const [handlerAt, handler] of handlersOf(group).entries()) {
      const why = reasonToSkip(handler, event, { path, plugin });
      if (why !== null) {
        leaveOut(why);
        continue;
      }
      const key = `${plugin?.prefix ?? path}:${snake(event)}:${groupAt}:${handlerAt}`;
      const timeout = timeoutOf(handler, event, { path, warnings });
      const limit = contextLimitOf(handler, event, { path, warnings });
      const { run, shown } = handlerOf(handler, { timeout, limit });
      const ownHash = fingerprint({
        event_name: snake(event),
        ...(matcher === null ? {} : { matcher }),
        hooks: ['input' in run ? { ...run, input: asHashed(run.input) } : run],
      });
      const state = isTree(states[key]) ? states[key] : {};
      const { trusted_content_hash: contentHash } = state;
      const trustedContents = typeof contentHash === 'string' ? contentHash : null;
      const contents = plugin?.contents?.type === 'read' ? plugin.contents : null;
      details.set(key, { input: 'input' in run ? run.input : {}, trustedContents });
      hooks.push({
        key,
        eventName: event,
        ...(shown.handlerType === 'command' && plugin !== undefined
          ? { ...shown, command: plugin.filled(shown.command) }
          : shown),
        matcher,
        timeoutSec: run.timeout,
        statusMessage: run.statusMessage ?? null,
        additionalContextLimit: limit,
        sourcePath: path,
        source,
        pluginId: plugin?.key ?? null,
        environmentId: null,
        displayOrder: hooks.length,
        enabled: isManaged || state.enabled !== false,
        isManaged,
        currentHash: contents === null ? ownHash : `${ownHash}/${contents.hash}`,
        trustStatus: isManaged
          ? 'managed'
          : trustOf(state.trusted_hash, ownHash, () => contents?.areTrusted(trustedContents) ?? true),
      });
    }
  }
  return leftOut;
}

function reasonToSkip(
  { type, command }: Tree,
  event: HookEventName,
  { path, plugin }: Pick<HookOrigin, 'path' | 'plugin'>,
): string | null {
  const isWhole = type === 'mcp_tool' || (typeof command === 'string' && command.trim() !== '');
  if (type !== 'command' && type !== 'mcp_tool')
    return `skipping ${String(type)} hook in ${path}: ${String(type)} hooks are not supported yet`;
  if (!isWhole) return `skipping empty hook command in ${path}`;
  if (type === 'mcp_tool' && event === 'sessionEnd')
    return `skipping MCP tool hook in ${path}: SessionEnd MCP hooks are not supported`;
  if (plugin?.contents?.type === 'unreadable')
    return `skipping plugin hook in ${path}: failed to fingerprint plugin contents: ${plugin.contents.problem}`;
  return null;
}

/** In seconds. */
function timeoutOf(
  { timeout }: Tree,
  event: HookEventName,
  { path, warnings }: { readonly path: string; readonly warnings: string[] },
): number {
  const isBrief = BRIEF.has(event);
  if (typeof timeout !== 'number') return isBrief ? USUAL_BRIEF_TIMEOUT_SEC : DEFAULT_TIMEOUT_SEC;
  if (isBrief && timeout > MOST_BRIEF_TIMEOUT_SEC) {
    warnings.push(`clamping ${pascal(event)} hook timeout to ${MOST_BRIEF_TIMEOUT_SEC}s in ${path}`);
    return MOST_BRIEF_TIMEOUT_SEC;
  }
  return Math.max(1, timeout);
}

/** How much of what it tells the model counts, in tokens; null: as much as usual. */
function contextLimitOf(
  { type, additionalContextLimit: limit }: Tree,
  event: HookEventName,
  { path, warnings }: { readonly path: string; readonly warnings: string[] },
): number | null {
  if (type !== 'command' || typeof limit !== 'number') return null;
  if (TELLING.has(event)) return limit;
  warnings.push(
    `ignoring additionalContextLimit for ${pascal(event)} hook in ${path}: this event cannot emit additionalContext`,
  );
  return null;
}

/** `run` is what is hashed: what its members are called is part of what the user trusted. */
function handlerOf(
  handler: Tree,
  { timeout, limit }: { readonly timeout: number; readonly limit: number | null },
) {
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
  const limited = limit === null ? {} : { additionalContextLimit: limit };
  const run = { type: 'command', command, ...rest, async: handler.async === true, ...limited };
  return { run, shown: { handlerType: 'command' as const, command, async: run.async } };
}

/** Numbers that a tool is handed are hashed as the real server's reader of JSON keeps them: as texts, named so. */
function asHashed(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'bigint')
    return { '$serde_json::private::Number': String(value) };
  if (Array.isArray(value)) return value.map(asHashed);
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asHashed(inner)]));
}

/** `areSame`: what the hook may call is what was trusted with it; asked only of a hook that is itself trusted. */
function trustOf(trusted: unknown, current: string, areSame: () => boolean): HookMetadata['trustStatus'] {
  if (typeof trusted !== 'string') return 'untrusted';
  return trusted === current && areSame() ? 'trusted' : 'modified';
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
