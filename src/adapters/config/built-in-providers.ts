// The model providers that nobody has to describe: those of the vendor, of two programs that serve models on this machine,
// and of other vendors' clouds. The last are known by name only, and never reached from here. Data, and what follows of it.

import type { Capabilities, Cloud } from '../../domain/provider-facts.js';
import { wrongField } from './cloud-fields.js';
import type { ConfigVersion } from './config-problem.js';
import { isTree, type Tree } from './tree.js';

export type BuiltInProvider = {
  /** As sign-ins name it. */
  readonly name: string;
} & (
  | { readonly kind: 'account' }
  /** A program on this machine, at a port of its own. */
  | { readonly kind: 'local'; readonly port: number }
  | {
      readonly kind: 'cloud';
      readonly cloud: Cloud;
      /** As the list of providers names it. */
      readonly listedName: string;
      readonly capabilities: Capabilities;
    }
);

const OLDER: Readonly<Record<string, BuiltInProvider>> = {
  openai: { kind: 'account', name: 'OpenAI' },
  ollama: { kind: 'local', name: 'gpt-oss', port: 11_434 },
  lmstudio: { kind: 'local', name: 'gpt-oss', port: 1_234 },
};

const NEWER: Readonly<Record<string, BuiltInProvider>> = {
  ...OLDER,
  gcp: {
    kind: 'cloud',
    cloud: 'gcp',
    name: 'Google Cloud Vertex AI',
    listedName: 'Google Cloud Vertex AI',
    capabilities: { imageGeneration: false, webSearch: false },
  },
  'amazon-bedrock': {
    kind: 'cloud',
    cloud: 'amazonBedrock',
    name: 'Amazon Bedrock',
    listedName: 'Amazon Bedrock Mantle',
    capabilities: { imageGeneration: false, webSearch: true },
  },
  'amazon-bedrock-runtime': {
    kind: 'cloud',
    cloud: 'amazonBedrock',
    name: 'Amazon Bedrock Runtime',
    listedName: 'Amazon Bedrock Runtime',
    capabilities: { imageGeneration: false, webSearch: false },
  },
};

/** One that was there once, and what both versions say of it. */
export const GONE = {
  id: 'ollama-chat',
  message:
    '`ollama-chat` is no longer supported.\nHow to fix: replace `ollama-chat` with `ollama` in `model_provider`, `oss_provider`, or `--local-provider`.\nMore info: https://github.com/openai/codex/discussions/7782',
};

/** Null where nobody knows that id unless config.toml describes it. */
export function builtInProvider(id: string, version: ConfigVersion): BuiltInProvider | null {
  const known = version === '0.118.0' ? OLDER : NEWER;
  return Object.hasOwn(known, id) ? (known[id] ?? null) : null;
}

/** Where the program on this machine answers. */
export function localAddress(port: number, env: Readonly<Record<string, string | undefined>>): string {
  const { CODEX_OSS_BASE_URL: address = '', CODEX_OSS_PORT: own = '' } = env;
  if (address.trim() !== '') return address;
  const isPort = /^\+?\d+$/.test(own) && Number(own) <= 65_535;
  return `http://localhost:${isPort ? Number(own) : port}/v1`;
}

/** What is wrong with config.toml where it describes some of them; null: nothing. The words are both versions'. */
export function builtInComplaint(providers: Tree, version: ConfigVersion): string | null {
  const reserved = Object.keys(providers)
    .filter((id) => (builtInProvider(id, version)?.kind ?? 'cloud') !== 'cloud')
    .sort()
    .map((id) => `\`${id}\``);
  if (reserved.length === 0) return null;
  return `model_providers contains reserved built-in provider IDs: ${reserved.join(', ')}. Built-in providers cannot be overridden. Rename your custom provider (for example, \`openai-custom\`).`;
}

/** The same of one that is a vendor's cloud, of which little can be told otherwise. */
export function cloudComplaint(id: string, table: unknown, version: ConfigVersion): string | null {
  const builtIn = builtInProvider(id, version);
  return builtIn?.kind === 'cloud' && isTree(table) ? wrongField(id, builtIn.cloud, table) : null;
}
