import { describe, expect, test } from 'vitest';
import { spawnedBy, spawnedSource } from '../../../src/domain/agents/agent-source.js';
import { agentNews, isFinal, statusForModel } from '../../../src/domain/agents/agent-status.js';
import { Nicknames } from '../../../src/domain/agents/nicknames.js';

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
    const spawned = { parentThreadId: 'p', depth: 2, path: null, nickname: 'Boole', role: null };
    expect(spawnedBy(spawnedSource(spawned))).toEqual(spawned);
    expect(spawnedBy('vscode')).toBeNull();
    expect(spawnedBy({ subAgent: 'review' })).toBeNull();
  });

  test('no two have the same nickname, however many there are', () => {
    const nicknames = new Nicknames();
    const given = new Set(Array.from({ length: 200 }, () => nicknames.next(null, 0.999)));
    expect(given.size).toBe(200);
  });

  test('nicknames of a role are given again, with a number, when all are', () => {
    const nicknames = new Nicknames();
    const next = (): string => nicknames.next(['Ada', 'Grace'], 0);
    expect([next(), next(), next(), next(), next()]).toEqual([
      'Ada',
      'Grace',
      'Ada the 2nd',
      'Grace the 2nd',
      'Ada the 3rd',
    ]);
  });
});
