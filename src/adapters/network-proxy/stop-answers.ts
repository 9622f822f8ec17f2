// What a command reads of a request that was stopped. Texts are the real servers'. Pure.

import type { HostRequest, StopReason } from '../../domain/network/host-gate.js';
import type { Stop } from './destination.js';

export type ProxyDialect = '0.118.0' | '0.169.0';

const REASONS: Readonly<Record<StopReason, string>> = {
  denied: 'denied',
  notAllowed: 'not_allowed',
  notAllowedLocal: 'not_allowed_local',
  methodNotAllowed: 'method_not_allowed',
};

const KINDS: Readonly<Record<StopReason, string>> = {
  denied: 'blocked-by-denylist',
  notAllowed: 'blocked-by-allowlist',
  notAllowedLocal: 'blocked-by-allowlist',
  methodNotAllowed: 'blocked-by-method-policy',
};

const BEFORE = 'Codex blocked this request: ';

const TEXTS: Readonly<Record<ProxyDialect, Readonly<Record<StopReason, string>>>> = {
  '0.118.0': {
    denied: `${BEFORE}domain denied by policy.`,
    notAllowed: `${BEFORE}domain not in allowlist (this is not a denylist block).`,
    notAllowedLocal: `${BEFORE}local/private addresses not allowed.`,
    methodNotAllowed: `${BEFORE}method not allowed in limited mode.`,
  },
  '0.169.0': {
    denied: 'Domain denied by the sandbox policy.',
    notAllowed: 'Domain not in allowlist.',
    notAllowedLocal: 'Sandbox policy blocks local/private network addresses.',
    methodNotAllowed: 'Method not allowed in limited mode.',
  },
};

export interface StopAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** In plain words for a tunnel, whose client reads no body. */
export function stopAnswer(
  { host, port, protocol }: HostRequest,
  { reason, source, decision }: Stop,
  dialect: ProxyDialect,
): StopAnswer {
  const message = TEXTS[dialect][reason];
  const error = { 'x-proxy-error': KINDS[reason] };
  if (protocol !== 'http') return { headers: { 'content-type': 'text/plain', ...error }, body: message };
  const named = { host, reason: REASONS[reason], decision, source, protocol, port, message };
  return {
    headers: { 'content-type': 'application/json', ...error },
    body: JSON.stringify({ status: 'blocked', ...named }),
  };
}
