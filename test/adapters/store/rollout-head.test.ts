// Heads of rollout files: what a list shows, whatever the instructions in the first line look like.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readRolloutHead } from '../../../src/adapters/store/rollout-head.js';

const folder = mkdtempSync(join(tmpdir(), 'astc-head-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function rollout(payload: object, ...between: object[]): string {
  const path = join(folder, 'rollout.jsonl');
  const lines = [
    { timestamp: '2026-01-01T00:00:00.000Z', type: 'session_meta', payload },
    ...between,
    {
      timestamp: '2026-01-01T00:00:00.000Z',
      type: 'event_msg',
      payload: { type: 'user_message', message: 'hi' },
    },
  ];
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

const identity = { id: '019b0000-0000-7000-8000-000000000001', cwd: '/w', model_provider: 'astc' };
const LOOKALIKE = '","model_provider":"wrong","base_instructions":{"text":"';

it.each([
  ['plain', 'Be brief.'],
  ['empty', ''],
  ['full of quotes', 'say "this", not \\"that\\"'],
  ['ending in backslashes', 'C:\\folder\\'],
  ['made to look like the end of the text', LOOKALIKE],
  ['beyond ASCII', 'größer – “besser” 🙂'],
])('reads what follows instructions that are %s', (_, text) => {
  const path = rollout({ cli_version: '0.169.0', base_instructions: { text }, ...identity });
  const head = readRolloutHead(path, () => 0);
  expect(head).toMatchObject({ preview: 'hi', meta: { id: identity.id, cwd: '/w', modelProvider: 'astc' } });
  expect(head?.meta.baseInstructions).toBeNull();
});

it('reads a head without instructions, or with instructions of another shape', () => {
  expect(readRolloutHead(rollout(identity), () => 0)?.meta.cwd).toBe('/w');
  expect(readRolloutHead(rollout({ base_instructions: 'text', ...identity }), () => 0)?.meta.cwd).toBe('/w');
});

it('asks for a time only when the head tells none', () => {
  expect(readRolloutHead(rollout(identity), () => 5)?.meta.createdAt).toBe(5);
  const timed = rollout({ ...identity, timestamp: '2026-01-02T00:00:00.000Z' });
  const refuse = () => {
    throw new Error('not needed');
  };
  expect(readRolloutHead(timed, refuse)?.meta.createdAt).toBe(Date.UTC(2026, 0, 2));
});

it('tells what the first turn ran with, once the head holds it', () => {
  const context = { type: 'turn_context', payload: { model: 'gpt-x', effort: 'low' } };
  expect(readRolloutHead(rollout(identity, context), () => 0)).toMatchObject({
    model: 'gpt-x',
    effort: 'low',
  });
  expect(readRolloutHead(rollout(identity), () => 0)).toMatchObject({ model: null, effort: null });
});
