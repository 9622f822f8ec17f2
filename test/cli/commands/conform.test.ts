import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
    expect(ran).toMatchObject({ code: 0, stdout: 'embedded 0.169.0: 2 held, 0 failed, 1 skipped.\n' });
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
