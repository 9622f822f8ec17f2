// The conformance suite against a server of your own, in a test of your own. Here the server is the one of this
// package; give `processTarget({ command, profile })` for an executable, `urlTarget({ url, profile })` for one that runs.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  catalogue,
  inProcessTarget,
  runScenarios,
  selectScenarios,
} from 'app-server-test-client/conformance';
import { createAppServer } from 'app-server-test-client/server';
import { expect, test } from 'vitest';

const target = inProcessTarget({
  name: 'mine',
  profile: '0.169.0',
  create: ({ home, env }) => createAppServer({ codexHome: home.codexHome, cwd: home.cwd, env }),
});

test('my server keeps the handshake', async () => {
  mkdirSync('.cache', { recursive: true });
  const workDir = mkdtempSync(path.resolve('.cache', 'example-'));
  const { results } = await runScenarios({
    target,
    workDir,
    scenarios: selectScenarios(catalogue, ['handshake']),
  });
  rmSync(workDir, { recursive: true });
  expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
});
