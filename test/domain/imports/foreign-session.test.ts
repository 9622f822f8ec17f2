import { describe, expect, it } from 'vitest';
import {
  type ForeignMessage,
  messagesIn,
  recordsOfSession,
} from '../../../src/domain/imports/foreign-session.js';

const user = (text: string, at: number | null = 1_000): ForeignMessage => ({ role: 'user', text, at });
const agent = (text: string, at: number | null = 2_000): ForeignMessage => ({ role: 'assistant', text, at });
const session = (...messages: ForeignMessage[]) => ({ cwd: '/w', title: null, messages });
const NOW = 9_000;

describe('the records of a conversation with another agent', () => {
  it('are a turn for each message of the user, the last with a mark of where it ends', () => {
    const records = recordsOfSession(session(agent('before'), user('a'), agent('b'), user('c')), NOW);
    expect(records.map(({ type, ...rest }) => [type, 'turnId' in rest ? rest.turnId : null])).toEqual([
      ['turnStarted', 'external-import-turn-1'],
      ['modelItem', 'external-import-turn-1'],
      ['itemCompleted', 'external-import-turn-1'],
      ['modelItem', 'external-import-turn-1'],
      ['itemCompleted', 'external-import-turn-1'],
      ['turnCompleted', 'external-import-turn-1'],
      ['turnStarted', 'external-import-turn-2'],
      ['modelItem', 'external-import-turn-2'],
      ['itemCompleted', 'external-import-turn-2'],
      ['itemCompleted', 'external-import-turn-2'],
      ['tokenUsage', 'external-import-turn-2'],
      ['turnCompleted', 'external-import-turn-2'],
    ]);
    expect(messagesIn(records)).toEqual(['a', 'b', 'c']);
  });

  it('are none where no user said anything', () => {
    expect(recordsOfSession(session(agent('alone')), NOW)).toEqual([]);
  });

  it('count tokens up to the last answer, four bytes each', () => {
    const used = recordsOfSession(session(user('1234'), agent('12345'), user('not counted')), NOW).find(
      ({ type }) => type === 'tokenUsage',
    );
    expect(used).toMatchObject({ usage: { total: { totalTokens: 3 } } });
  });

  it('go on behind the messages that a thread holds, in the turn that is last there', () => {
    const whole = session(user('a'), agent('b'), user('c'));
    const records = recordsOfSession(whole, NOW, 1);
    expect(records[0]).toMatchObject({ type: 'modelItem', turnId: 'external-import-turn-1' });
    expect(messagesIn(records)).toEqual(['b', 'c']);
    expect(recordsOfSession(whole, NOW, 3)).toEqual([]);
  });

  it('take the time of now where none is told', () => {
    expect(recordsOfSession(session(user('a', null)), NOW)[0]).toMatchObject({
      type: 'turnStarted',
      at: NOW,
    });
  });
});
