// A conversation whose model cannot be had, whatever the reason: clients are told, and nothing is left to nobody.

import { describe, expect, it } from 'vitest';
import type { ThreadEvent } from '../../../src/domain/events.js';
import {
  RealtimeConversation,
  type RealtimeHost,
} from '../../../src/domain/realtime/realtime-conversation.js';

const settings = { cwd: '/', modelProvider: 'p', providerConfig: null } as unknown as ReturnType<
  ConstructorParameters<typeof RealtimeConversation>[1]['settings']
>;

function conversation(spoken: Partial<RealtimeHost['services']['spoken']>) {
  const told: ThreadEvent[] = [];
  const wishes = () => ({
    version: null,
    transcribesOnly: false,
    voice: null,
    prompt: null,
    startupContext: null,
    startInstructions: null,
  });
  const host: RealtimeHost = {
    threadId: 't',
    originator: 'o',
    services: {
      behaviour: { conversationsAreItems: true },
      spoken: { wishes, dial: () => Promise.reject(new Error('no line')), ...spoken },
      newId: () => 'id',
    },
    emit: (event) => told.push(event),
    record: () => {},
    refuse: () => {},
  };
  const turns = { settings: () => settings, startTurn: () => ({ turn: { id: 'x' }, begin: () => {} }) };
  return { told, talk: new RealtimeConversation(host, turns) };
}

const wanted = { threadId: 't', outputModality: 'audio' as const };

describe('a conversation that cannot begin', () => {
  it('tells why, though nobody foresaw it', async () => {
    const { told, talk } = conversation({ dial: () => Promise.reject(new TypeError('Invalid URL')) });
    talk.start(wanted, true);
    await expect.poll(() => told).toEqual([{ type: 'realtimeError', message: 'Invalid URL' }]);
  });

  it('tells why a second one cannot either, which waited for the first to dial', async () => {
    let asked = 0;
    const { told, talk } = conversation({
      wishes: () => {
        asked += 1;
        if (asked > 1) throw new Error('no configuration');
        return {
          version: null,
          transcribesOnly: false,
          voice: null,
          prompt: null,
          startupContext: null,
          startInstructions: null,
        };
      },
    });
    talk.start(wanted, true);
    talk.start(wanted, true);
    await expect
      .poll(() => told)
      .toEqual([
        { type: 'realtimeError', message: 'no line' },
        { type: 'realtimeError', message: 'no configuration' },
      ]);
  });
});
