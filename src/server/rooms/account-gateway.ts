// account/gatewayOAuth/*: signing in at the gateway before a model provider.

import { DomainError } from '../../domain/errors.js';
import type { GatewayAccount } from '../../domain/gateway/gateway-account.js';
import type { GatewaySettings } from '../../domain/gateway/gateway-ports.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { messageOf } from '../../util/coded-error.js';
import { concurrent } from '../concurrent.js';
import { defineRoom, type RoomDeps } from '../room.js';

export const accountGateway = defineRoom('account/gateway', (deps) => ({
  'account/gatewayOAuth/read': concurrent(async (params) => {
    const { provider, settings } = await providerOf(deps, params?.modelProvider);
    const about = { providerId: provider.id, providerName: provider.name };
    if (settings === null)
      return { ...about, required: false, supportsDeviceAuth: false, status: null, error: null };
    const account = deps.gateways.account(provider.id, settings);
    const { status, error } = await standingOf(account);
    return { ...about, required: true, supportsDeviceAuth: account.supportsDevice, status, error };
  }),

  'account/gatewayOAuth/login': concurrent(async (params, { connection, closed }) => {
    const { provider, settings } = await providerOf(deps, params?.modelProvider);
    if (settings === null) throw new DomainError({ code: 'gatewayNotUsed' });
    if (provider.requiresOpenaiAuth && !deps.logins.isSignedIn())
      throw new DomainError({ code: 'gatewayNeedsAccount' });
    const who = { providerId: provider.id, settings, connection, closed };
    try {
      if (params?.deviceAuth === true) return { prompt: await deps.gateways.signInWithCode(who) };
      await deps.gateways.signIn(who);
      return { prompt: null };
    } catch (thrown) {
      throw asAnswer(thrown);
    }
  }),

  'account/gatewayOAuth/cancel': concurrent(async (_params, { connection }) => {
    await deps.gateways.cancel(connection);
    return {};
  }),
}));

async function providerOf({ config }: RoomDeps, named: string | null | undefined) {
  const { id, found } = await config.provider(named ?? null);
  if (found === null)
    throw new RpcError(
      RpcCode.invalidRequest,
      `This chat uses model provider “${id}”, which is no longer configured. Restore this provider’s configuration to continue.`,
      { data: { type: 'modelProviderNotConfigured', modelProvider: id } },
    );
  const source = found.gateway?.source;
  const settings: GatewaySettings | null = source?.kind === 'signIn' ? source.settings : null;
  return { provider: found, settings };
}

async function standingOf(account: GatewayAccount) {
  try {
    return await account.standing();
  } catch (thrown) {
    throw asAnswer(thrown);
  }
}

/** What a sign-in or its store says itself is for the client. */
function asAnswer(thrown: unknown): unknown {
  if (thrown instanceof DomainError) return thrown;
  return new DomainError({ code: 'gatewayFailed', message: messageOf(thrown) }, { cause: thrown });
}
