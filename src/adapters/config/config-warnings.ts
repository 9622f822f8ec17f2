// What a client is told of a configuration that can be used but not in full. Texts are those of each version.

import type { ConfigWarningNotification } from '../../protocol/index.js';
import { type ConfigLayer, fileOf } from './config-layers.js';
import type { ConfigProblem } from './config-problem.js';
import type { ConfigVersion } from './config-schema.js';
import { requirementsShape } from './requirement-keys.js';
import { unknownIn } from './requirement-shape.js';
import type { Requirements } from './requirements.js';
import { isFormerSwitch } from './thread-notices.js';
import { unknownKeysIn } from './unknown-keys.js';
import { viewFactsOf } from './view-facts.js';

/** Why the files of a project that nobody trusts are not read. */
export function untrustedReason(
  version: ConfigVersion,
  project: { folder: string; level: string | null; userFile: string },
): string {
  const { folder, level, userFile } = project;
  const what = version === '0.118.0' ? 'config.toml' : 'project-local config, hooks, and exec policies';
  if (level === null) return `To load ${what}, add ${folder} as a trusted project in ${userFile}.`;
  return version === '0.118.0'
    ? `${folder} is marked as untrusted in ${userFile}. To load ${what}, mark it trusted.`
    : `${folder} is marked as untrusted in the effective configuration. To load ${what}, update its trust setting. If that setting is managed by your organization, contact your administrator.`;
}

export function disabledWarning(
  version: ConfigVersion,
  layers: readonly ConfigLayer[],
): ConfigWarningNotification[] {
  const disabled = layers.filter((layer) => layer.disabledReason !== null);
  if (disabled.length === 0) return [];
  const intro =
    version === '0.118.0'
      ? 'Project config.toml files are disabled in the following folders. Settings in those files are ignored, but skills and exec policies still load.'
      : 'Project-local config, hooks, and exec policies are disabled in the following folders until the project is trusted, but skills still load.';
  const folders = disabled.map(({ name, disabledReason }, index) => {
    const folder = name.type === 'project' ? name.dotCodexFolder : '';
    return `    ${index + 1}. ${folder}\n       ${disabledReason}\n`;
  });
  return [{ summary: `${intro}\n${folders.join('')}`, details: null }];
}

/** Where this machine is talked to, and what runs beside: no checked-out project has a say. 0.118.0 lets all pass. */
export function deniedToProjects(version: ConfigVersion): ReadonlySet<string> {
  return new Set(version === '0.118.0' ? [] : DENIED);
}

const DENIED = [
  'openai_base_url',
  'chatgpt_base_url',
  'apps_mcp_product_sku',
  'model_provider',
  'model_providers',
  'notify',
  'profile',
  'profiles',
  'experimental_realtime_ws_base_url',
  'otel',
];

export function deniedWarnings(layers: readonly ConfigLayer[]): ConfigWarningNotification[] {
  return layers.flatMap((layer) => {
    const { denied = [], disabledReason } = layer;
    if (denied.length === 0 || disabledReason !== null) return [];
    const summary = `Ignored unsupported project-local config keys in ${fileOf(layer)}: ${denied.join(', ')}. If you want these settings to apply, manually set them in your user-level config.toml.`;
    return [{ summary, details: null }];
  });
}

/** Unknown keys that are named; others are counted. */
const MOST_SHOWN = 3;

/** 0.118.0 passes unknown keys over in silence. */
export function unknownKeysWarning(
  version: ConfigVersion,
  {
    layers,
    requirements,
  }: { layers: readonly ConfigLayer[]; requirements: Pick<Requirements, 'tree' | 'file'> },
  knownFeatures?: ReadonlySet<string>,
): ConfigWarningNotification[] {
  if (version === '0.118.0') return [];
  const { keys: top, tables } = viewFactsOf(version);
  const isSwitch = (name: string): boolean =>
    knownFeatures?.has(name) !== false || isFormerSwitch(name, version);
  const counting = layers.filter(({ disabledReason }) => disabledReason === null);
  const ignored = (title: string, keys: readonly string[]): string[] =>
    keys.map((key) => `\n  ${title}: \`${key}\` is ignored.`);
  const lines = counting
    .flatMap((layer) => ignored(titleOf(layer), unknownKeysIn(layer.config, { top, tables, isSwitch })))
    .concat(
      ignored(
        `requirements (${requirements.file})`,
        unknownIn(requirements.tree, requirementsShape(version)),
      ),
    )
    .sort();
  if (lines.length === 0) return [];
  const settings = lines.length === 1 ? 'setting' : 'settings';
  const shown = lines.slice(0, MOST_SHOWN).join('');
  const more = lines.length - MOST_SHOWN;
  const rest = more > 0 ? `\n  ... and ${more} more ignored settings.` : '';
  return [
    {
      summary: `Codex is ignoring ${lines.length} unrecognized configuration ${settings}. Check for typos or deprecated settings.${shown}${rest}`,
      details: null,
    },
  ];
}

function titleOf(layer: ConfigLayer): string {
  const file = fileOf(layer);
  return file === null ? 'session-flags' : `${layer.name.type} (${file})`;
}

/** `problems`: why kinds of sub-agents are passed over. */
export function roleWarnings(problems: readonly string[]): ConfigWarningNotification[] {
  return problems.map((problem) => ({
    summary: `Ignoring malformed agent role definition: ${problem}`,
    details: null,
  }));
}

/** The summary of what is told of a configuration that cannot be used. */
export const UNUSABLE = 'Invalid configuration; using defaults.';

export function unusableWarning(problem: ConfigProblem): ConfigWarningNotification {
  return {
    summary: UNUSABLE,
    details: problem.details,
    ...(problem.place ? { path: problem.place.file, range: problem.place.range } : {}),
  };
}
