import { describe, expect, it } from 'vitest';
import { readTurnEvent, ThreadView, TurnView } from '../../src/client/index.js';
import type { Thread } from '../../src/protocol/index.js';
import { about, agentMessage, THREAD, TURN, turn } from './fake-server.js';

function apply(view: TurnView, method: string, params: unknown): void {
  const event = readTurnEvent(method, params);
  if (event === undefined) throw new Error(`${method} was not read`);
  view.apply(event);
}

describe('TurnView', () => {
  it('keeps items in the order of their first appearance, and their latest form', () => {
    const view = new TurnView(TURN);
    apply(view, 'item/started', about({ item: { type: 'reasoning', id: 'r', summary: [] } }));
    apply(view, 'item/started', about({ item: agentMessage('') }));
    apply(
      view,
      'item/reasoning/summaryTextDelta',
      about({ itemId: 'r', delta: 'thinking', summaryIndex: 0 }),
    );
    apply(view, 'item/reasoning/textDelta', about({ itemId: 'r', delta: 'raw', contentIndex: 0 }));
    apply(view, 'item/completed', about({ item: agentMessage('done') }));
    expect(view.items.map(({ id, text, isComplete }) => [id, text, isComplete])).toEqual([
      ['r', 'thinking', false],
      ['msg_1', 'done', true],
    ]);
    expect(view.text).toBe('done');
  });

  it('keeps the output of a command that repeats none when it completes', () => {
    const view = new TurnView(TURN);
    const command = { type: 'commandExecution', id: 'c', command: 'ls', aggregatedOutput: null };
    apply(view, 'item/started', about({ item: command }));
    apply(view, 'item/commandExecution/outputDelta', about({ itemId: 'c', delta: 'a.txt\n' }));
    apply(view, 'item/completed', about({ item: command }));
    expect(view.item('c')).toMatchObject({ text: 'a.txt\n', isComplete: true });
  });

  it('ignores events of other turns', () => {
    const view = new TurnView('another');
    apply(view, 'item/started', about({ item: agentMessage('x') }));
    expect(view.items).toEqual([]);
  });

  it('continues the text that a snapshot holds', () => {
    const view = TurnView.from(turn('inProgress', { items: [agentMessage('One ')] }));
    apply(view, 'item/agentMessage/delta', about({ itemId: 'msg_1', delta: 'two' }));
    expect(view.items).toMatchObject([{ text: 'One two', isComplete: false, isHeadMissing: false }]);
  });
});

describe('ThreadView', () => {
  it('is not taken down by a snapshot that lacks what it promises', () => {
    const view = new ThreadView({ id: THREAD, turns: [{ id: TURN }, {}, null] } as unknown as Thread);
    expect(view.status).toBe('unknown');
    expect(view.turn(TURN)?.items).toEqual([]);
  });

  it('takes up turns that begin after the snapshot', () => {
    const view = new ThreadView({ id: THREAD, status: { type: 'idle' }, turns: [] } as unknown as Thread);
    view.apply('thread/status/changed', { threadId: THREAD, status: { type: 'active' } });
    view.apply('turn/started', { threadId: THREAD, turn: turn('inProgress') });
    expect([view.status, view.running?.id]).toEqual(['active', TURN]);
    view.apply('turn/completed', { threadId: THREAD, turn: turn('failed', { error: { message: 'no' } }) });
    expect(view.running).toBeUndefined();
    expect(view.turn(TURN)).toMatchObject({ status: 'failed', error: { message: 'no' } });
  });
});

describe('readTurnEvent', () => {
  it.each([
    ['turn/started', { threadId: THREAD, turn: { id: TURN } }],
    ['item/started', about({ item: {} })],
    ['item/agentMessage/delta', about({ delta: 'x' })],
    ['thread/archived', { threadId: THREAD }],
    ['turn/started', null],
  ])('gives nothing for %s that lacks what its method promises', (method, params) => {
    expect(readTurnEvent(method, params)).toBeUndefined();
  });

  it('hands on what it has no event for', () => {
    expect(readTurnEvent('turn/diff/updated', about({ diff: 'd' }))).toMatchObject({ type: 'other' });
  });
});
