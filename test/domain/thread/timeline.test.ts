// Conversations by voice among the turns of a thread, as thread/timeline/list tells them.
import { describe, expect, it } from 'vitest';
import type { RealtimeItem } from '../../../src/domain/realtime/spoken-event.js';
import type { HistoryRecord } from '../../../src/domain/records.js';
import { reduceHistory } from '../../../src/domain/thread/history.js';
import { timelinePage } from '../../../src/domain/thread/turn-pages.js';
import { agentMessage } from '../../../src/domain/turn/turn-items.js';

const times = { startedAtMs: null, completedAtMs: null };

type Content = { type: 'realtimeSessionStarted' } | { type: 'realtimeSessionClosed'; outcome: 'ended' };

const spoken = (item: RealtimeItem): HistoryRecord => ({ type: 'realtimeItem', item });
const edge = (id: string, content: Content): HistoryRecord =>
  spoken({ id, realtimeSessionId: 's', ...content });
const words = (id: string): HistoryRecord =>
  spoken({ id, realtimeSessionId: 's', type: 'transcriptSegment', role: 'user', text: 'hello' });
const begins = (turnId: string): HistoryRecord => ({
  type: 'turnStarted',
  turnId,
  at: 0,
  contextWindow: null,
});
const says = (turnId: string, id: string): HistoryRecord => ({
  type: 'itemCompleted',
  turnId,
  item: agentMessage(id, 'well', null, times),
  at: 0,
});
const ends = (turnId: string): HistoryRecord => ({
  type: 'turnCompleted',
  turnId,
  lastAgentMessage: null,
  at: 0,
});

const TALK: HistoryRecord[] = [
  edge('start', { type: 'realtimeSessionStarted' }),
  begins('t1'),
  says('t1', 'm1'),
  words('inside'),
  says('t1', 'm2'),
  ends('t1'),
  words('between'),
  begins('t2'),
  says('t2', 'm3'),
  ends('t2'),
  edge('stop', { type: 'realtimeSessionClosed', outcome: 'ended' }),
];

function listed(records: readonly HistoryRecord[], limit: number | null = null) {
  const history = reduceHistory(records);
  const said = { turns: history.turns(), spoken: history.spoken };
  const { data, activeRealtimeSessionAtPageStart } = timelinePage('t', said, { cursor: null, limit });
  const names = data.map((entry) => ('item' in entry ? entry.item.id : `${entry.type} ${entry.turn_id}`));
  return { names, activeRealtimeSessionAtPageStart };
}

describe('the timeline of a thread', () => {
  it('shows what was said by voice where it was said', () => {
    expect(listed(TALK).names).toEqual([
      'start',
      ...['turnStarted t1', 'm1', 'inside', 'm2', 'turnCompleted t1'],
      'between',
      ...['turnStarted t2', 'm3', 'turnCompleted t2'],
      'stop',
    ]);
  });

  it('names the conversation that goes on where a page begins', () => {
    expect(listed(TALK, 1)).toEqual({ names: ['stop'], activeRealtimeSessionAtPageStart: 's' });
    expect(listed([...TALK, begins('t3')], 1).activeRealtimeSessionAtPageStart).toBeNull();
    expect(listed(TALK).activeRealtimeSessionAtPageStart).toBeNull();
  });

  it('forgets what was said in turns that were taken back, and after them', () => {
    expect(listed([...TALK, { type: 'rolledBack', numTurns: 1 }]).names.at(-1)).toBe('between');
    expect(listed([...TALK, { type: 'rolledBack', numTurns: 2 }]).names).toEqual(['start']);
  });
});
