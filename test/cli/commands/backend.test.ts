import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { type BackendCommandOptions, runBackend } from '../../../src/cli/commands/backend.js';

const example = new URL('../../../docs/examples/scripts/hello.yaml', import.meta.url).pathname;

interface Run {
  readonly code: Promise<number>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly stop: () => void;
  /** The URL it announces, wherever it does. */
  readonly url: () => Promise<string>;
}

function run(options: Partial<BackendCommandOptions>): Run {
  const control = new AbortController();
  const written = { stdout: '', stderr: '' };
  let announce: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve) => {
    announce = resolve;
  });
  const sink = (name: 'stdout' | 'stderr') => ({
    write(text: string) {
      written[name] += text;
      const [, found] = /listening on (\S+)/.exec(text) ?? [];
      if (found !== undefined) announce(found);
    },
  });
  const io = { stdout: sink('stdout'), stderr: sink('stderr'), signal: control.signal };
  return {
    code: runBackend({ listen: 'http://127.0.0.1:0', ...options }, io),
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    stop: () => control.abort(),
    url: () => url,
  };
}

describe('astc backend', () => {
  it('serves until it is stopped, and reports each answer', async () => {
    const { url, stop, code, stdout, stderr } = run({ script: example });
    const address = await url();
    const response = await fetch(`${address}/v1/responses`, { method: 'POST', body: '{"input":"hi"}' });
    expect(await response.text()).toContain('response.completed');
    stop();
    expect(await code).toBe(0);
    expect(stdout()).toContain(`base_url: ${address}/v1`);
    expect(stderr()).toBe('POST /v1/responses -> 200 replies[0]\n');
    await expect(fetch(address)).rejects.toThrow('fetch failed');
  });

  it('prints nothing but the config on stdout when asked for it', async () => {
    const { url, stop, code, stdout } = run({ printConfig: true, codexVersion: '0.118.0' });
    const address = await url();
    stop();
    await code;
    expect(parseToml(stdout())).toMatchObject({
      model: 'gpt-5.4',
      model_providers: { astc: { base_url: `${address}/v1` } },
    });
  });

  it('tells of logins without their codes, and where people sign in', async () => {
    const { url, stop, code, stdout, stderr } = run({});
    const address = await url();
    const ask = await fetch(`${address}/api/accounts/deviceauth/usercode`, {
      method: 'POST',
      body: JSON.stringify({ client_id: 'me' }),
    });
    const { user_code } = (await ask.json()) as { user_code: string }; // As documented.
    await fetch(`${address}/_backend/logins/${user_code}/approve`, { method: 'POST' });
    stop();
    await code;
    expect(stdout()).toContain(`codex login --device-auth --experimental_issuer ${address}`);
    expect(stdout()).toContain(`${address}/codex/device`);
    expect(stderr()).toBe(
      'login 1 (device, tester@example.com) waiting\n' +
        'POST /api/accounts/deviceauth/usercode -> 200\n' +
        'login 1 (device, tester@example.com) approved\n',
    );
  });

  it('prints a config that asks for a login when told to', async () => {
    const { url, stop, code, stdout } = run({ printConfig: true, requireLogin: true });
    const address = await url();
    stop();
    await code;
    expect(parseToml(stdout())).toMatchObject({ chatgpt_base_url: `${address}/backend-api` });
  });

  it.each([
    [{ script: '/nowhere/script.yaml' }, 'Cannot read the script /nowhere/script.yaml'],
    [{ script: new URL(import.meta.url).pathname }, 'is not a valid script:'],
    [{ listen: 'ws://127.0.0.1:0' }, 'Cannot listen on "ws://127.0.0.1:0"'],
  ])('exits 2 and says why for %j', async (options, sentence) => {
    const { code, stderr, stdout } = run(options);
    expect(await code).toBe(2);
    expect(stderr()).toContain(sentence);
    expect(stdout()).toBe('');
  });

  it('exits 1 when its port is taken', async () => {
    const other = await createBackend().listen();
    const { code, stderr } = run({ listen: other.url });
    expect(await code).toBe(1);
    expect(stderr()).toContain('something else listens there');
    await other.close();
  });
});
