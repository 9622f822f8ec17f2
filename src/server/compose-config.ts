// The configuration as rooms ask for it: the adapter's failures become answers, its facts the shapes of the protocol.

import {
  builtInProvider,
  ConfigUnreadable,
  type Configuration,
  type ConfigVersion,
  ConfigWriteRefused,
  isTree,
  type Tree,
} from '../adapters/config/index.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { ResultOf } from '../protocol/index.js';
import { messageOf } from '../util/coded-error.js';
import { featuresOf } from './catalogue/features.js';
import type { ConfigReader } from './room.js';

export function readerOf(configuration: Configuration, version: ConfigVersion): ConfigReader {
  return {
    async read(options) {
      return answered(() => configuration.read(options));
    },
    async notices(input) {
      const folder = input.overrides.cwd ?? '.';
      const isSwitched = hasSwitches(configuration, folder) || Object.keys(input.config ?? {}).some(isSwitch);
      const { rows } = isSwitched ? await featuresOf(version) : { rows: [] };
      return configuration.notices(input, {
        known: new Set(rows.map(([name]) => name)),
        unfinished: new Set(rows.flatMap(([name, stage]) => (stage === 'underDevelopment' ? [name] : []))),
      });
    },
    async write({ edits, filePath, expectedVersion }) {
      try {
        return await configuration.write({
          edits,
          filePath: filePath ?? null,
          expectedVersion: expectedVersion ?? null,
        });
      } catch (thrown) {
        throw writeFailure(thrown);
      }
    },
    trustProject: (input) => configuration.trustProject(input),
    requirements: () => answered(() => configuration.requirements()),
    refusal: (wishes) => configuration.refusal(wishes),
    serviceTier: (wished) => configuration.serviceTier(wished),
    reviewer: (name) => configuration.reviewer(name),
    mustBeReviewed: (model) => configuration.mustBeReviewed(model),
    features: () => answered(() => configuration.features()),
    async writeProvider(settings) {
      try {
        const { id, edits } = configuration.providerEdits(settings);
        if (edits.length > 0) await configuration.write({ edits, filePath: null, expectedVersion: null });
        const written = configuration.providers().find((provider) => provider.id === id);
        return providerShown(written ?? { id, config: {}, isBuiltIn: false });
      } catch (thrown) {
        throw writeFailure(thrown);
      }
    },
    async provider(named) {
      const usual = await configuration.settings.resolve({ overrides: {}, config: null, base: null });
      const id = named ?? usual.modelProvider;
      const isThere =
        builtInProvider(id, version) !== null || configuration.providers().some((known) => known.id === id);
      return { id, found: isThere ? configuration.provider(id) : null };
    },
    providers: () => configuration.providers().map(providerShown),
    listedProviders() {
      const { all, usual } = answered(() => configuration.listedProviders());
      return { data: all.map(providerShown), defaultProviderId: usual };
    },
    permissionProfiles: (cwd) =>
      answered(() => configuration.permissionProfiles(cwd).map((own) => ({ ...own }))),
    profile: (name, cwd) => configuration.profile(name, cwd),
    profileRefusal: (name, cwd) => configuration.profileRefusal(name, cwd),
    denying: (confines) => configuration.denying(confines),
    defaultProvider: () => configuration.defaultProvider(),
    usualProvider(failed) {
      try {
        configuration.layers(null);
      } catch (thrown) {
        if (!(thrown instanceof ConfigUnreadable)) throw thrown;
        throw new RpcError(RpcCode.internalError, `${failed}: ${thrown.message}`, { cause: thrown });
      }
      return configuration.usualProvider();
    },
  };
}

/** Of a client's dotted configuration. */
function isSwitch(key: string): boolean {
  return key === 'features' || key.startsWith('features.');
}

/** The table of switches is loaded only where somebody sets one. */
export function hasSwitches(configuration: Configuration, cwd: string | null): boolean {
  try {
    return configuration.values(cwd).features !== undefined;
  } catch {
    return false;
  }
}

/** Of a configuration that cannot be read nothing is off. */
export function isSwitchedOff(configuration: Configuration, name: string): boolean {
  try {
    return configuration.features()[name] === false;
  } catch (thrown) {
    return whereUnreadable(thrown, false);
  }
}

/** What stands for a configuration that cannot be read, of which whoever starts a thread on it has been told. */
export function whereUnreadable<T>(thrown: unknown, otherwise: T): T {
  if (thrown instanceof ConfigUnreadable) return otherwise;
  throw thrown;
}

/** What `read` gives. @throws RpcError where the configuration cannot be read */
export function answered<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw thrown instanceof ConfigUnreadable ? unreadable(thrown) : thrown;
  }
}

/** The answer to whoever asks for a configuration that cannot be read. */
export function unreadable(cause: ConfigUnreadable): RpcError {
  return new RpcError(RpcCode.internalError, cause.message, { cause });
}

/** A refused edit carries its reason as a word, too. */
function writeFailure(thrown: unknown): RpcError {
  if (thrown instanceof ConfigWriteRefused) {
    return new RpcError(RpcCode.invalidRequest, thrown.message, {
      data: { config_write_error_code: thrown.code },
      cause: thrown,
    });
  }
  return new RpcError(RpcCode.internalError, messageOf(thrown), { cause: thrown });
}

type ProviderShown = ResultOf<'modelProvider/list'>['data'][number];

/** Null for a provider that is no vendor's cloud. */
function cloudShown(id: string, config: Tree): ProviderShown | null {
  const builtIn = builtInProvider(id, '0.169.0');
  if (builtIn?.kind !== 'cloud') return null;
  const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const shown = { id, name: builtIn.listedName, canEdit: true, baseUrl: textOf(config.base_url) };
  if (builtIn.cloud === 'gcp') {
    const { project_id, location, credential_file } = config;
    const [projectId, place, credentialFile] = [project_id, location, credential_file].map(textOf);
    return {
      ...shown,
      settings: {
        type: 'gcp',
        projectId: projectId ?? null,
        location: place ?? null,
        credentialFile: credentialFile ?? null,
      },
    };
  }
  const aws = isTree(config.aws) ? config.aws : {};
  return {
    ...shown,
    settings: { type: 'bedrock', profile: textOf(aws.profile), region: textOf(aws.region) },
  };
}

function providerShown({
  id,
  config,
  isBuiltIn,
}: ReturnType<Configuration['providers']>[number]): ProviderShown {
  const { name, base_url: baseUrl, env_key: envKey } = config;
  const cloud = cloudShown(id, config);
  if (cloud !== null) return cloud;
  const isExternal = [
    'requires_openai_auth',
    'experimental_bearer_token',
    'http_headers',
    'env_http_headers',
  ].some((key) => config[key] !== undefined && config[key] !== false);
  const auth =
    typeof envKey === 'string'
      ? { mode: 'environmentVariable' as const, envKey }
      : isExternal
        ? { mode: 'externallyConfigured' as const, envKey: null }
        : { mode: 'none' as const };
  return {
    id,
    name: typeof name === 'string' ? name : id,
    canEdit: !isBuiltIn,
    baseUrl: typeof baseUrl === 'string' ? baseUrl : null,
    settings: isBuiltIn ? { type: 'openai' } : { type: 'customGateway', auth },
  };
}
