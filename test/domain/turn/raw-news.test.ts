import { describe, expect, it } from 'vitest';
import type { ThreadEvent } from '../../../src/domain/events.js';
import { RawNews } from '../../../src/domain/turn/raw-news.js';

function listening(options: { isWanted?: boolean; tellsMore?: boolean } = {}) {
  const told: ThreadEvent[] = [];
  const { isWanted = true, tellsMore = true } = options;
  let ids = 0;
  const news = new RawNews({
    isWanted,
    tellsMore,
    newId: () => String(++ids),
    emit: (event) => told.push(event),
  });
  const items = () => told.flatMap((event) => (event.type === 'rawItem' ? [event.item] : []));
  return { news, told, items };
}

const said = (text: string) => ({ type: 'message', role: 'assistant', content: text });
const end = { type: 'completed', responseId: 'resp_1', usage: null, reportedUsage: null } as const;

describe('raw news', () => {
  it('are told to nobody who did not ask', () => {
    const { news, told } = listening({ isWanted: false });
    news.item('t', said('a'));
    news.hold();
    news.item('t', said('b'));
    news.release();
    news.passing('t', said('c'));
    news.responseEnded('t', end);
    expect(told).toEqual([]);
  });

  it('name the turn, and give an id to what has none', () => {
    const { news, items } = listening();
    news.item('t', { ...said('a'), id: 'msg_own' });
    news.item('t', { type: 'custom_tool_call_output', call_id: 'c', output: '' });
    news.item(null, said('between turns'));
    news.item('t', { type: 'web_search_call' });
    news.item('t', { type: 'ghost_snapshot' });
    expect(items().map(({ id }) => id)).toEqual(['msg_own', 'ctco_1', 'msg_2', 'ws_3', undefined]);
    expect(items()[2]?.internal_chat_message_metadata_passthrough).toEqual({ turn_id: 'auto-compact-0' });
  });

  it('name what a thought does not hold', () => {
    const { news, items } = listening();
    news.item('t', { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' });
    expect(items()[0]).toMatchObject({ content: null, encrypted_content: 'x' });
  });

  it('wait for what has to be told before them, in their order', () => {
    const { news, told } = listening();
    news.hold();
    news.item('t', said('a'));
    news.after(() => {
      news.item('t', said('b'));
      expect(told).toEqual([]);
    });
    expect(told).toHaveLength(2);
    expect(() =>
      news.after(() => {
        news.item('t', said('c'));
        throw new Error('the log is full');
      }),
    ).toThrow('the log is full');
    expect(told).toHaveLength(3);
  });

  it('keep marks, passing items and ends of responses to the versions that tell them', () => {
    for (const tellsMore of [true, false]) {
      const { news, told } = listening({ tellsMore });
      news.mark(() => news.item('t', said('interrupted')));
      news.passing('t', said('a summary'));
      news.responseEnded('t', end);
      news.item('t', said('always'));
      expect(told.map(({ type }) => type)).toEqual(
        tellsMore ? ['rawItem', 'rawItem', 'rawResponse', 'rawItem'] : ['rawItem'],
      );
    }
  });
});
