import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../cli/harness.js';

/** Where Debian's package has it; TSUNG_DTD names another place. */
const DTD = process.env.TSUNG_DTD ?? '/usr/share/tsung/tsung-1.0.dtd';
const THREAD = '019a0000-0000-7000-8000-000000000001';
const TURN = '019a0000-0000-7000-8000-00000000000a';

const at = (t: number, dir: 'in' | 'out', message: object): string =>
  JSON.stringify({ t, kind: 'frame', dir, conn: 1, frame: message });

describe('a recording for tsung', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tsung-'));
    file = path.join(folder, 'a.jsonl');
    const header = {
      kind: 'recording',
      version: 1,
      startedAt: '2026-01-01T00:00:00.000Z',
      transport: 'websocket',
      target: ['ws://127.0.0.1:7777/path?x'],
    };
    const lines = [
      JSON.stringify(header),
      at(0, 'out', { id: 1, method: 'initialize', params: { clientInfo: { name: 'a <b> & "c"' } } }),
      at(5, 'in', { id: 1, result: {} }),
      at(6, 'out', { method: 'initialized' }),
      at(7, 'out', { id: 2, method: 'thread/start', params: {} }),
      at(9, 'in', { id: 2, result: { thread: { id: THREAD } } }),
      at(1509, 'out', { id: 3, method: 'turn/start', params: { threadId: THREAD } }),
      at(1510, 'in', { id: 3, result: { turn: { id: TURN } } }),
      at(1511, 'out', { id: 4, method: 'turn/interrupt', params: { threadId: THREAD, turnId: TURN } }),
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('sends what the client sent, with its pauses, and with the ids of the server it meets', async () => {
    const { code, stdout } = await run(['export', file, '--tsung']);
    expect(code).toBe(0);
    expect(stdout).toContain('<server host="127.0.0.1" port="7777" type="tcp"/>');
    const session = stdout.slice(stdout.indexOf('<session '), stdout.indexOf('</session>')).split('\n');
    expect(session.slice(1).map((line) => line.trim())).toEqual([
      '<request><websocket type="connect" path="/path"/></request>',
      '<request><websocket type="message" frame="text" ack="parse">{&quot;id&quot;:1,&quot;method&quot;:&quot;initialize&quot;,&quot;params&quot;:{&quot;clientInfo&quot;:{&quot;name&quot;:&quot;a &lt;b&gt; &amp; \\&quot;c\\&quot;&quot;}}}</websocket></request>',
      '<request><websocket type="message" frame="text" ack="no_ack">{&quot;method&quot;:&quot;initialized&quot;}</websocket></request>',
      '<request><dyn_variable name="thread1" jsonpath="$.result.thread.id"/><websocket type="message" frame="text" ack="parse">{&quot;id&quot;:2,&quot;method&quot;:&quot;thread/start&quot;,&quot;params&quot;:{}}</websocket></request>',
      '<thinktime value="1.5"/>',
      '<request subst="true"><dyn_variable name="turn1" jsonpath="$.result.turn.id"/><websocket type="message" frame="text" ack="parse">{&quot;id&quot;:3,&quot;method&quot;:&quot;turn/start&quot;,&quot;params&quot;:{&quot;threadId&quot;:&quot;%%_thread1%%&quot;}}</websocket></request>',
      '<request subst="true"><websocket type="message" frame="text" ack="parse">{&quot;id&quot;:4,&quot;method&quot;:&quot;turn/interrupt&quot;,&quot;params&quot;:{&quot;threadId&quot;:&quot;%%_thread1%%&quot;,&quot;turnId&quot;:&quot;%%_turn1%%&quot;}}</websocket></request>',
      '<request><websocket type="close"/></request>',
      '',
    ]);
    for (const id of [THREAD, TURN]) expect(stdout).not.toContain(id);
  });

  it.skipIf(!existsSync(DTD))("is valid by tsung's own DTD", async () => {
    const out = path.join(folder, 'tsung.xml');
    expect((await run(['export', file, '--tsung', '--out', out])).code).toBe(0);
    expect(() =>
      execFileSync('xmllint', ['--noout', '--dtdvalid', DTD, out], { stdio: 'pipe' }),
    ).not.toThrow();
  });
});
