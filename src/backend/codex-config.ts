// The settings that make a codex use this backend as its model provider, as config.toml and as `-c` overrides.

import { GATEWAY_PATH } from './gateway/gateway-issuer.js';

/** The provider's id in config files, rollouts and thread lists. */
export const PROVIDER_ID = 'astc';

export interface CodexConfigOptions {
  /** Which codex reads it; decides the model. Newest by default. */
  readonly codexVersion?: string;
  /** Overrides the model that `codexVersion` implies. */
  readonly model?: string;
  /** Makes codex ask for a ChatGPT login, and look for the account's usage here; it needs no login otherwise. */
  readonly requiresLogin?: boolean;
  /**
   * Lets it hold conversations by voice: gives it the address and a key for them, and to versions
   * that want it the feature.
   */
  readonly realtime?: boolean;
  /** Puts a gateway before the model that signs people in on its own (0.169.0), keeping its tokens in a file. */
  readonly gateway?: boolean;
}

/** What a speaking model is asked with; it takes any. */
const SPOKEN_KEY = 'astc-spoken';

type Setting = readonly [key: string, value: string | number | boolean];

/** Text of a complete config.toml. */
export function codexConfig(url: string, options: CodexConfigOptions = {}): string {
  const lines: string[] = [];
  let table = '';
  for (const [key, value] of settings(url, options)) {
    const dot = key.lastIndexOf('.');
    const parent = key.slice(0, Math.max(dot, 0));
    if (parent !== table) lines.push('', `[${parent}]`);
    table = parent;
    lines.push(`${key.slice(dot + 1)} = ${JSON.stringify(value)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The same settings, each as the value of one `-c` option. */
export function configOverrides(url: string, options: CodexConfigOptions = {}): string[] {
  return settings(url, options).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
}

// Retries are off so that what a script does shows at once; a test of retries turns them on again.
function settings(url: string, options: CodexConfigOptions): readonly Setting[] {
  const { codexVersion = '', model, requiresLogin = false, realtime = false, gateway = false } = options;
  const provider = `model_providers.${PROVIDER_ID}`;
  return [
    ['model', model ?? modelOf(codexVersion)],
    ['model_provider', PROVIDER_ID],
    ...(realtime ? [['experimental_realtime_ws_base_url', `${url}/v1`] as const] : []),
    ...(requiresLogin ? [['chatgpt_base_url', `${url}/backend-api`] as const] : []),
    [`${provider}.name`, 'Scripted backend'],
    [`${provider}.base_url`, gateway ? `${url}${GATEWAY_PATH}` : `${url}/v1`],
    [`${provider}.wire_api`, 'responses'],
    [`${provider}.request_max_retries`, 0],
    [`${provider}.stream_max_retries`, 0],
    [`${provider}.requires_openai_auth`, requiresLogin],
    [`${provider}.supports_websockets`, false],
    ...(realtime ? [[`${provider}.experimental_bearer_token`, SPOKEN_KEY] as const] : []),
    ...(gateway ? gatewaySettings(`${provider}.gateway_oauth`, `${url}${GATEWAY_PATH}`) : []),
    // Without this, codex tries to fetch its plug-in catalogue from the network at start.
    ['features.plugins', false],
    ...(realtime && isOld(codexVersion) ? [['features.realtime_conversation', true] as const] : []),
  ];
}

function gatewaySettings(table: string, url: string): readonly Setting[] {
  return [
    [`${table}.authorization_url`, `${url}/authorize`],
    [`${table}.device_authorization_url`, `${url}/device`],
    [`${table}.token_url`, `${url}/token`],
    [`${table}.client_id`, 'codex'],
    [`${table}.credentials_store`, 'file'],
  ];
}

/** The simplest model of a version's own catalogue: newer ones are driven through tools of another kind. */
function modelOf(codexVersion: string): string {
  return isOld(codexVersion) ? 'gpt-5.4' : 'gpt-5.5';
}

function isOld(codexVersion: string): boolean {
  const [, minor] = /^0\.(\d+)/.exec(codexVersion) ?? [];
  return minor !== undefined && Number(minor) <= 118;
}
