// A client that leaves while a command of its thread waits to be let to a host, ours beside the real servers: the
// question stays, and whoever joins the thread, before or after that, answers it.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { createBackend, type ModelRequest, type Reply } from '../../../src/backend/index.js';
import { at, textAt } from '../../../src/util/peek.js';
import { textInput } from '../support/compare.js';
import { canHaveSystemFiles, withSystemFiles } from '../support/system-files.js';
import { type Frame, freshFolder, realBinary, type Side, type Version } from '../support/target.js';

const probe = freshFolder('system-files');
const canBe = canHaveSystemFiles(probe);
rmSync(probe, { recursive: true, force: true });

const REQUIREMENTS = `[experimental_network]
enabled = true
allow_local_binding = true
[experimental_network.domains]
"localhost" = "allow"
`;

class Client {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;
  #lastId = 0;

  constructor(url: string) {
    this.#socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket.on('message', (data) => this.frames.push(JSON.parse((data as Buffer).toString()) as Frame));
  }

  async open(): Promise<this> {
    await new Promise((resolve, reject) => {
      this.#socket.once('open', resolve);
      this.#socket.once('error', reject);
    });
    const clientInfo = { name: 'leaving', title: null, version: '1' };
    await this.call('initialize', { clientInfo, capabilities: { experimentalApi: true } });
    this.#send({ method: 'initialized' });
    return this;
  }

  async call(method: string, params: Frame): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#send({ id, method, params });
    return (await this.heard((frame) => frame.id === id && frame.method === undefined)).result;
  }

  async heard(fits: (frame: Frame) => boolean): Promise<Frame> {
    for (let waited = 0; waited < 20_000; waited += 20) {
      const found = this.frames.find(fits);
      if (found !== undefined) return found;
      await pause(20);
    }
    throw new Error(`never came: ${JSON.stringify(this.frames).slice(-1000)}`);
  }

  answer(id: unknown, result: Frame): void {
    this.#send({ id, result });
  }

  leave(): void {
    this.#socket.terminate();
  }

  #send(frame: Frame): void {
    this.#socket.send(JSON.stringify(frame));
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const asks = ({ method }: Frame): boolean => method === 'item/commandExecution/requestApproval';

async function played(side: Side, version: Version, joins: 'before' | 'after'): Promise<unknown> {
  const origin = createServer((_, answer) => answer.end('from the origin'));
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  const { port } = origin.address() as AddressInfo;
  const cmd = `curl -sS -m 20 --noproxy '' http://127.0.0.1:${port}/x 2>&1`;
  const script = ({ input }: ModelRequest): Reply =>
    input.some(({ type }) => type === 'function_call_output')
      ? 'Done.'
      : { call: { name: 'exec_command', arguments: { cmd, login: false, yield_time_ms: 25_000 } } };
  const backend = await createBackend({ script }).listen();
  const home = freshFolder(`${side}-leaving`);
  const [codexHome, cwd] = [join(home, 'codex'), join(home, 'work')];
  for (const folder of [codexHome, cwd]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(codexHome, 'config.toml'), backend.codexConfig());
  const main = join(import.meta.dirname, '../../../dist/cli/main.js');
  const own = [process.execPath, main, 'app-server', '--profile', version];
  const server = side === 'real' ? [realBinary(version), 'app-server'] : own;
  const [program = '', ...args] = withSystemFiles(home, { 'requirements.toml': REQUIREMENTS }, [
    ...server,
    ...['--listen', 'ws://127.0.0.1:0'],
  ]);
  const env = { PATH: process.env.PATH, HOME: home, CODEX_HOME: codexHome };
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const url = await new Promise<string>((resolve) => {
      let said = '';
      child.stderr.on('data', (data: Buffer) => {
        said += data.toString();
        const [found] = /ws:\/\/[\d.]+:\d+/.exec(said) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    const leaving = await new Client(url).open();
    const other = await new Client(url).open();
    const wish = { cwd, approvalPolicy: 'on-request', sandbox: 'read-only' };
    const threadId = textAt(await leaving.call('thread/start', wish), 'thread', 'id') ?? '';
    await leaving.call('turn/start', { threadId, input: textInput('go') });
    await leaving.heard(asks);
    if (joins === 'before') await other.call('thread/resume', { threadId });
    leaving.leave();
    await pause(500);
    if (joins === 'after') await other.call('thread/resume', { threadId });
    const { id } = await other.heard(asks);
    const status = at(await other.call('thread/read', { threadId }), 'thread', 'status');
    other.answer(id, { decision: 'accept' });
    const end = await other.heard(({ method }) => method === 'turn/completed');
    const last = backend.requests.filter(({ path }) => path.endsWith('/responses')).at(-1);
    const isReached = JSON.stringify(last?.body).includes('from the origin');
    other.leave();
    return { status, end: at(end.params, 'turn', 'status'), isReached };
  } finally {
    child.kill('SIGKILL');
    await ended;
    origin.closeAllConnections();
    await new Promise((resolve) => origin.close(resolve));
    await backend.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

describe.skipIf(!canBe)('a question about a host whose client has left', () => {
  it.each<[Version, 'before' | 'after']>([
    ['0.169.0', 'before'],
    ['0.169.0', 'after'],
    ['0.118.0', 'before'],
    ['0.118.0', 'after'],
  ])('is answered in %s by one that joined %s that', async (version, joins) => {
    const [ours, real] = await Promise.all([played('ours', version, joins), played('real', version, joins)]);
    expect(ours).toEqual(real);
    expect(ours).toMatchObject({ end: 'completed', isReached: true });
  });
});
