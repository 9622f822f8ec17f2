// Values that known keys of the configuration cannot have: refused alike, in the same words.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindsOf } from '../../../src/adapters/config/config-kinds.js';
import { handshake } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Version } from '../support/target.js';

const VALUES = [{ a: 1 }, {}, 'text', '', 3, -3, 1.5, true, [], [1], ['text']];

/** Words about what is missing or cannot be reached are not of the value's kind: other places of both say those. */
const OF_OTHER_THINGS = /base path|missing field|AgentRoleToml/;

async function answers(side: Side, version: Version): Promise<Map<string, string>> {
  const target = await startTarget({ side, version, config: '' });
  try {
    await handshake(target);
    const told = new Map<string, string>();
    for (const [pattern, kind] of kindsOf(version)) {
      // An entry of a list has no path of its own; it is written with the list.
      const [outer = '', inner] = pattern.replaceAll('*', 'x').split('.[]');
      const wish = (value: unknown): unknown =>
        inner === undefined ? value : [inner === '' ? value : { enabled: true, [inner.slice(1)]: value }];
      for (const value of VALUES) {
        // The real servers take a list for a table without names.
        if (typeof kind === 'object' && 'table' in kind && Array.isArray(value)) continue;
        writeFileSync(join(target.home, 'codex', 'config.toml'), '');
        const { error } = await target.request('config/value/write', {
          keyPath: outer,
          value: wish(value),
          mergeStrategy: 'replace',
        });
        told.set(`${pattern} = ${JSON.stringify(value)}`, (error as Frame | undefined)?.message as string);
      }
    }
    return told;
  } finally {
    await target.close();
  }
}

describe.each<Version>(['0.169.0', '0.118.0'])('the configuration, ours beside the real %s', (version) => {
  it('has no values of another kind', async () => {
    const [ours, real] = await Promise.all([answers('ours', version), answers('real', version)]);
    const apart = [...real]
      .filter(([wish, said]) => ours.get(wish) !== said && !OF_OTHER_THINGS.test(said ?? ''))
      .map(([wish, said]) => `${wish}: ours ${ours.get(wish)}, real ${said}`);
    expect(apart).toEqual([]);
    expect([...ours.values()].filter((said) => said !== undefined).length).toBeGreaterThan(500);
  });
});
