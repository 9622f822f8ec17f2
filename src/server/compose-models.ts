// The part of compose.ts about which models there are: those of the version, of a file of the user's, or of the account.

import type { Configuration } from '../adapters/config/index.js';
import type { ModelProvider } from '../adapters/model/provider.js';
import { AccountModels } from '../adapters/models/account-models.js';
import { ModelsCache } from '../adapters/models/models-cache.js';
import { askForModels } from '../adapters/models/models-client.js';
import { isChatgpt } from '../domain/login/account.js';
import type { Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { messageOf } from '../util/coded-error.js';
import { type Catalogue, createCatalogue } from './catalogue/model-catalog.js';
import type { ComposedLogins } from './compose-logins.js';
import type { HostIdentity } from './host-identity.js';
import type { Logger } from './logger.js';

export interface ModelParts {
  readonly profile: Profile;
  readonly host: HostIdentity;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly configuration: Configuration;
  readonly logins: ComposedLogins;
}

export interface ComposedModels {
  readonly catalog: Catalogue;
  /** A provider has named the state of its models along with an answer. */
  onModels(etag: string, originator: string): void;
}

export function composeModels(parts: ModelParts): ComposedModels {
  const { profile, host, clock, logger, configuration, logins } = parts;
  const version = profile.name;
  const account = () => {
    const signedIn = logins.signedIn();
    return isChatgpt(signedIn) ? signedIn : null;
  };
  const onFailure = (thrown: unknown): void =>
    logger.log('warn', 'The provider did not say which models it has.', { detail: messageOf(thrown) });
  const models = new AccountModels({
    version,
    isOfAccount: profile.quirks.modelsAreOfAccount,
    provider: () => providerToAsk(parts),
    account,
    ask: (provider, originator) =>
      askForModels(
        {
          credentials: logins.credentials,
          clock,
          version,
          userAgent: (name) => host.modelUserAgent(name),
          residency: () => configuration.residency(),
        },
        { provider, originator },
      ),
    cache: new ModelsCache(host.codexHome, clock),
    onFailure,
  });
  const catalog = createCatalogue({
    profile,
    provider: configuration.defaultProvider(),
    own: configuration.ownModels(),
    told: () => models.told(),
    refresh: (originator) => models.refresh(originator),
    isSignedIn: () => logins.isSignedIn(),
  });
  return {
    catalog,
    onModels: (etag, originator) => void models.seen(etag, originator).catch(onFailure),
  };
}

/**
 * The default provider, where it goes by an account and one is in use, or has a token of its own making. The older
 * version asks the provider that it brings along, which is asked here only where it is somewhere else than usual, or
 * the default: nobody else is told of the account.
 */
function providerToAsk({ profile, configuration, logins }: ModelParts): ModelProvider | null {
  try {
    const usual = configuration.provider(configuration.defaultProvider());
    if (profile.quirks.modelsAreOfAccount) {
      const asks = usual.requiresOpenaiAuth ? logins.isSignedIn() : usual.tokenCommand !== null;
      return asks ? usual : null;
    }
    const brought = configuration.provider('openai');
    const isMoved = usual.id === brought.id || !brought.baseUrl.includes('//chatgpt.com/');
    return logins.isSignedIn() && isMoved ? brought : null;
  } catch {
    // Threads say what is wrong with the provider.
    return null;
  }
}
