// Why the network was closed to a command, as clients and the model read it. Texts are the real servers'. Pure.

import type { HostRequest, StopReason } from './host-gate.js';

const WHY: Readonly<Record<StopReason, string>> = {
  denied: 'domain is explicitly denied by policy and cannot be approved from this prompt',
  notAllowed: 'domain is not on the allowlist for the current sandbox mode',
  notAllowedLocal: 'local/private network addresses are blocked by the sandbox policy',
  methodNotAllowed: 'request method is blocked by the current network mode',
};

export function stopText({ host }: HostRequest, reason: StopReason): string {
  return `Network access to "${host}" was blocked: ${WHY[reason]}.`;
}

/** Of a host that nobody may be asked about. */
export function unaskedText(request: HostRequest): string {
  return `Network access to "${targetOf(request)}" was blocked by policy.`;
}

/** The request as one word. */
export function targetOf({ protocol, host, port }: HostRequest): string {
  return `${protocolWord(protocol)}://${host}:${port}`;
}

export function protocolWord(protocol: HostRequest['protocol']): string {
  return protocol === 'socks5Tcp' ? 'socks5-tcp' : protocol;
}
