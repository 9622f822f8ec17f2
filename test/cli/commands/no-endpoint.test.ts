import { describe, expect, it } from 'vitest';
import { fakeListener, run } from '../harness.js';

describe('an endpoint that is not there', () => {
  it('exits 4 with one sentence that names the url and how to start a server', async () => {
    const { url } = await fakeListener().then(async (free) => {
      await free.close();
      return free;
    });
    const ran = await run(['--url', url, 'model-list']);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toMatch(
      new RegExp(`^Cannot connect to ${url}: nothing listens there\\. Start one with: astc serve`),
    );
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['/no/such/codex', /cannot be started: there is no such file\. Give the path of a codex executable/],
    ['package.json', /cannot be started: it is not on the PATH|not executable/],
    ['./package.json', /it is not executable/],
  ])('exits 4 when the codex binary is %s', async (path, message) => {
    expect(await run(['--codex-bin', path, 'model-list'])).toMatchObject({ code: 4, stderr: message });
  });

  it('exits 4 when the binary is no app-server, with its last words', async () => {
    const ran = await run(['--codex-bin', process.execPath, 'model-list']);
    expect(ran).toMatchObject({
      code: 4,
      stderr: /Cannot find module .*app-server[\s\S]*The connection was lost: .*exited with code 1\./,
    });
  });
});
