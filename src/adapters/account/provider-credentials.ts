// CredentialSource of model requests: a provider's own key where configuration names one, else the account's; and
// besides, what the gateway before it wants.

import type {
  CredentialRecovery,
  CredentialSource,
  GatewayAccess,
  GatewayDelivery,
  ProviderAccess,
  TokenCommand,
} from '../../domain/credential-ports.js';
import type { GatewaySettings } from '../../domain/gateway/gateway-ports.js';
import { ModelError } from '../../domain/ports.js';
import { messageOf } from '../../util/coded-error.js';
import type { TokenCommands } from './token-command.js';

/** What authenticates the account that is signed in. */
export interface AccountAuth {
  /** Empty when nobody is signed in. */
  headers(): Promise<Readonly<Record<string, string>>>;
  recovery(): CredentialRecovery;
}

export interface ProviderCredentialsDeps {
  readonly account: AccountAuth & Pick<CredentialSource, 'revocation'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly commands: Pick<TokenCommands, 'token' | 'forget'>;
  /** @throws Error in words for the user */
  readonly gatewayToken: (providerId: string, settings: GatewaySettings) => Promise<string>;
}

export function createProviderCredentials(deps: ProviderCredentialsDeps): CredentialSource {
  const { account, env, commands } = deps;
  const usesAccount = ({ bearerToken, envKey, tokenCommand, requiresOpenaiAuth }: ProviderAccess): boolean =>
    bearerToken === null && envKey === null && tokenCommand === null && requiresOpenaiAuth;

  async function own(provider: ProviderAccess): Promise<Readonly<Record<string, string>>> {
    // An account's token never goes to a provider that has not asked for one.
    if (usesAccount(provider)) {
      const headers = await account.headers();
      return Object.keys(headers).length > 0 ? headers : bearer(env.OPENAI_API_KEY);
    }
    const { bearerToken, envKey, tokenCommand } = provider;
    // The provider says itself what it misses.
    if (tokenCommand !== null) return bearer(await commands.token(tokenCommand).catch(() => undefined));
    return bearer(bearerToken ?? (envKey === null ? undefined : env[envKey]));
  }

  async function ofGateway(id: string, { source, delivery }: GatewayAccess): Promise<Record<string, string>> {
    try {
      return delivered(
        source.kind === 'command'
          ? await commands.token(source.command)
          : await deps.gatewayToken(id, source.settings),
        delivery,
      );
    } catch (thrown) {
      throw asModelError(thrown);
    }
  }

  const source: CredentialSource = {
    async headers(provider) {
      const { id, gateway } = provider;
      if (gateway === null) return own(provider);
      return { ...(await own(provider)), ...(await ofGateway(id, gateway)) };
    },
    recovery(provider) {
      const { tokenCommand, gateway } = provider;
      const again = (command: TokenCommand) => anotherToken(commands, command);
      return oneAfterTheOther([
        ...(usesAccount(provider) ? [account.recovery()] : []),
        ...(tokenCommand === null ? [] : [again(tokenCommand)]),
        ...(gateway?.source.kind === 'command' ? [again(gateway.source.command)] : []),
      ]);
    },
    revocation: () => account.revocation(),
    prepare(provider) {
      if (provider.tokenCommand === null && provider.gateway === null) return;
      source.headers(provider).catch(() => undefined);
    },
  };
  return source;
}

/** A command that is asked again, once. */
function anotherToken(
  commands: ProviderCredentialsDeps['commands'],
  command: TokenCommand,
): CredentialRecovery {
  let isLeft = true;
  return {
    async next() {
      if (!isLeft) return false;
      isLeft = false;
      commands.forget(command);
      await commands.token(command).catch((thrown: unknown) => {
        throw asModelError(thrown);
      });
      return true;
    },
  };
}

function oneAfterTheOther(recoveries: readonly CredentialRecovery[]): CredentialRecovery {
  return {
    async next() {
      for (const recovery of recoveries) if (await recovery.next()) return true;
      return false;
    },
  };
}

function asModelError(cause: unknown): ModelError {
  return new ModelError({ kind: 'credentials', message: messageOf(cause), isPermanent: false }, { cause });
}

function delivered(token: string, delivery: GatewayDelivery): Record<string, string> {
  return delivery.kind === 'cookie'
    ? { cookie: `${delivery.name}=${token}` }
    : { [delivery.name.toLowerCase()]: `${delivery.scheme} ${token}` };
}

/** What cannot be in a header is left out, as a token that is not there. */
function bearer(token: string | undefined): Record<string, string> {
  return token && !/[^\t\x20-\x7e\x80-\xff]/.test(token) ? { authorization: `Bearer ${token}` } : {};
}
