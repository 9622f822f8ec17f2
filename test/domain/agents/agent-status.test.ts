import { describe, expect, test } from 'vitest';
import { spawnedBy, spawnedSource } from '../../../src/domain/agents/agent-source.js';
import { agentNews, isFinal, statusForModel } from '../../../src/domain/agents/agent-status.js';
import { newNickname } from '../../../src/domain/agents/nicknames.js';

describe('what is told of an agent', () => {
  test('an end carries its last words', () => {
    expect(statusForModel({ type: 'completed', message: 'Found.' })).toEqual({ completed: 'Found.' });
    expect(statusForModel({ type: 'errored', message: null })).toEqual({ errored: null });
    expect(agentNews('a', { type: 'completed', message: 'x' })).toContain(
      '{"agent_path":"a","status":{"completed":"x"}}',
    );
  });

  test('waiting goes on while it works or was only interrupted', () => {
    expect(isFinal({ type: 'pendingInit' })).toBe(false);
    expect(isFinal({ type: 'interrupted' })).toBe(false);
    expect(isFinal({ type: 'notFound' })).toBe(true);
  });

  test('its source names its parent and comes back as it was', () => {
    const spawned = { parentThreadId: 'p', depth: 2, nickname: 'Boole', role: null };
    expect(spawnedBy(spawnedSource(spawned))).toEqual(spawned);
    expect(spawnedBy('vscode')).toBeNull();
    expect(spawnedBy({ subAgent: 'review' })).toBeNull();
  });

  test('no two have the same nickname, however many there are', () => {
    const taken = new Set<string>();
    for (let count = 0; count < 200; count += 1) taken.add(newNickname(taken, 0.999));
    expect(taken.size).toBe(200);
  });
});
