import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp-folder.js';
import { run } from '../harness.js';

const XDG_STATE_HOME = mkdtempSync(path.join(tmpdir(), 'astc-conform-state-'));
afterAll(() => rmSync(XDG_STATE_HOME, { recursive: true, force: true }));
const conform = (...words: string[]) => run(['conform', ...words], { env: { XDG_STATE_HOME } });

describe('conform', () => {
  it('writes each scenario into its report, wherever the option stands', async () => {
    const file = path.join(XDG_STATE_HOME, 'deep', 'report.xml');
    const ran = await conform(
      '--embedded',
      'handshake/initialize-twice',
      'auth/short-secret',
      '--junit',
      file,
    );
    expect(ran).toMatchObject({
      code: 0,
      stdout:
        'skipped  1×  it needs a server that is a process of its own\nembedded 0.169.0: 2 held, 0 failed, 1 skipped.\n',
    });
    const report = readFileSync(file, 'utf8');
    expect(report).toContain('name="handshake/initialize-twice (websocket)"');
    expect(report).toContain('<skipped message="it needs a server that is a process of its own"/>');
  });

  it('reports what kept it from playing as well', async () => {
    const file = path.join(XDG_STATE_HOME, 'refused.xml');
    const ran = await conform('--embedded', 'no/such', '--junit', file);
    expect(ran.code).toBe(2);
    expect(readFileSync(file, 'utf8')).toContain('no/such is no scenario');
  });

  it('says what differs and exits 10, with a stale entry of a baseline as well', async () => {
    const odd = 'rejoin/streaming-message-is-not-in-the-answer';
    const unlisted = await conform('--embedded', odd, '--baseline', 'none');
    expect(unlisted).toMatchObject({
      code: 10,
      stderr: expect.stringContaining('embedded 0.169.0 does not do all that is required of 0.169.0.'),
    });
    expect(unlisted.stdout).toContain(`FAILED   ${odd} (websocket)`);
    expect(unlisted.stdout).toContain(`repeat it: astc conform --embedded --profile 0.169.0 ${odd}`);
    const file = path.join(XDG_STATE_HOME, 'baseline.json');
    const entry = { scenario: 'handshake/initialized-is-optional', failure: 'x', reason: 'r', quirk: 'q' };
    writeFileSync(file, JSON.stringify({ name: 'mine', differences: [entry] }));
    const stale = await conform('--embedded', entry.scenario, '--baseline', file);
    expect(stale).toMatchObject({
      code: 10,
      stdout: expect.stringContaining('1 stale entry of the baseline'),
      stderr: expect.stringContaining('The baseline of embedded 0.169.0 lists what it does right by now.'),
    });
  });

  it('lists every scenario with its sentence, its versions and its source', async () => {
    const { stdout } = await conform('--list', 'gating/persist-history-name');
    expect(stdout).toBe(
      'gating/persist-history-name  persistExtendedHistory is refused under the name persistFullHistory.\n    only 0.118.0; app-server C.1\n',
    );
  });

  it('shows what it has seen when it is stopped, and exits 130', async () => {
    const controller = new AbortController();
    const env = { XDG_STATE_HOME };
    const ran = run(['conform', '--embedded', 'handshake', '--jobs', '1'], {
      env,
      signal: controller.signal,
    });
    // A scenario that runs is played to its end; nothing more begins.
    await setImmediate();
    controller.abort();
    expect(await ran).toMatchObject({ code: 130, stdout: expect.stringMatching(/: \d held, 0 failed\.\n$/) });
  });

  it('plays over a WebSocket what a server that listens can have, and says how to repeat it', async () => {
    const { createAppServer } = await import('../../../src/server/index.js');
    const codexHome = tempFolder('conform-home');
    const server = createAppServer({ codexHome });
    const { url } = await server.listen('ws://127.0.0.1:0');
    try {
      const words = ['framing/extra-members-are-ignored', 'turns/plain-text', 'config/value-write'];
      const ran = await conform(
        '--url',
        url,
        '--profile',
        '0.169.0',
        '--json',
        '--baseline',
        'embedded-0.169.0',
        ...words,
      );
      const cases = ran.json().at(-1)?.result as {
        cases: { id: string; outcome: string; reason?: string }[];
      };
      expect(cases.cases.map(({ id, outcome, reason }) => [id, outcome, reason])).toEqual([
        ['config/value-write', 'skipped', 'it needs a server with a home and configuration of its own'],
        ['framing/extra-members-are-ignored', 'passed', undefined],
        ['turns/plain-text', 'skipped', 'it needs a connection over stdio'],
        ['turns/plain-text', 'skipped', 'it needs our scripted backend as the provider of the server'],
      ]);
      // Without --profile it is asked for its version.
      const asked = await conform('--url', url, '--baseline', 'embedded-0.169.0', words[0] ?? '');
      expect(asked).toMatchObject({ code: 0, stdout: expect.stringContaining('1 held') });
      const failing = await conform(
        '--url',
        url,
        '--profile',
        '0.118.0',
        '--baseline',
        'embedded-0.118.0',
        'framing/emitted-at',
      );
      expect(failing.code).toBe(10);
      expect(failing.stdout).toContain(
        `repeat it: astc conform --url ${url} --profile 0.118.0 framing/emitted-at`,
      );
    } finally {
      await server.close();
    }
  });
});
