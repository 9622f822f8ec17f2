// What modelProvider/config/write asks for → edits of config.toml. Pure; refusals are in the real server's words.

import type { ParamsOf } from '../../protocol/index.js';
import { canParseUrl } from '../../util/url.js';
import { builtInProvider, GONE } from './built-in-providers.js';
import { type ConfigEdit, ConfigWriteRefused } from './config-edit.js';
import { keyText } from './config-writer.js';
import { isTree, type Tree } from './tree.js';

export type ProviderSettingsPatch = ParamsOf<'modelProvider/config/write'>['settings'];

/**
 * @param configured `model_providers` of the whole configuration
 * @throws ConfigWriteRefused
 */
export function providerEdits(
  patch: ProviderSettingsPatch,
  configured: Tree,
): { id: string; edits: ConfigEdit[] } {
  switch (patch.type) {
    case 'customGateway':
      return gatewayEdits(patch, configured);
    case 'bedrock': {
      const { profile, region } = patch;
      return editsOf(patch.providerId, { 'aws.profile': profile, 'aws.region': region });
    }
    case 'gcp': {
      const { projectId, location, credentialFile } = patch;
      return editsOf('gcp', { project_id: projectId, location, credential_file: credentialFile });
    }
  }
}

type Gateway = Extract<ProviderSettingsPatch, { type: 'customGateway' }>;

function gatewayEdits({ providerId, name, baseUrl, envKey }: Gateway, configured: Tree) {
  if (providerId != null && isBuiltIn(providerId))
    throw invalid('A custom provider or gateway cannot use a built-in provider ID.');
  if (providerId != null && !isTree(configured[providerId]))
    throw new ConfigWriteRefused('configPathNotFound', 'Unknown provider ID.');
  const isNew = providerId == null;
  if (baseUrl != null && !isBaseUrl(baseUrl))
    throw invalid('Enter an HTTP(S) base URL without credentials, a query, or a fragment.');
  if (name === undefined ? isNew : name.trim() === '') throw invalid('Enter a provider name.');
  if (isNew && baseUrl == null) throw invalid('A base URL is required to create a custom provider.');
  if (envKey != null && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(envKey))
    throw invalid('Invalid API key environment variable name.');
  const values = { name: name?.trim(), base_url: baseUrl, env_key: envKey };
  if (!isNew) return editsOf(providerId, values);
  return editsOf(freshId(name ?? '', configured), { ...values, wire_api: 'responses' });
}

function editsOf(id: string, values: Readonly<Record<string, string | null | undefined>>) {
  const edits = Object.entries(values).flatMap(([key, value]): ConfigEdit[] => {
    if (value === undefined) return [];
    if (value === '') throw invalid('Configuration values must not be empty; use null to clear a field.');
    return [{ keyPath: `model_providers.${keyText(id)}.${key}`, value, mergeStrategy: 'replace' }];
  });
  return { id, edits };
}

/** The name as a word, with a number where it is taken. @throws ConfigWriteRefused */
function freshId(name: string, configured: Tree): string {
  const word =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'custom';
  if (word === 'openai')
    throw invalid('This name is reserved for a built-in provider. Enter a different custom provider name.');
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? word : `${word}-${number}`;
    if (!isBuiltIn(id) && id !== GONE.id && !Object.hasOwn(configured, id)) return id;
  }
}

function isBuiltIn(id: string): boolean {
  return builtInProvider(id, '0.169.0') !== null;
}

function isBaseUrl(text: string): boolean {
  if (!canParseUrl(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && `${username}${password}${search}${hash}` === '';
}

function invalid(message: string): ConfigWriteRefused {
  return new ConfigWriteRefused('configValidationError', message);
}
