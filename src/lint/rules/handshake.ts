// The opening of a connection, and what it settled.

import { listAt, textAt } from '../../util/peek.js';
import type { Rule } from '../rule.js';

export const handshakeFirst: Rule = {
  id: 'handshake-first',
  sentence: 'Nothing is asked before initialize is answered, and nothing is told by a server before that.',
  source: 'measured: every request before it is refused with Not initialized',
  level: 'error',
  start() {
    let isReady = false;
    return {
      frame({ dir, kind, method }, report) {
        if (dir === 'in' && kind === 'success' && method === 'initialize') isReady = true;
        if (isReady) return;
        if (dir === 'out' && kind === 'request' && method !== 'initialize') {
          report(`The client asked ${method ?? 'something'} before initialize was answered.`);
        }
        if (dir === 'in' && (kind === 'notification' || kind === 'request')) {
          report(`The server sent ${method ?? 'something'} before it answered initialize.`);
        }
      },
    };
  },
};

export const initializeOnce: Rule = {
  id: 'initialize-once',
  sentence: 'A connection is initialized once.',
  source: 'measured: the second one is refused with Already initialized',
  level: 'error',
  start() {
    let isReady = false;
    return {
      frame({ dir, kind, method }, report) {
        if (method !== 'initialize') return;
        if (dir === 'in' && kind === 'success') {
          if (isReady) report('The server answered initialize a second time with success.');
          isReady = true;
        }
      },
    };
  },
};

export const optOutsHonoured: Rule = {
  id: 'opt-outs-honoured',
  sentence: 'A notification that the client opted out of is not sent.',
  source: 'measured: optOutNotificationMethods of initialize, by exact name',
  level: 'error',
  start() {
    let unwanted: ReadonlySet<unknown> = new Set();
    return {
      frame({ dir, kind, method, params }, report) {
        if (dir === 'out' && kind === 'request' && method === 'initialize') {
          unwanted = new Set(listAt(params, 'capabilities', 'optOutNotificationMethods'));
        }
        if (dir === 'in' && kind === 'notification' && unwanted.has(method)) {
          report(`${method ?? ''} was sent although the client opted out of it.`);
        }
      },
    };
  },
};

export const expectedTurn: Rule = {
  id: 'expected-turn',
  sentence: 'turn/steer succeeds only for the turn that it expects.',
  source: 'measured: another turn id is refused',
  level: 'error',
  start() {
    const asked = new Map<unknown, string | undefined>();
    return {
      frame({ dir, kind, method, id, params, result }, report) {
        if (method !== 'turn/steer') return;
        if (dir === 'out' && kind === 'request') asked.set(id, textAt(params, 'expectedTurnId'));
        const [expected, got] = [asked.get(id), textAt(result, 'turnId')];
        if (
          dir === 'in' &&
          kind === 'success' &&
          expected !== undefined &&
          got !== undefined &&
          got !== expected
        ) {
          report(`turn/steer expected turn ${expected} and was answered for ${got}.`);
        }
      },
    };
  },
};
