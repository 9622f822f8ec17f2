import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkBinary } from '../../../src/cli/doctor/binary.js';
import { checkHome, checkLoginPorts } from '../../../src/cli/doctor/machine.js';
import { findOnPath } from '../../../src/cli/find-on-path.js';
import type { Handler } from '../../client/fake-server.js';
import { tempFolder } from '../../support/temp-folder.js';
import { against, run } from '../harness.js';

const folder = () => tempFolder('doctor');

function program(dir: string, name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

const healthy = (home: string, baseUrl: string): Record<string, Handler> => ({
  initialize: () => ({
    userAgent: 'x/0.169.0 (L)',
    codexHome: home,
    platformFamily: 'unix',
    platformOs: 'linux',
  }),
  'account/read': () => ({ account: { type: 'apiKey' }, requiresOpenaiAuth: true }),
  'config/read': () => ({
    config: { model_provider: 'mine', model_providers: { mine: { base_url: baseUrl } } },
    origins: {},
    layers: null,
  }),
});

const findings = (json: Record<string, unknown>[]) =>
  Object.fromEntries(
    (json.at(-1) as { result: { findings: { what: string; state: string }[] } }).result.findings.map(
      ({ what, state }) => [what, state],
    ),
  );

describe('doctor', () => {
  it('finds nothing wrong with our own server', async () => {
    const ran = await run(['doctor', '--embedded', '--json'], { env: { CODEX_HOME: folder() } });
    const found = findings(ran.json());
    expect(found).toMatchObject({
      handshake: 'ok',
      profile: 'ok',
      account: 'ok',
      'model provider': 'ok',
      home: 'ok',
    });
  });

  it('says what is wrong with a server, and what to do about it', async () => {
    const home = folder();
    writeFileSync(join(home, 'auth.json'), '{}', { mode: 0o644 });
    const handlers = {
      ...healthy(home, 'http://127.0.0.1:9/v1'),
      'account/read': () => ({ account: null, requiresOpenaiAuth: true }),
    };
    const ran = await against(handlers, ['doctor']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('✗ account');
    expect(ran.stdout).toContain('mine does not answer at http://127.0.0.1:9/v1');
    expect(ran.stdout).toContain(`→ chmod 600 ${join(home, 'auth.json')}`);
    expect(ran.stderr).toContain('3 faults: account, model provider, auth.json.');
  });

  it.each([
    [404, 'ok', 'mine can be reached'],
    [503, 'warn', 'that it cannot serve (HTTP 503)'],
  ])('takes an answer %i of the model provider as %s', async (status, state, words) => {
    const provider = createHttpServer((_request, response) => response.writeHead(status).end());
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = provider.address() as AddressInfo;
      const ran = await against(healthy(folder(), `http://127.0.0.1:${port}/v1`), ['doctor', '--json']);
      expect(findings(ran.json())['model provider']).toBe(state);
      expect(ran.stdout).toContain(words);
    } finally {
      provider.close();
    }
  });

  it('says which profile comes nearest to a version it does not know', async () => {
    const handlers = {
      ...healthy(folder(), 'http://127.0.0.1:9'),
      initialize: () => ({
        userAgent: 'x/0.150.0 (L)',
        codexHome: '/nowhere',
        platformFamily: 'u',
        platformOs: 'l',
      }),
    };
    const ran = await against(handlers, ['doctor']);
    expect(ran.stdout).toContain('there is none of 0.150.0; 0.118.0 comes nearest');
    expect(ran.stdout).toContain('/nowhere is not on this machine');
  });

  it('ends with exit code 4 when the binary is not there, without trying to start it', async () => {
    const ran = await run(['doctor', '--codex-bin', '/nowhere/codex', '--json']);
    expect(ran.code).toBe(4);
    expect(findings(ran.json())).toMatchObject({ binary: 'bad' });
    expect(findings(ran.json()).handshake).toBeUndefined();
  });
});

describe('the binary', () => {
  it('is found on the PATH, where only what may be started counts', () => {
    const [first, second] = [folder(), folder()];
    writeFileSync(join(first, 'codex'), '');
    const codex = program(second, 'codex', '#!/bin/sh\n');
    expect(findOnPath('codex', { PATH: `${first}:${second}` })).toBe(codex);
    expect(findOnPath('codex', { PATH: first })).toBeUndefined();
  });

  it.each([
    ['@openai/codex', "npm's launcher"],
    ['app-server-test-client', 'our stand-in for codex'],
    ['of-somebody-else', 'a script'],
  ])('is told by the package it belongs to, %s, and asked for its version', async (name, kind) => {
    const dir = folder();
    writeFileSync(join(dir, 'package.json'), JSON.stringify({ name }));
    mkdirSync(join(dir, 'bin'));
    writeFileSync(join(dir, 'bin', 'package.json'), '{"type":"commonjs"}');
    const launcher = program(join(dir, 'bin'), 'codex', '#!/bin/sh\necho codex-cli 0.169.0\n');
    expect(await checkBinary(launcher, {})).toMatchObject([
      { state: 'ok', found: expect.stringContaining(`(${kind}`) },
      { state: 'ok', found: '0.169.0' },
    ]);
  });

  it('is refused when it names no version', async () => {
    const other = program(folder(), 'codex', '#!/bin/sh\necho hello\n');
    expect((await checkBinary(other, {})).at(-1)).toMatchObject({ what: 'version', state: 'bad' });
  });
});

describe('the machine', () => {
  it('has free login ports, or says which are taken', async () => {
    const server = createServer();
    const isOurs = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(1457, '127.0.0.1', () => resolve(true));
    });
    expect(await checkLoginPorts()).toMatchObject({
      found: expect.stringContaining('1457'),
      fix: expect.any(String),
    });
    if (isOurs) await new Promise((resolve) => server.close(resolve));
  });

  it('has a home only where the server lies on it', () => {
    expect(checkHome(undefined)).toMatchObject([{ state: 'skipped' }]);
    expect(checkHome(folder())).toMatchObject([{ state: 'ok' }, { what: 'auth.json', state: 'ok' }]);
  });
});
