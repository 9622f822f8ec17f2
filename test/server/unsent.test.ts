import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadProfile } from '../../src/protocol/index.js';
import { OFFLINE_METHODS, REFUSAL_REASONS, REFUSED_METHODS } from '../../src/server/rooms/refused.js';
import { UNSENT_NOTIFICATIONS, UNSENT_REQUESTS } from '../../src/server/unsent.js';
import { VERSIONS } from './support/test-server.js';

const SOURCES = path.resolve(import.meta.dirname, '..', '..', 'src');

/** Texts of what decides and says what goes out. */
function textsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/^(unsent|refused)\.ts$/.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
}

const code = ['server', 'domain', 'adapters']
  .flatMap((name) => textsBelow(path.join(SOURCES, name)))
  .join('\n');

describe.each(VERSIONS)('what %s may send', (version) => {
  const { facts } = loadProfile(version);

  test.each([
    ['notification', Object.keys(facts.notifications), UNSENT_NOTIFICATIONS],
    ['question', Object.keys(facts.serverRequests), UNSENT_REQUESTS],
  ] as const)('is sent, every %s of it, or there is a reason', (_kind, messages, unsent) => {
    const missing = messages.filter((one) => !Object.hasOwn(unsent, one) && !code.includes(`'${one}'`));
    expect(missing).toEqual([]);
    expect(messages.length).toBeGreaterThan(8);
  });
});

test('every method that is not offered has its reason, and every reason says something', () => {
  const told = [
    ...REFUSED_METHODS.map((method) => REFUSAL_REASONS[method]),
    ...OFFLINE_METHODS.map(({ why }) => why),
  ];
  expect(told.filter((why) => why === undefined || why.length < 10)).toEqual([]);
});
