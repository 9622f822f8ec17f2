// What only a process shows: flags, signals, streams and exit codes of our stand-in for the codex executable.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  baselineNamed,
  catalogue,
  compareWithBaseline,
  processTarget,
  runScenarios,
  selectScenarios,
  textOf,
} from '../../src/conformance/index.js';
import { profileNames } from '../../src/protocol/index.js';

const base = path.resolve('.cache', 'conform');
mkdirSync(base, { recursive: true });
const workDir = mkdtempSync(path.join(base, 'executable-'));
afterAll(() => rmSync(workDir, { recursive: true, force: true }));

describe('our executable', () => {
  it.each(profileNames)(
    'does what is required of %s, but for what its baseline names',
    async (profile) => {
      const command = path.resolve('dist', 'cli', 'astc-codex.js');
      const env = { ...process.env, ASTC_PROFILE: profile };
      const target = processTarget({ command, profile, env, name: `astc-codex ${profile}` });
      const scenarios = selectScenarios(catalogue, ['lifetime', 'auth', 'stdio', 'websocket', 'handshake']);
      const run = await runScenarios({ target, scenarios, workDir });
      const comparison = compareWithBaseline(run, baselineNamed(`astc-codex-${profile}`));
      expect(textOf(comparison, { command: `astc conform ${target.flags}`, all: false }).join('\n')).toBe('');
      expect(run.results.filter(({ outcome }) => outcome === 'skipped')).toEqual([]);
    },
    480_000,
  );
});
