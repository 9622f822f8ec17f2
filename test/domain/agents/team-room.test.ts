import { describe, expect, test } from 'vitest';
import { AgentLimitReached } from '../../../src/domain/agents/agent-ports.js';
import { TeamRoom } from '../../../src/domain/agents/team-room.js';

function roomFor(most: number) {
  const members = new Map<string, { readonly id: string; isBusy: boolean }>();
  const unloaded: string[] = [];
  const room = new TeamRoom<{ readonly id: string; isBusy: boolean }>({
    most: () => most,
    members: () => [...members.values()],
    pathOf: ({ id }) => id,
    isBusy: ({ isBusy }) => isBusy,
    async unload({ id }) {
      await Promise.resolve();
      members.delete(id);
      unloaded.push(id);
    },
  });
  const bring = (id: string, isBusy = false): Promise<void> =>
    room.hold('root', id, async () => {
      await Promise.resolve();
      members.set(id, { id, isBusy });
      room.touch(id);
    });
  return { room, members, unloaded, bring };
}

describe('the room of a team', () => {
  test('is made by putting away the one that has been idle longest', async () => {
    const { room, unloaded, bring, members } = roomFor(2);
    await bring('a');
    await bring('b');
    room.touch('a');
    await bring('c');
    expect(unloaded).toEqual(['b']);
    expect([...members.keys()]).toEqual(['a', 'c']);
  });

  test('is never that of one that works', async () => {
    const { room, bring } = roomFor(2);
    await bring('a', true);
    expect(room.canHold('root')).toBe(true);
    await bring('b', true);
    expect(room.canHold('root')).toBe(false);
    expect(() => room.assertSome('root')).toThrow(AgentLimitReached);
    await expect(bring('c')).rejects.toThrow(AgentLimitReached);
  });

  test('is kept for those that are on their way, and free again when they fail', async () => {
    const { room, bring } = roomFor(1);
    const failing = room.hold('root', 'lost', () => Promise.reject(new Error('lost')));
    await expect(bring('a')).rejects.toThrow(AgentLimitReached);
    await expect(failing).rejects.toThrow('lost');
    await bring('a');
    expect(room.canHold('root')).toBe(true);
  });

  test('counts one that is nearly loaded once, and never puts it away', async () => {
    const { room, members, unloaded, bring } = roomFor(2);
    await room.hold('root', 'a', async () => {
      members.set('a', { id: 'a', isBusy: false });
      await bring('b');
      expect(unloaded).toEqual([]);
      await bring('c');
    });
    expect(unloaded).toEqual(['b']);
    expect([...members.keys()]).toEqual(['a', 'c']);
  });
});
