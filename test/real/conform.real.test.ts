// The conformance suite against the pinned real servers, each held to its baseline.
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { baselineOf, executableTarget } from '../../src/cli/conform/target-of.js';
import { catalogue, compareWithBaseline, runScenarios, textOf } from '../../src/conformance/index.js';
import { unexpectedFindings } from '../conformance/lint-traffic.js';
import { freshFolder, realBinary } from './support/target.js';

const workDir = mkdtempSync(path.join(freshFolder('conform'), 'run-'));
afterAll(() => rmSync(path.dirname(workDir), { recursive: true, force: true, maxRetries: 5 }));

describe('the real servers', () => {
  it.each(['0.118.0', '0.169.0'] as const)(
    'do what is required of %s, but for what its baseline names',
    async (version) => {
      const target = await executableTarget(realBinary(version), undefined, { io: { env: process.env } });
      const run = await runScenarios({ target, scenarios: catalogue, workDir, patienceMs: 20_000 });
      const comparison = compareWithBaseline(run, baselineOf(target, `codex-${version}`));
      expect(textOf(comparison, { command: 'astc conform', all: false }).join('\n')).toBe('');
      expect(unexpectedFindings(comparison)).toEqual([]);
    },
    480_000,
  );
});
