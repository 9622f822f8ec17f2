// Hooks: as rooms list them, and as threads run them. Loaded with the first question, which threads ask only where
// the configuration allows hooks.

import path from 'node:path';
import { ConfigUnreadable, type Configuration } from '../adapters/config/index.js';
import type { HookDetails } from '../adapters/hooks/hook-list.js';
import type { PluginContents, PluginTrust } from '../adapters/hooks/plugin-trust.js';
import type { InstalledPlugin } from '../adapters/plugins/index.js';
import type { FoundHooks, Hook, HookRunner, ThreadConfig } from '../domain/hooks/hook.js';
import type { HookServices } from '../domain/hooks/thread-hooks.js';
import type { McpServers } from '../domain/mcp/mcp-servers.js';
import { ALL_PLUGINS, isSameChoice, type PluginChoice } from '../domain/plugins/plugin-choice.js';
import type { HookMetadata, Profile } from '../protocol/index.js';
import { whereUnreadable } from './compose-config.js';
import type { PluginsInEffect } from './compose-plugins.js';
import type { HookShelf } from './room.js';

interface HooksInput {
  readonly profile: Profile;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly plugins: PluginsInEffect;
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
  let trust: PluginTrust | undefined;
  let runner: HookRunner | undefined;
  const hookRunner = async (): Promise<HookRunner> => {
    const { createHookRunner } = await import('../adapters/hooks/hook-runner.js');
    runner ??= createHookRunner(shellPath, env);
    return runner;
  };

  /** `looksInside`: contents of plug-ins are hashed, which takes a while where they are large. */
  async function found(folder: string, looksInside: boolean, choice: PluginChoice = ALL_PLUGINS) {
    const [{ hooksIn }, { pluginHookOrigins, pluginVariables }, { PluginTrust }] = await Promise.all([
      import('../adapters/hooks/hook-list.js'),
      import('../adapters/hooks/plugin-hooks.js'),
      import('../adapters/hooks/plugin-trust.js'),
    ]);
    trust ??= new PluginTrust();
    const layers = configuration.layers(folder);
    const warnings: string[] = [];
    const inEffect = plugins(choice);
    const contents = looksInside ? await contentsOf(inEffect, trust) : new Map<string, PluginContents>();
    const all = hooksIn({
      layers,
      demands: needTrust ? configuration.demands() : null,
      plugins: pluginHookOrigins(inEffect, contents, warnings),
    });
    const byKey = new Map(
      inEffect.map(({ key, root, ...plugin }) => [
        key,
        { root, variables: pluginVariables({ root, ...plugin }) },
      ]),
    );
    return { ...all, warnings: [...warnings, ...all.warnings], plugins: byKey, trust };
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
        const listed = cwds.map(async (cwd) => {
          const folder = path.resolve(own, cwd);
          try {
            const { hooks, warnings } = await found(folder, true);
            return { cwd, hooks, warnings, errors: [] };
          } catch (thrown) {
            if (!(thrown instanceof ConfigUnreadable)) throw thrown;
            return { cwd, hooks: [], warnings: [], errors: [{ path: folder, message: thrown.message }] };
          }
        });
        return Promise.all(listed);
      },
    },
    reader: {
      async read({ cwd, config, ...choice }) {
        try {
          if (!areAllowed(config)) return NONE;
          const folder = path.resolve(own, cwd);
          const { hooks, warnings, problems, ...more } = await found(folder, false);
          const facts = { ...more, listed: hooks };
          const isWhole = isSameChoice(choice, ALL_PLUGINS);
          return {
            hooks: hooks.filter(mayRun).flatMap((hook) => hookOf(hook, facts)),
            warnings: isWhole ? warnings : (await found(folder, false, choice)).warnings,
            problems,
          };
        } catch (thrown) {
          return whereUnreadable(thrown, NONE);
        }
      },
    },
    tools: { call: (call, signal) => mcp.callForHook(call, signal) },
    runner: {
      run: async (request, signal) => (await hookRunner()).run(request, signal),
      keep: async (threadId, text) => (await hookRunner()).keep(threadId, text),
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

const NONE: FoundHooks = { hooks: [], warnings: [], problems: [] };

/** By the folders of the plug-ins that have hooks. */
async function contentsOf(
  plugins: readonly InstalledPlugin[],
  trust: PluginTrust,
): Promise<ReadonlyMap<string, PluginContents>> {
  const hooked = plugins.filter(({ hookSources }) => hookSources.length > 0);
  return new Map(
    await Promise.all(hooked.map(async ({ root }) => [root, await trust.contents(root)] as const)),
  );
}

interface HookFacts {
  /** All of them, in the order in which they are shown. */
  readonly listed: readonly HookMetadata[];
  /** By the keys of the hooks. */
  readonly details: ReadonlyMap<string, HookDetails>;
  /** By their keys. */
  readonly plugins: ReadonlyMap<
    string,
    { readonly root: string; readonly variables: Readonly<Record<string, string>> }
  >;
  readonly trust: PluginTrust;
}

function hookOf(shown: HookMetadata, { listed, details, plugins, trust }: HookFacts): Hook[] {
  const { eventName: event, matcher, timeoutSec, statusMessage, sourcePath, source, displayOrder } = shown;
  const { input = {}, trustedContents: trusted = null } = details.get(shown.key) ?? {};
  const handler = handlerOf(shown, input);
  if (handler === null) return [];
  const { pluginId, additionalContextLimit: limit } = shown;
  const pluginsBefore = listed.slice(0, displayOrder).flatMap((before) => before.pluginId ?? []);
  const place = { sourcePath, source, displayOrder, pluginId, pluginsBefore };
  const hook = {
    ...{ event, handler, matcher, timeoutSec, statusMessage, ...place },
    ...(limit == null ? {} : { contextLimit: limit }),
  };
  const plugin = plugins.get(shown.pluginId ?? '');
  if (plugin === undefined) return [hook];
  const guard = trust.guard(plugin.root, { isOther: shown.trustStatus === 'modified', trusted });
  return [{ ...hook, variables: plugin.variables, guard }];
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
