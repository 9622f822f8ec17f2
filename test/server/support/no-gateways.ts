import { Gateways } from '../../../src/domain/gateway/gateways.js';
import type { Clock } from '../../../src/util/clock.js';

export function noGateways(clock: Clock): Gateways {
  const nobody = () => Promise.reject(new Error('there are no gateways here'));
  return new Gateways({
    issuer: { browser: nobody, device: nobody, refresh: nobody },
    store: () => ({ load: () => Promise.resolve(null), save: nobody, exclusively: (work) => work() }),
    clock,
    newId: () => 'login',
    showUrl: () => undefined,
  });
}
