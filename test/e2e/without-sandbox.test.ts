// A machine that has no bubblewrap: clients are told so, and nothing that was to be confined runs unless somebody says so.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../src/backend/index.js';
import { loadProfile, type ProfileName } from '../../src/protocol/index.js';
import { type ChildTransport, startTransport } from '../../src/transport/index.js';
import { loadChecks, TestClient } from '../server/support/test-client.js';
import { ASTC, World } from './binary.js';

const QUESTION = 'item/commandExecution/requestApproval';
const WORKSPACE = { type: 'workspaceWrite' };

let world: World;
let backend: Backend;
let transport: ChildTransport;
beforeEach(async () => {
  world = new World();
  mkdirSync(path.join(world.dir, 'codex'));
  mkdirSync(path.join(world.dir, 'programs'));
  backend = await createBackend({ script: { replies: [] } }).listen();
  writeFileSync(path.join(world.dir, 'codex', 'config.toml'), backend.codexConfig());
});
afterEach(async () => {
  await transport.close();
  world.destroy();
  await backend.close();
});

/** A client of a server on whose PATH there is no program at all. */
async function connect(version: ProfileName): Promise<TestClient> {
  transport = await startTransport({
    command: process.execPath,
    args: [ASTC, 'app-server', '--profile', version],
    cwd: world.dir,
    env: {
      PATH: path.join(world.dir, 'programs'),
      HOME: world.dir,
      CODEX_HOME: path.join(world.dir, 'codex'),
      SHELL: '/bin/bash',
    },
  });
  const client = new TestClient(transport, await loadChecks(loadProfile(version)));
  await client.initialize();
  return client;
}

/** Lets the model run a command that leaves a trace; returns what the model was told of it. */
async function run(client: TestClient, policy: object, decision?: string): Promise<string> {
  backend.setScript({
    replies: [
      { call: { name: 'exec_command', id: 'call_1', arguments: { cmd: '/bin/echo x > made' } } },
      'done',
    ],
  });
  const { thread } = await client.call('thread/start', { cwd: world.dir });
  const input = [{ type: 'text', text: 'go', text_elements: [] }];
  await client.call('turn/start', { threadId: thread.id, input, sandboxPolicy: WORKSPACE, ...policy });
  if (decision !== undefined) {
    const question = await client.until(({ method }) => method === QUESTION);
    expect(question.params.reason).toContain('cannot be sandboxed');
    expect(wasMade()).toBe(false);
    client.sendRaw(JSON.stringify({ id: question.id, result: { decision } }));
  }
  await client.notification('turn/completed');
  return JSON.stringify(backend.requests.at(-1)?.body);
}

const wasMade = (): boolean => existsSync(path.join(world.dir, 'made'));

describe.skipIf(process.platform !== 'linux').each<ProfileName>(['0.169.0', '0.118.0'])(
  'without bubblewrap, %s',
  (version) => {
    it('warns at the handshake', async () => {
      const client = await connect(version);
      const { params } = await client.notification('configWarning');
      expect(params.summary).toContain('bwrap does not work here (it is not on the PATH)');
    });

    it('refuses a confined command where nobody may be asked', async () => {
      const client = await connect(version);
      const told = await run(client, { approvalPolicy: 'never' });
      expect(told).toContain('cannot be sandboxed');
      expect(client.log).not.toContain(QUESTION);
      expect(wasMade()).toBe(false);
    });

    it.each([
      ['decline', false],
      ['accept', true],
    ])('asks whether a confined command may run without: %s', async (decision, runs) => {
      const client = await connect(version);
      await run(client, { approvalPolicy: 'on-request' }, decision);
      expect(wasMade()).toBe(runs);
    });

    it('refuses a confined command of a client, and runs one that wants no sandbox', async () => {
      const client = await connect(version);
      const command = ['/bin/sh', '-c', '/bin/echo x > made'];
      const { error } = await client.ask('command/exec', { command, sandboxPolicy: WORKSPACE });
      expect(error?.message).toContain('cannot be sandboxed');
      expect(wasMade()).toBe(false);
      const { result } = await client.ask('command/exec', {
        command,
        sandboxPolicy: { type: 'dangerFullAccess' },
      });
      expect(result.exitCode).toBe(0);
      expect(wasMade()).toBe(true);
    });
  },
);
