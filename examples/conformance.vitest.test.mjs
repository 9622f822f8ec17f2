// The conformance suite against a server of your own, in a test of your own. Here the server is the one of this
// package; give `processTarget({ command, profile })` for an executable, `urlTarget({ url, profile })` for one that runs.
import {
  catalogue,
  inProcessTarget,
  runScenarios,
  selectScenarios,
} from 'app-server-test-client/conformance';
import { createAppServer } from 'app-server-test-client/server';
import { expect, test } from 'vitest';

const create = ({ home, env }) => createAppServer({ codexHome: home.codexHome, cwd: home.cwd, env });
const target = inProcessTarget({ name: 'mine', profile: '0.169.0', create });

test('my server keeps the handshake', async () => {
  const scenarios = selectScenarios(catalogue, ['handshake']);
  const { results } = await runScenarios({ target, scenarios });
  expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
});
