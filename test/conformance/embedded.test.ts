import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { baselineOf, embeddedTarget } from '../../src/cli/conform/target-of.js';
import { catalogue, compareWithBaseline, runScenarios, textOf } from '../../src/conformance/index.js';
import { profileNames } from '../../src/protocol/index.js';
import { unexpectedFindings } from './lint-traffic.js';

const base = path.resolve('.cache', 'conform');
mkdirSync(base, { recursive: true });
const workDir = mkdtempSync(path.join(base, 'embedded-'));
afterAll(() => rmSync(workDir, { recursive: true, force: true }));

describe('our server in this process', () => {
  it.each(profileNames)(
    'does what is required of %s, but for what its baseline names',
    async (profile) => {
      const target = await embeddedTarget(profile);
      const run = await runScenarios({ target, scenarios: catalogue, workDir, patienceMs: 10_000 });
      const comparison = compareWithBaseline(run, baselineOf(target, undefined));
      const said = textOf(comparison, { command: `astc conform ${target.flags}`, all: false });
      expect(said.join('\n')).toBe('');
      expect(unexpectedFindings(comparison)).toEqual([]);
      expect(run.results.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(20);
    },
    480_000,
  );
});
