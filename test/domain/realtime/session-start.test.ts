import { describe, expect, it, vi } from 'vitest';
import { sessionStart } from '../../../src/domain/realtime/session-start.js';

function waiting() {
  const listener = { heard: vi.fn(), ended: vi.fn() };
  const begin = vi.fn(() => expect(listener.heard).not.toHaveBeenCalled());
  return {
    ...sessionStart({ ...listener }, { generation: 'v3', isOlder: false }, begin),
    begin,
    to: listener,
  };
}
const started = { type: 'session.started', session: { id: 's' } };
const turn = { type: 'turn.done', turn: { role: 'user', transcript: 'x' } };

describe('the start of a session of the third generation', () => {
  it('passes on what follows, not what nobody knows before', async () => {
    const { listener, taken, begin, to } = waiting();
    for (const message of [{ type: 'nothing.known' }, { type: 'session.started' }, started, turn])
      listener.heard(message);
    await taken;
    expect(begin).toHaveBeenCalledOnce();
    expect(to.heard.mock.calls).toEqual([[turn]]);
    listener.ended('broken');
    expect(to.ended).toHaveBeenCalledWith('broken');
  });

  it.each([
    ['anything else', turn, 'received an event before session.started'],
    ['an error', { type: 'error', message: 'no' }, 'stream disconnected before completion: no'],
  ])('fails at %s', async (_what, message, why) => {
    const { listener, taken, begin, to } = waiting();
    listener.heard(message);
    await expect(taken).rejects.toThrow(why);
    expect([begin, to.heard].map((told) => told.mock.calls.length)).toEqual([0, 0]);
  });

  it.each([
    [null, 'ended before session.started'],
    ['broken', 'broken'],
  ])('fails at an end with %s', async (problem, why) => {
    const { listener, taken, to } = waiting();
    listener.ended(problem);
    await expect(taken).rejects.toThrow(why);
    expect(to.ended).not.toHaveBeenCalled();
  });
});
