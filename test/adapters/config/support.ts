// A CODEX_HOME with a config.toml and a folder to work in, for tests of the configuration.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Configuration,
  type ConfigVersion,
  createConfiguration,
  parseOverride,
  treeOfOverrides,
} from '../../../src/adapters/config/index.js';
import type { SettingsOverrides } from '../../../src/domain/settings.js';

export interface Place extends Disposable {
  codexHome: string;
  cwd: string;
  file: string;
  configuration(options?: {
    version?: ConfigVersion;
    flags?: string[];
    env?: Record<string, string>;
    /** Files of the system's folder, by name. */
    system?: Readonly<Record<string, string>>;
  }): Configuration;
}

export function place(toml?: string): Place {
  const root = mkdtempSync(join(tmpdir(), 'astc-config-'));
  const [codexHome, cwd] = [join(root, 'codex'), join(root, 'project')];
  mkdirSync(codexHome);
  mkdirSync(cwd);
  const file = join(codexHome, 'config.toml');
  if (toml !== undefined) writeFileSync(file, toml);
  return {
    codexHome,
    cwd,
    file,
    configuration: ({ version = '0.169.0', flags = [], env = {}, system } = {}) => {
      const systemFolder = join(root, 'system');
      for (const [name, text] of Object.entries(system ?? {})) {
        mkdirSync(systemFolder, { recursive: true });
        writeFileSync(join(systemFolder, name), text);
      }
      return createConfiguration({
        codexHome,
        cwd,
        version,
        env,
        flags: treeOfOverrides(flags.map(parseOverride)),
        defaultModel: () => 'default-model',
        systemFolder,
      });
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

export async function settings(
  configuration: Configuration,
  overrides: SettingsOverrides = {},
  config: Record<string, unknown> | null = null,
  base: SettingsOverrides | null = null,
) {
  return configuration.settings.resolve({ overrides, config, base });
}

export const PROVIDER = '[model_providers.s]\nname = "s"\nbase_url = "http://127.0.0.1:1/v1"\n';
