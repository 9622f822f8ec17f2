// What the first watcher of a thread is told of the configuration it runs with: switches that have other names by now,
// and switches that are not finished. Pure; texts are those of each version.

import type { ConfigVersion } from './config-schema.js';
import { isTree, type Tree } from './tree.js';

export interface DeprecatedSetting {
  readonly summary: string;
  readonly details: string;
}

/** Older names of switches. */
const RENAMED: Readonly<Record<string, string>> = {
  collab: 'multi_agent',
  connectors: 'apps',
  enable_experimental_windows_sandbox: 'experimental_windows_sandbox',
  experimental_use_unified_exec_tool: 'unified_exec',
  memory_tool: 'memories',
  request_permissions: 'exec_permission_approvals',
};

/** Names that the newer version knows no more. */
const RENAMED_BEFORE: Readonly<Record<string, string>> = {
  experimental_use_freeform_apply_patch: 'apply_patch_freeform',
};

const RENAMED_SINCE: Readonly<Record<string, string>> = { codex_hooks: 'hooks', telepathy: 'chronicle' };

/** Switches that were settings of their own once. */
const TOP_LEVEL = ['experimental_use_unified_exec_tool', 'experimental_use_freeform_apply_patch'];

/** Switches whose place is a setting now, by what the real servers sort them by. */
const WEB_SEARCH: Readonly<Record<string, string>> = {
  web_search: 'web_search',
  web_search_cached: 'features.web_search_cached',
  web_search_request: 'features.web_search_request',
};

function renamedSwitches(version: ConfigVersion): Readonly<Record<string, string>> {
  return { ...RENAMED, ...(version === '0.118.0' ? RENAMED_BEFORE : RENAMED_SINCE) };
}

/** Whether a version knows the switch under another name. */
export function isFormerSwitch(name: string, version: ConfigVersion): boolean {
  return Object.hasOwn(renamedSwitches(version), name) || Object.hasOwn(WEB_SEARCH, name);
}

/** The name a version knows a switch by today. */
export function switchNamed(name: string, version: ConfigVersion): string {
  if (name === 'web_search') return 'web_search_request';
  const renamed = renamedSwitches(version);
  return Object.hasOwn(renamed, name) ? (renamed[name] ?? name) : name;
}

/** In the real servers' order. */
export function deprecatedSettings(config: Tree, version: ConfigVersion): DeprecatedSetting[] {
  const renamed = renamedSwitches(version);
  const features = isTree(config.features) ? Object.keys(config.features) : [];
  const names = new Set([...features, ...TOP_LEVEL.filter((name) => Object.hasOwn(config, name))]);
  const found = [...names].flatMap((name) => {
    const sortedBy = WEB_SEARCH[name];
    if (sortedBy !== undefined) return [{ sortedBy, ...webSearchNotice(name, version) }];
    const now = renamed[name];
    return now === undefined ? [] : [{ sortedBy: name, ...renamedNotice(name, now) }];
  });
  const notices = found
    .sort((a, b) => (a.sortedBy < b.sortedBy ? -1 : 1))
    .map(({ summary, details }) => ({ summary, details }));
  if (version === '0.118.0' && Object.hasOwn(config, 'experimental_instructions_file'))
    notices.push({
      summary:
        '`experimental_instructions_file` is deprecated and ignored. Use `model_instructions_file` instead.',
      details:
        'Move the setting to `model_instructions_file` in config.toml (or under a profile) to load instructions from a file.',
    });
  return notices;
}

function renamedNotice(name: string, now: string): DeprecatedSetting {
  return {
    summary: `\`[features].${name}\` is deprecated. Use \`[features].${now}\` instead.`,
    details: `Enable it with \`--enable ${now}\` or \`[features].${now}\` in config.toml. See https://developers.openai.com/codex/config-basic#feature-flags for details.`,
  };
}

function webSearchNotice(name: string, version: ConfigVersion): DeprecatedSetting {
  const values = ['live', ...(version === '0.118.0' ? [] : ['indexed']), 'cached'];
  const words = values.map((value) => `\`"${value}"\``).join(', ');
  return {
    summary: `\`[features].${name}\` is deprecated because web search is enabled by default.`,
    details: `Set \`web_search\` to ${words}, or \`"disabled"\` at the top level (or under a profile) in config.toml if you want to override it.`,
  };
}

/** Null where none is on; 0.118.0 says nothing of them. */
export function unfinishedWarning(
  config: Tree,
  { unfinished, userFile }: { unfinished: ReadonlySet<string>; userFile: string },
): string | null {
  if (config.suppress_unstable_features_warning === true || !isTree(config.features)) return null;
  const on = Object.entries(config.features).filter(
    ([name, value]) => value === true && unfinished.has(name),
  );
  if (on.length === 0) return null;
  const names = on.map(([name]) => name).sort();
  return `Under-development features enabled: ${names.join(', ')}. Under-development features are incomplete and may behave unpredictably. To suppress this warning, set \`suppress_unstable_features_warning = true\` in ${userFile}.`;
}
