// What a client is told of a configuration that can be used but not in full. Texts are those of each version.

import type { ConfigWarningNotification } from '../../protocol/index.js';
import { type ConfigLayer, fileOf } from './config-layers.js';
import type { ConfigVersion } from './config-schema.js';
import { viewFactsOf } from './config-view.js';

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

/** 0.118.0 passes unknown keys over in silence. */
export function unknownKeysWarning(
  version: ConfigVersion,
  layers: readonly ConfigLayer[],
): ConfigWarningNotification[] {
  if (version === '0.118.0') return [];
  const known = viewFactsOf(version).keys;
  const lines = layers.flatMap((layer) =>
    Object.keys(layer.config)
      .filter((key) => !Object.hasOwn(known, key))
      .sort()
      .map((key) => `\n  ${titleOf(layer)}: \`${key}\` is ignored.`),
  );
  if (lines.length === 0) return [];
  const settings = lines.length === 1 ? 'setting' : 'settings';
  return [
    {
      summary: `Codex is ignoring ${lines.length} unrecognized configuration ${settings}. Check for typos or deprecated settings.${lines.join('')}`,
      details: null,
    },
  ];
}

function titleOf(layer: ConfigLayer): string {
  const file = fileOf(layer);
  return file === null ? 'session-flags' : `${layer.name.type} (${file})`;
}
