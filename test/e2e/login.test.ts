import { statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Running, World } from './binary.js';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.destroy());

/** What test-login has shown so far: where its issuer is, and the code. */
async function shown(login: Running): Promise<{ issuer: string; code: string }> {
  await login.until('"kind":"login"');
  const line = login.stdout.split('\n').find((text) => text.includes('"kind":"login"')) ?? '';
  const { url, code } = JSON.parse(line) as { url: string; code: string };
  return { issuer: new URL(url).origin, code };
}

const LOGIN = ['test-login', '--device-code', '--json', '--embedded'];

describe('test-login against our own server and its own issuer', () => {
  it('signs in when the person approves, and leaves an auth.json that only its owner can read', async () => {
    const login = world.start([...LOGIN, '-c', 'model_providers.astc.requires_openai_auth=true']);
    const { issuer, code } = await shown(login);
    const approved = await fetch(`${issuer}/_backend/logins/${code}/approve`, { method: 'POST' });
    expect(approved.status).toBe(200);
    const ended = await login.ended;
    expect(ended).toMatchObject({ code: 0 });
    const verdict = JSON.parse(ended.stdout.trim().split('\n').at(-1) ?? '') as { result: unknown };
    expect(verdict.result).toMatchObject({
      success: true,
      account: { type: 'chatgpt', email: 'tester@example.com', planType: 'plus' },
    });
    expect(ended.stdout).not.toMatch(/eyJ/);
    const saved = path.join(world.dir, 'app-server-test-client', 'codex-home', 'auth.json');
    expect(statSync(saved).mode & 0o777).toBe(0o600);
  }, 15_000);

  it('ends with 3 when the person denies', async () => {
    const login = world.start(LOGIN);
    const { issuer, code } = await shown(login);
    await fetch(`${issuer}/_backend/logins/${code}/deny`, { method: 'POST' });
    const { code: exit, stdout } = await login.ended;
    expect(exit).toBe(3);
    expect(stdout).toContain('device auth failed with status 400 Bad Request');
  }, 15_000);

  it('takes the login back on Ctrl-C and ends at once', async () => {
    const login = world.start(LOGIN);
    await shown(login);
    login.child.kill('SIGINT');
    expect((await login.ended).code).toBe(130);
  }, 15_000);
});
