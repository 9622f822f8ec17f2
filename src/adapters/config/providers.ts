// Model providers: the ones config.toml describes and those every server has.

import type { GatewayAccess, TokenCommand } from '../../domain/credential-ports.js';
import type { Capabilities, Cloud } from '../../domain/provider-facts.js';
import { builtInProvider, cloudComplaint, GONE, localAddress } from './built-in-providers.js';
import { ConfigProblem, type ConfigVersion, UnknownProvider, usableOr } from './config-problem.js';
import { gatewayOf, tokenCommandOf } from './gateway-settings.js';
import { isTree, type Tree, valueAt } from './tree.js';

/** Fits adapters/model's ModelProvider, with what signing in needs to know. */
export interface ConfiguredProvider {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  /** Whether the account's workspace says where it is reached instead. */
  readonly followsWorkspace: boolean;
  readonly wireApi: 'responses';
  readonly queryParams: Readonly<Record<string, string>>;
  /** Those with values from the environment included, where the environment has them. */
  readonly httpHeaders: Readonly<Record<string, string>>;
  /** Name of the environment variable that holds the key; null when none is wanted. */
  readonly envKey: string | null;
  readonly envKeyInstructions: string | null;
  /** A token that stands in the configuration itself. */
  readonly bearerToken: string | null;
  readonly tokenCommand: TokenCommand | null;
  readonly requiresOpenaiAuth: boolean;
  readonly gateway: GatewayAccess | null;
  /** The vendor's cloud that it is; null: none. */
  readonly cloud: Cloud | null;
  readonly capabilities: Capabilities;
  readonly retryPolicy: {
    readonly requestMaxRetries: number;
    readonly streamMaxRetries: number;
    readonly streamIdleTimeoutMs: number;
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface World {
  readonly version: ConfigVersion;
  readonly env: Environment;
  /** Where commands run that print tokens; absolute. */
  readonly cwd: string;
  /** An account of ChatGPT is used, so the built-in provider is reached through it. */
  readonly signedIn?: boolean;
}

const OPENAI_URL = 'https://api.openai.com/v1';
const CHATGPT_URL = 'https://chatgpt.com/backend-api/codex';
const DEFAULT_REQUEST_RETRIES = 4;
const DEFAULT_STREAM_RETRIES = 5;
/** The real servers count no further. */
const MOST_RETRIES = 100;
const DEFAULT_IDLE_MS = 300_000;
const ALL: Capabilities = { imageGeneration: true, webSearch: true };

/** @throws ConfigProblem */
export function providerOf(config: Tree, id: string, world: World): ConfiguredProvider {
  const complaint = cloudComplaint('gcp', valueAt(config, ['model_providers', 'gcp']), world.version);
  if (complaint !== null) throw new ConfigProblem('reference', complaint);
  const described = valueAt(config, ['model_providers', id]);
  const builtIn = builtInProvider(id, world.version);
  if (builtIn?.kind === 'cloud') {
    const { name, cloud, capabilities } = builtIn;
    // Nothing is reached, so that nothing is to be got to know who asks.
    return { ...configured(id, {}, world), name, cloud, capabilities };
  }
  if (isTree(described)) return configured(id, described, world);
  if (builtIn?.kind === 'account') return ofAccount(config, world);
  if (builtIn?.kind === 'local') {
    const { name, port } = builtIn;
    return { ...configured(id, { name }, world), baseUrl: localAddress(port, world.env) };
  }
  throw id === GONE.id ? new ConfigProblem('reference', GONE.message) : new UnknownProvider(id);
}

/** Tells that provider each time anew; while there is none, that of the start, or the one of accounts. */
export function usualProviderIn(read: () => Tree, world: World): () => ConfiguredProvider {
  const usual = (otherwise: ConfiguredProvider): ConfiguredProvider =>
    usableOr(
      () => otherwise,
      () => {
        const config = read();
        return providerOf(config, providerIn(config), world);
      },
    );
  const atStart = usual(ofAccount({}, world));
  return () => usual(atStart);
}

/** All there are, by id. */
export function providersIn({ model_providers: own }: Tree): {
  readonly id: string;
  readonly config: Tree;
  readonly isBuiltIn: boolean;
}[] {
  const configured = Object.entries(isTree(own) ? own : {}).map(([id, config]) => ({
    id,
    config: isTree(config) ? config : {},
    isBuiltIn: false,
  }));
  const all = [...configured, { id: 'openai', config: { name: 'OpenAI' }, isBuiltIn: true }];
  return all.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whom a list shows, and who is the default. */
export function listedIn(config: Tree): {
  readonly all: ReturnType<typeof providersIn>;
  readonly usual: string;
} {
  // What config.toml says of a provider that is there anyway does not count, but for a cloud.
  const isListed = ({ id, isBuiltIn }: { id: string; isBuiltIn: boolean }): boolean =>
    isBuiltIn || (builtInProvider(id, '0.169.0')?.kind ?? 'cloud') === 'cloud';
  return { all: providersIn(config).filter(isListed), usual: providerIn(config) };
}

/** Of a configuration, what its provider is described by. */
export function providerTreeIn(config: Tree, id: string): Tree {
  const described = valueAt(config, ['model_providers', id]);
  return isTree(described)
    ? { model_providers: { [id]: described } }
    : { openai_base_url: config.openai_base_url };
}

function configured(id: string, table: Tree, { env, cwd }: World): ConfiguredProvider {
  return {
    id,
    name: text(table.name) ?? id,
    baseUrl: text(table.base_url) ?? OPENAI_URL,
    followsWorkspace: false,
    wireApi: 'responses',
    queryParams: texts(table.query_params),
    httpHeaders: { ...texts(table.http_headers), ...fromEnvironment(texts(table.env_http_headers), env) },
    envKey: text(table.env_key),
    envKeyInstructions: text(table.env_key_instructions),
    bearerToken: text(table.experimental_bearer_token),
    tokenCommand: tokenCommandOf(table, cwd),
    requiresOpenaiAuth: table.requires_openai_auth === true,
    gateway: gatewayOf(table, cwd),
    cloud: null,
    capabilities: ALL,
    retryPolicy: {
      requestMaxRetries: Math.min(count(table.request_max_retries) ?? DEFAULT_REQUEST_RETRIES, MOST_RETRIES),
      streamMaxRetries: Math.min(count(table.stream_max_retries) ?? DEFAULT_STREAM_RETRIES, MOST_RETRIES),
      streamIdleTimeoutMs: count(table.stream_idle_timeout_ms) ?? DEFAULT_IDLE_MS,
    },
  };
}

function ofAccount(config: Tree, { env, signedIn }: World): ConfiguredProvider {
  const own = text(config.openai_base_url) ?? env.OPENAI_BASE_URL;
  return {
    id: 'openai',
    name: 'OpenAI',
    baseUrl: own || (signedIn ? CHATGPT_URL : OPENAI_URL),
    followsWorkspace: !own && signedIn === true,
    wireApi: 'responses',
    queryParams: {},
    httpHeaders: fromEnvironment(
      { 'OpenAI-Organization': 'OPENAI_ORGANIZATION', 'OpenAI-Project': 'OPENAI_PROJECT' },
      env,
    ),
    envKey: null,
    envKeyInstructions: null,
    bearerToken: null,
    tokenCommand: null,
    requiresOpenaiAuth: true,
    gateway: null,
    cloud: null,
    capabilities: ALL,
    retryPolicy: {
      requestMaxRetries: DEFAULT_REQUEST_RETRIES,
      streamMaxRetries: DEFAULT_STREAM_RETRIES,
      streamIdleTimeoutMs: DEFAULT_IDLE_MS,
    },
  };
}

function fromEnvironment(names: Readonly<Record<string, string>>, env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([header, variable]) => {
      const value = env[variable]?.trim();
      return value ? [[header, value]] : [];
    }),
  );
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function count(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function texts(value: unknown): Record<string, string> {
  if (!isTree(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (typeof inner === 'string' ? [[key, inner]] : [])),
  );
}

/** The provider that a configuration chooses. */
export function providerIn(config: Tree): string {
  return typeof config.model_provider === 'string' ? config.model_provider : 'openai';
}
