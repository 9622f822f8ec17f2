// What a newer server might say, and that our own client lives with it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAppServer } from '../../src/server/index.js';
import { textAt } from '../../src/util/peek.js';
import { run } from './harness.js';

describe('a client of today', () => {
  it('says so when a turn ends in a way that it does not know', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'astc-tolerance-'));
    const env = { HOME: folder, CODEX_HOME: folder };
    const server = createAppServer({ env, cwd: folder, faults: ['new-value:method=turn/completed'] });
    try {
      const { url } = await server.listen('ws://127.0.0.1:0');
      const unknown = {
        code: 9,
        stderr: /The turn ended as "fromTheFuture", which says nothing to this client\./,
      };
      const ran = await run(['--url', url, '--json', 'send-message', 'hi']);
      const threadId = textAt(ran.json().at(-1), 'result', 'threadId');
      expect(ran.code).toBe(9);
      expect(await run(['--url', url, 'send-message', 'hi'])).toMatchObject(unknown);
      const params = JSON.stringify({ threadId, input: [{ type: 'text', text: 'hi' }] });
      expect(await run(['--url', url, 'call', 'turn/start', params])).toMatchObject(unknown);
    } finally {
      await server.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  });

  it.each([
    'new-field',
    'new-value:method=thread/*',
    'new-value:method=turn/started',
    'new-item:method=item/completed,at=1',
    'new-notification:every=1',
    'new-request:every=4',
  ])('meets a server of tomorrow: %s', async (fault) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'astc-tolerance-'));
    const env = { HOME: folder, CODEX_HOME: folder };
    const server = createAppServer({
      env,
      cwd: folder,
      faults: [fault],
      script: { replies: ['Forty-two.'] },
    });
    try {
      const { url } = await server.listen('ws://127.0.0.1:0');
      const ran = await run(['--url', url, '--json', 'send-message', 'hi', '--expect', 'text=Forty-two.']);
      const said = ran.json();
      expect(JSON.stringify(said)).toContain('fromTheFuture');
      expect({ code: ran.code, stderr: ran.stderr }).toMatchObject({ code: 0 });
    } finally {
      await server.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  });
});
