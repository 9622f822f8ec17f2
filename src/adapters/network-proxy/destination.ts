// A request of a command → a connection, or why there is none.

import { connect, type Socket } from 'node:net';
import type { HostGate, HostRequest, StopReason } from '../../domain/network/host-gate.js';
import { hostVerdict, isNamed, type NetworkLimits } from '../../domain/network/network-limits.js';
import { addressesOf, isLocalAddress, isLocalHost } from './addresses.js';

export type Judgement =
  | { readonly type: 'open'; readonly addresses: readonly string[] }
  | ({ readonly type: 'stopped' } & Stop);

export interface Stop {
  readonly reason: StopReason;
  /** Who decided: the lists, somebody who was asked, or the mode. */
  readonly source: 'baseline_policy' | 'decider' | 'mode_guard';
  /** `ask`: there was nobody to be asked. */
  readonly decision: 'deny' | 'ask';
}

export interface ProxyPolicy {
  readonly limits: NetworkLimits;
  /** Undefined: nobody is there to be asked. */
  readonly gate: HostGate | undefined;
}

/** @param fitsMode whether the mode lets this kind of request through */
export async function judge(
  request: HostRequest,
  { limits, gate }: ProxyPolicy,
  fitsMode: boolean,
): Promise<Judgement> {
  const stop = (
    reason: StopReason,
    source: Stop['source'] = 'baseline_policy',
    decision: Stop['decision'] = 'deny',
  ): Judgement => {
    gate?.stopped(request, reason);
    return { type: 'stopped', reason, source, decision };
  };
  const { host } = request;
  const verdict = hostVerdict(host, limits, isLocalHost(host));
  if (verdict === 'notAllowed' && limits.isManaged) {
    if (gate === undefined) return stop(verdict, 'decider', 'ask');
    if (!(await gate.ask(request))) return stop(verdict, 'decider');
  } else if (verdict !== 'allowed') return stop(verdict);
  if (!fitsMode) return stop('methodNotAllowed', 'mode_guard');
  const addresses = await addressesOf(host);
  if (addresses.some((address) => hostVerdict(address, limits, false) === 'denied')) return stop('denied');
  const mustBePublic = !limits.allowsLocal && !isNamed(host, limits);
  if (mustBePublic && (addresses.length === 0 || addresses.some(isLocalAddress)))
    return stop('notAllowedLocal');
  return { type: 'open', addresses };
}

/** Resolves with a connection to the first address that takes one. @throws the last address' error */
export async function connectTo(addresses: readonly string[], port: number): Promise<Socket> {
  let failure: unknown = new Error('The name leads to no address.');
  for (const address of addresses) {
    try {
      return await connected(address, port);
    } catch (thrown) {
      failure = thrown;
    }
  }
  throw failure;
}

function connected(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** Each hears what the other says; when one breaks, so does the other. */
export function join(a: Socket, b: Socket): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.on('error', () => to.destroy());
    // One that has said all leaves the other time to hear it.
    from.on('close', () => {
      if (!from.readableEnded) to.destroy();
    });
    from.pipe(to);
  }
}
