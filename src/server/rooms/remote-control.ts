// remoteControl/*: clients elsewhere, who would come through a vendor's cloud.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { reply } from '../reply.js';
import { defineRoom } from '../room.js';

const LARGEST_PAGE = 100;

export const remoteControl = defineRoom('remoteControl', ({ remoteControl: remote }) => ({
  'remoteControl/status/read': () => {
    remote.assertAllowed();
    return remote.status();
  },

  'remoteControl/enable': (params) => answer(remote.enable(params?.ephemeral ?? false)),

  'remoteControl/disable': (params) => answer(remote.disable(params?.ephemeral ?? false)),

  'remoteControl/pairing/start': () => remote.pair(),

  'remoteControl/pairing/status': ({ pairingCode, manualPairingCode }) => {
    remote.assertAllowed();
    const given = [pairingCode, manualPairingCode].filter((code) => code != null);
    if (given.length === 0) refuse('remoteControl/pairing/status requires pairingCode or manualPairingCode');
    if (given.length > 1)
      refuse('remoteControl/pairing/status accepts either pairingCode or manualPairingCode, not both');
    return remote.pair();
  },

  'remoteControl/client/list': ({ environmentId, limit }) => {
    remote.assertAllowed();
    if (environmentId === '') refuse('remote control client list requires environmentId');
    if (limit != null && (limit < 1 || limit > LARGEST_PAGE))
      refuse(`remote control client list limit must be between 1 and ${LARGEST_PAGE}`);
    return remote.askCloud();
  },

  'remoteControl/client/revoke': ({ environmentId, clientId }) => {
    remote.assertAllowed();
    if (environmentId === '') refuse('remote control client revoke requires environmentId');
    if (clientId === '') refuse('remote control client revoke requires clientId');
    return remote.askCloud();
  },
}));

function answer<Status>({ status, begin }: { status: Status; begin(): void }) {
  return reply({ build: () => status, after: begin });
}

function refuse(message: string): never {
  throw new RpcError(RpcCode.invalidRequest, message);
}
