// The hooks that a plug-in brings along, as origins beside those of the configuration.

import { messageOf } from '../../util/coded-error.js';
import { isTree, type Tree } from '../config/tree.js';
import { declaredHooks, hookEventsIn } from './hook-events.js';
import type { HookOrigin } from './hook-origins.js';
import type { PluginContents } from './plugin-trust.js';

/** Hooks as one file of a plug-in, or a part of its manifest, names them. */
export interface PluginHookSource {
  /** Absolute. */
  readonly path: string;
  /** As keys of its hooks name it, in the plug-in's folder. */
  readonly shownPath: string;
  /** What it says; a text is still to be parsed, null: it cannot be read. */
  readonly content: string | Tree | null;
}

export interface HookedPlugin {
  /** `plugin@marketplace` */
  readonly key: string;
  /** Absolute. */
  readonly root: string;
  /** Absolute. */
  readonly dataFolder: string;
  readonly hookSources: readonly PluginHookSource[];
}

/** What its hooks find in their environment. */
export function pluginVariables({ root, dataFolder }: Pick<HookedPlugin, 'root' | 'dataFolder'>) {
  return {
    PLUGIN_ROOT: root,
    CLAUDE_PLUGIN_ROOT: root,
    PLUGIN_DATA: dataFolder,
    CLAUDE_PLUGIN_DATA: dataFolder,
  };
}

/** What is wrong with a source is added to `warnings`; `contents` are by the folders of plug-ins, as far as looked at. */
export function pluginHookOrigins(
  plugins: readonly HookedPlugin[],
  contents: ReadonlyMap<string, PluginContents>,
  warnings: string[],
): HookOrigin[] {
  return plugins.flatMap((plugin) => {
    const variables = Object.entries(pluginVariables(plugin));
    const filled = (command: string): string =>
      variables.reduce((so, [name, value]) => so.replaceAll(`\${${name}}`, value), command);
    return plugin.hookSources.map((source) => ({
      path: source.path,
      source: 'plugin' as const,
      events: eventsOf(source, warnings),
      isManaged: false,
      plugin: {
        key: plugin.key,
        prefix: `${plugin.key}:${source.shownPath}`,
        filled,
        contents: contents.get(plugin.root) ?? null,
      },
    }));
  });
}

/** The keys of everything a source declares; none where it cannot be read. */
export function hookKeysIn(pluginKey: string, source: PluginHookSource) {
  return declaredHooks(`${pluginKey}:${source.shownPath}`, eventsOf(source, []));
}

function eventsOf({ path, content }: PluginHookSource, warnings: string[]): Tree {
  if (content === null) {
    warnings.push(`failed to read plugin hooks config ${path}`);
    return {};
  }
  try {
    return typeof content === 'string' ? hookEventsIn(content) : inlineEvents(content);
  } catch (thrown) {
    warnings.push(`failed to parse plugin hooks config ${path}: ${messageOf(thrown)}`);
    return {};
  }
}

function inlineEvents({ hooks }: Tree): Tree {
  return isTree(hooks) ? hooks : {};
}
