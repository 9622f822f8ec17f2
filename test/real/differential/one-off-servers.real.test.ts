// Where MCP servers work that are started for one question of a client, ours beside the real servers.
import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake } from '../support/compare.js';
import { MCP_SERVER } from '../support/mcp-server-file.js';
import { freshFolder, type Side, startTarget, type Version } from '../support/target.js';

async function placeOf(side: Side, version: Version, ask: readonly [string, object]): Promise<string> {
  const backend = await createBackend({ script: {} }).listen();
  const home = freshFolder('one-off');
  const note = join(home, 'place');
  const start = `pwd > ${note}; exec ${process.execPath} ${MCP_SERVER}`;
  const server = `\n[mcp_servers.own]\ncommand = "sh"\nargs = ["-c", ${JSON.stringify(start)}]\n`;
  const target = await startTarget({ side, version, home, config: backend.codexConfig() + server });
  try {
    await handshake(target);
    await target.request(...(ask as [string, Record<string, unknown>]));
    return readFileSync(note, 'utf8').trim().replace(realpathSync(home), '');
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

it.each<[Version, readonly [string, object]]>([
  ['0.169.0', ['mcpServerStatus/list', {}]],
  ['0.118.0', ['mcpServerStatus/list', {}]],
  ['0.169.0', ['mcpServer/resource/read', { server: 'own', uri: 'x://y' }]],
])('is where the real %s has them for %j', async (version, ask) => {
  const [ours, real] = await Promise.all([placeOf('ours', version, ask), placeOf('real', version, ask)]);
  expect(ours).toBe(real);
});
