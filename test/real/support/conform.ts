// The conformance suite against a pinned real server, held to its baseline. Each version has a file of its own, so
// that both can be played at once.
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { baselineOf, executableTarget } from '../../../src/cli/conform/target-of.js';
import { catalogue, compareWithBaseline, runScenarios, textOf } from '../../../src/conformance/index.js';
import { unexpectedFindings } from '../../conformance/lint-traffic.js';
import { endFileReaders } from './file-readers.js';
import { freshFolder, realBinary, type Version } from './target.js';
import { copyWarmHome } from './warm-homes.js';

export function holdsToItsBaseline(version: Version): void {
  const workDir = mkdtempSync(path.join(freshFolder('conform'), 'run-'));
  afterAll(() => {
    endFileReaders(workDir);
    rmSync(path.dirname(workDir), { recursive: true, force: true, maxRetries: 5 });
  });

  describe(`the real ${version}`, () => {
    it('does what is required of it, but for what its baseline names', async () => {
      const target = await executableTarget(realBinary(version), undefined, { io: { env: process.env } });
      const furnish = (codexHome: string): void => copyWarmHome(version, codexHome);
      // They wait half of the time.
      const often = { jobs: 4, patienceMs: 20_000 };
      const run = await runScenarios({ target, scenarios: catalogue, workDir, furnish, ...often });
      const comparison = compareWithBaseline(run, baselineOf(target, `codex-${version}`));
      expect(textOf(comparison, { command: 'astc conform', all: false }).join('\n')).toBe('');
      expect(unexpectedFindings(comparison)).toEqual([]);
    }, 480_000);
  });
}
