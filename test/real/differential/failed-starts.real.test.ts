// Threads that cannot begin because a server fails which they must have, or for want of room for agents: what clients
// are told. Ours beside the real servers.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import type { Side, Version } from '../support/target.js';
import { startTarget } from '../support/target.js';

/** Answers and news, without what the failing server itself is said to have done. */
async function played(side: Side, version: Version): Promise<string[]> {
  const backend = createBackend({ script: { replies: [{ text: 'Fine.', times: 'always' }] } });
  await backend.listen();
  const target = await startTarget({ side, version, config: backend.codexConfig() });
  try {
    await handshake(target);
    const threadId = await startThread(target);
    await runTurn(target, threadId, 'hello');
    appendFileSync(
      join(target.home, 'codex/config.toml'),
      '[mcp_servers.bad]\ncommand = "/bin/false"\nrequired = true\n',
    );
    const from = target.frames.length;
    await target.request('thread/start', { cwd: target.cwd });
    await target.request('thread/start', { cwd: target.cwd, ephemeral: true });
    await target.request('thread/fork', { threadId });
    for (const config of [{ 'agents.max_threads': 0 }, { 'agents.max_depth': 0 }, { 'agents.max_depth': -1 }])
      await target.request('thread/start', { cwd: target.cwd, config });
    await target.request('thread/loaded/list', {});
    return target.frames.slice(from).flatMap((frame) => {
      const { method } = frame;
      if (typeof method === 'string') return /status|started/.test(method) ? [method] : [];
      const message = textAt(frame, 'error', 'message');
      return (
        message?.replace(/(?<=: bad: ).*/, '<why>') ??
        JSON.stringify(frame.result).replaceAll(threadId, '<thread>')
      );
    });
  } finally {
    await target.close();
    await backend.close();
  }
}

it.each<Version>(['0.169.0', '0.118.0'])(
  'tells of no thread that could not begin, as %s',
  async (version) => {
    const ours = await played('ours', version);
    expect(ours[0]).toContain('required MCP servers failed to initialize: bad: <why>');
    expect(ours).toEqual(await played('real', version));
  },
);
