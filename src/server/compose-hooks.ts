// Hooks: as rooms list them, and as threads run them. Loaded with the first question, which threads ask only where
// the configuration allows hooks.

import path from 'node:path';
import { ConfigUnreadable, type Configuration } from '../adapters/config/index.js';
import type { InstalledPlugin } from '../adapters/plugins/index.js';
import type { FoundHooks, Hook, HookRunner, ThreadConfig } from '../domain/hooks/hook.js';
import type { HookServices } from '../domain/hooks/thread-hooks.js';
import type { McpServers } from '../domain/mcp/mcp-servers.js';
import type { HookMetadata, Profile } from '../protocol/index.js';
import { whereUnreadable } from './compose-config.js';
import type { HookShelf } from './room.js';

interface HooksInput {
  readonly profile: Profile;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Those in effect. @throws ConfigUnreadable */
  readonly plugins: () => readonly InstalledPlugin[];
}

export interface ComposedHooks extends HookServices {
  readonly shelf: HookShelf;
}

export function composeHooks(
  { profile, cwd: own, env, plugins }: HooksInput,
  configuration: Configuration,
  { shellPath, mcp }: { readonly shellPath: string; readonly mcp: McpServers },
): ComposedHooks {
  const needTrust = profile.quirks.hooksNeedTrust;
  let runner: HookRunner | undefined;

  async function lister() {
    const [{ hooksIn }, { pluginHookOrigins, pluginVariables }] = await Promise.all([
      import('../adapters/hooks/hook-list.js'),
      import('../adapters/hooks/plugin-hooks.js'),
    ]);
    return (folder: string) => {
      const layers = configuration.layers(folder);
      const warnings: string[] = [];
      const inEffect = plugins();
      const found = hooksIn(layers, pluginHookOrigins(inEffect, warnings));
      const variables = new Map(inEffect.map((plugin) => [plugin.key, pluginVariables(plugin)]));
      return { ...found, warnings: [...warnings, ...found.warnings], variables };
    };
  }

  function areAllowed(config: ThreadConfig): boolean {
    const features = configuration.features(config);
    return needTrust ? (features.hooks ?? features.codex_hooks ?? true) : features.codex_hooks === true;
  }

  function mayRun(hook: HookMetadata): boolean {
    const { enabled, trustStatus, eventName, sourcePath } = hook;
    // Of plug-ins, also what is not trusted any more: that it did not run is to be seen.
    const isShown = trustStatus === 'modified' && hook.pluginId !== null;
    if (needTrust) return enabled && (trustStatus === 'trusted' || trustStatus === 'managed' || isShown);
    const isPlain = hook.handlerType === 'command' && !hook.async;
    return isPlain && OLDER_EVENTS.has(eventName) && sourcePath.endsWith('.json');
  }

  return {
    shelf: {
      async list(cwds) {
        const found = await lister();
        return cwds.map((cwd) => {
          const folder = path.resolve(own, cwd);
          try {
            const { hooks, warnings } = found(folder);
            return { cwd, hooks, warnings, errors: [] };
          } catch (thrown) {
            if (!(thrown instanceof ConfigUnreadable)) throw thrown;
            return { cwd, hooks: [], warnings: [], errors: [{ path: folder, message: thrown.message }] };
          }
        });
      },
    },
    reader: {
      async read(cwd, config) {
        try {
          if (!areAllowed(config)) return NONE;
          const found = await lister();
          const { hooks, warnings, ...more } = found(path.resolve(own, cwd));
          return { hooks: hooks.filter(mayRun).flatMap((hook) => hookOf(hook, more)), warnings };
        } catch (thrown) {
          return whereUnreadable(thrown, NONE);
        }
      },
    },
    tools: { call: (call, signal) => mcp.callForHook(call, signal) },
    runner: {
      async run(request, signal) {
        const { createHookRunner } = await import('../adapters/hooks/hook-runner.js');
        runner ??= createHookRunner(shellPath, env);
        return runner.run(request, signal);
      },
    },
  };
}

/** Those that versions without trust know. */
const OLDER_EVENTS: ReadonlySet<string> = new Set([
  'preToolUse',
  'postToolUse',
  'sessionStart',
  'userPromptSubmit',
  'stop',
]);

const CONTENTS_CHANGED = 'plugin contents changed; hook approval required';

const NONE: FoundHooks = { hooks: [], warnings: [] };

interface HookDetails {
  /** Of tools, by the keys of the hooks. */
  readonly inputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** By the keys of plug-ins. */
  readonly variables: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

function hookOf(shown: HookMetadata, { inputs, variables }: HookDetails): Hook[] {
  const { eventName: event, matcher, timeoutSec, statusMessage, sourcePath, source, displayOrder } = shown;
  const own = shown.pluginId === null ? undefined : variables.get(shown.pluginId);
  const handler = handlerOf(shown, inputs.get(shown.key) ?? {});
  if (handler === null) return [];
  const hook = { event, handler, matcher, timeoutSec, statusMessage, sourcePath, source, displayOrder };
  return [
    {
      ...hook,
      ...(own === undefined ? {} : { variables: own }),
      ...(shown.trustStatus === 'modified' ? { refusal: CONTENTS_CHANGED } : {}),
    },
  ];
}

/** Null for one that does not run here. */
function handlerOf(shown: HookMetadata, input: Readonly<Record<string, unknown>>): Hook['handler'] | null {
  switch (shown.handlerType) {
    case 'command':
      return { type: 'command', command: shown.command, isAsync: shown.async };
    case 'mcpTool':
      return { type: 'mcpTool', server: shown.server, tool: shown.tool, input };
    default:
      return null;
  }
}
