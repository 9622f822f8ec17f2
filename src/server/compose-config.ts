// The configuration as rooms ask for it: the adapter's failures become answers, its facts the shapes of the protocol.

import { ConfigUnreadable, type Configuration, ConfigWriteRefused } from '../adapters/config/index.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { ResultOf } from '../protocol/index.js';
import { messageOf } from '../util/coded-error.js';
import type { ConfigReader } from './room.js';

export function readerOf(configuration: Configuration): ConfigReader {
  return {
    async read(options) {
      return answered(() => configuration.read(options));
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
    features: () => answered(() => configuration.features()),
    providers: () => configuration.providers().map(providerShown),
    permissionProfiles: () => configuration.permissionProfiles().map((own) => ({ ...own })),
    defaultProvider: () => configuration.defaultProvider(),
    requiresOpenaiAuth: () => configuration.provider(configuration.defaultProvider()).requiresOpenaiAuth,
  };
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

function providerShown({
  id,
  config,
  isBuiltIn,
}: ReturnType<Configuration['providers']>[number]): ResultOf<'modelProvider/list'>['data'][number] {
  const { name, base_url: baseUrl, env_key: envKey } = config;
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
