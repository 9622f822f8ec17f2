import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Backend, createBackend, type Script } from '../../src/backend/index.js';
import { isAlive } from '../../src/cli/serve/process-table.js';
import { at, listAt, textAt } from '../../src/util/peek.js';
import { freePort, World } from './binary.js';

type Line = Record<string, unknown>;

function lines(text: string): Line[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

function deltas(text: string): string {
  return lines(text)
    .filter((line) => line.method === 'item/agentMessage/delta')
    .map((line) => textAt(line, 'params', 'delta') ?? '')
    .join('');
}

function resultOf(stdout: string): Record<string, unknown> {
  return (lines(stdout).at(-1)?.result ?? {}) as Record<string, unknown>;
}

/** Quick answers, one that stops in the middle until the test lets it go on, and one that fails. */
const script: Script = {
  replies: [
    {
      when: { matches: '^stop in the middle' },
      text: { chunks: ['One ', 'two ', { hold: 'middle' }, 'three ', 'four.'] },
    },
    { when: { matches: '^fail' }, error: { status: 400, body: { error: { message: 'no such luck' } } } },
    { when: { matches: '\\S' }, reasoning: 'Reading it.', text: 'You said: {{user}}' },
  ],
};

describe.each(['0.169.0', '0.118.0'])('the quickstart, %s', (profile) => {
  let world: World;
  let env: Record<string, string>;
  let listen: string;
  let pid: number;
  let backend: Backend;
  let config: string[];

  const serve = async (): Promise<number> => {
    const args = ['serve', '--kill', '--json', '--listen', listen, '--profile', profile, ...config];
    const { code, stdout, stderr } = await world.run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    return Number(resultOf(stdout).pid);
  };

  beforeAll(async () => {
    world = new World();
    listen = `ws://127.0.0.1:${await freePort()}`;
    env = { CODEX_APP_SERVER_URL: listen };
    backend = await createBackend({ script }).listen();
    config = backend.configOverrides({ codexVersion: profile }).flatMap((override) => ['-c', override]);
    pid = await serve();
  });
  afterAll(async () => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    await backend.close();
    world.destroy();
  });

  it('serves in the background, lists models, answers a message, and lists the thread', async () => {
    expect(isAlive(pid)).toBe(true);
    const models = await world.run(['model-list', '--json', '--quiet'], env);
    expect(listAt(resultOf(models.stdout), 'models').length).toBeGreaterThan(1);

    const sent = await world.run(['send-message-v2', 'seed thread for rejoin test', '--json'], env);
    expect(sent.code).toBe(0);
    const { threadId, text } = resultOf(sent.stdout);
    expect(deltas(sent.stdout)).toBe(text);
    expect(text).toContain('seed thread for rejoin test');

    const list = await world.run(['thread-list', '--limit', '5', '--json', '--quiet'], env);
    expect(listAt(resultOf(list.stdout), 'threads')).toMatchObject([
      { id: threadId, preview: 'seed thread for rejoin test', status: { type: 'idle' } },
    ]);
  });

  it('lets a second client join in the middle of a turn: nothing lost, nothing twice', async () => {
    const seed = await world.run(['send-message-v2', 'seed', '--json', '--quiet'], env);
    const threadId = String(resultOf(seed.stdout).threadId);
    const first = world.start(['resume-message-v2', threadId, 'stop in the middle', '--json'], env);
    await backend.waitForHold('middle');
    const second = world.start(['thread-resume', threadId, '--until-idle', '--json'], env);
    await second.until('"status":"inProgress"');
    backend.step('middle');
    const [a, b] = await Promise.all([first.ended, second.ended]);
    expect([a.code, b.code]).toEqual([0, 0]);
    const whole = deltas(a.stdout);
    expect(whole).toBe(resultOf(a.stdout).text);
    const resumed = lines(b.stdout).find(
      (line) => line.kind === 'success' && line.method === 'thread/resume',
    );
    const running = listAt(resumed, 'result', 'thread', 'turns').at(-1);
    const snapshot = listAt(running, 'items')
      .filter((item) => textAt(item, 'type') === 'agentMessage')
      .map((item) => textAt(item, 'text'))
      .join('');
    expect(at(running, 'status')).toBe('inProgress');
    expect([snapshot, deltas(b.stdout)]).toEqual(['One two ', 'three four.']);
    expect(resultOf(b.stdout).text).toBe(whole);
  });

  it('exits 5 when the turn fails, with what the model said', async () => {
    const ran = await world.run(['send-message', 'fail, please'], env);
    expect(ran).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/^turn failed in .*\nThe turn failed: .*no such luck/),
    });
  });

  it('is watched without being touched, and the watcher sees what is for everybody', async () => {
    const watcher = world.start(['watch'], env);
    await watcher.until('userAgent');
    const sent = await world.run(['send-message', 'hello', '--quiet'], env);
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    await watcher.until('"method":"thread/started"');
    watcher.child.kill('SIGINT');
    expect(await watcher.ended).toMatchObject({ code: 130 });
    expect(watcher.stdout).not.toContain('item/agentMessage/delta');
  });

  it('interrupts the turn with Ctrl-C, exit 130, and the thread can go on', async () => {
    const running = world.start(['send-message-v2', 'stop in the middle', '--json'], env);
    await backend.waitForHold('middle');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    const end = lines(stdout).find((line) => line.method === 'turn/completed');
    expect(at(end, 'params', 'turn', 'status')).toBe('interrupted');
    const threadId = String(resultOf(stdout).threadId);
    expect(await world.run(['resume-message-v2', threadId, 'go on', '--quiet'], env)).toMatchObject({
      code: 0,
    });
  });

  it('exits 1 for a thread that nobody knows', async () => {
    const unknown = '00000000-0000-7000-8000-000000000000';
    const ran = await world.run(['thread-resume', unknown], env);
    expect(ran).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`no rollout found for thread id ${unknown}`),
    });
  });

  it('shows the configuration in force', async () => {
    const ran = await world.run(['config-read', '--include-layers', '--json', '--quiet'], env);
    expect(ran.code).toBe(0);
    expect(textAt(resultOf(ran.stdout), 'config', 'model_provider')).not.toBe('');
  });

  it('keeps its threads over a restart, and tells those who are connected that it went', async () => {
    const before = resultOf((await world.run(['thread-list', '--json', '--quiet'], env)).stdout);
    const watcher = world.start(['watch'], env);
    await watcher.until('userAgent');
    const old = pid;
    pid = await serve();
    expect([isAlive(old), isAlive(pid)]).toEqual([false, true]);
    expect(await watcher.ended).toMatchObject({ code: 4 });
    const after = resultOf((await world.run(['thread-list', '--json', '--quiet'], env)).stdout);
    const ids = (page: unknown): unknown[] => listAt(page, 'threads').map((thread) => at(thread, 'id'));
    expect(ids(after)).toEqual(ids(before));
  });

  it('needs no server at all with --embedded', async () => {
    const args = [
      '--embedded',
      ...config,
      '--profile',
      profile,
      'send-follow-up-v2',
      'one',
      'two',
      '--quiet',
    ];
    expect(await world.run(args)).toEqual({ code: 0, stdout: 'You said: one\nYou said: two\n', stderr: '' });
  });
});
