// initialize: who the client is, what it wants to hear, and who we are. It needs nothing that takes time to load.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ParamsOf, ResultOf } from '../../protocol/index.js';
import { isRecord } from '../../util/peek.js';
import type { HostIdentity } from '../host-identity.js';
import { type Reply, reply } from '../reply.js';
import type { Negotiated } from '../room.js';

/** What only the handshake may do. */
export interface HandshakeContext {
  /** Settles the handshake: from now on the connection hears broadcasts. */
  join(negotiated: Negotiated): void;
  /** Sends what is sent because of initialize: warnings about the configuration, states. */
  announce(): void;
}

/** The handler of initialize. */
export function openInitialize(host: HostIdentity) {
  return {
    initialize(
      { clientInfo, capabilities }: ParamsOf<'initialize'>,
      context: HandshakeContext,
    ): Reply<ResultOf<'initialize'>> {
      const { name, version } = clientInfo;
      if (!isHeaderValue(name)) {
        const message = `Invalid clientInfo.name: '${name}'. Must be a valid HTTP header value.`;
        throw new RpcError(RpcCode.invalidRequest, message);
      }
      return reply({
        build: () => {
          context.join({
            client: { name, version },
            experimentalApi: capabilities?.experimentalApi ?? false,
            attests: capabilities?.requestAttestation ?? false,
            signsInAtGateways: capabilities?.explicitGatewayOauth ?? false,
            optOut: new Set(capabilities?.optOutNotificationMethods ?? []),
          });
          return {
            userAgent: host.userAgent(clientInfo),
            codexHome: host.codexHome,
            platformFamily: host.platformFamily,
            platformOs: host.platformOs,
          };
        },
        after: () => context.announce(),
      });
    },
  };
}

/** Visible characters, space, tab, and everything beyond ASCII; no control characters. */
function isHeaderValue(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return false;
  }
  return true;
}

/**
 * Whether params are an ordinary handshake, so that it can be answered before the decoder is loaded. Everything
 * else, right or wrong, goes through the decoder.
 */
export function isPlainInitialize(params: unknown): params is ParamsOf<'initialize'> {
  if (!isRecord(params) || !isRecord(params.clientInfo)) return false;
  const { name, title, version } = params.clientInfo;
  if (typeof name !== 'string' || typeof version !== 'string') return false;
  if (title !== undefined && title !== null && typeof title !== 'string') return false;
  const { capabilities } = params;
  if (capabilities === undefined || capabilities === null) return true;
  return isRecord(capabilities) && Object.entries(capabilities).every(isPlainCapability);
}

function isPlainCapability([name, value]: [string, unknown]): boolean {
  switch (name) {
    case 'experimentalApi':
    case 'requestAttestation':
      return typeof value === 'boolean';
    case 'optOutNotificationMethods':
      return value === null || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));
    default:
      return false;
  }
}
