// What clients hear of the MCP servers of agents, ours beside both real servers: when a thread starts one, and when it
// opens one again.
import { describe, expect, it } from 'vitest';
import { createBackend, type ModelRequest, type Reply } from '../../../src/backend/index.js';
import { at, textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { MCP_SERVER } from '../support/mcp-server-file.js';
import { type Frame, type Side, startTarget, type Version } from '../support/target.js';

const SERVER = `
[mcp_servers.own]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(MCP_SERVER)}]
`;
const TEAMS = '\n[features.multi_agent_v2]\nenabled = true\n';

/** Starts an agent, puts it away and opens it again; a team only starts one. */
function scriptFor(version: Version, isTeam: boolean): (request: ModelRequest) => Reply {
  const group = isTeam ? 'collaboration' : 'multi_agent_v1';
  const place: { namespace?: string } = version === '0.118.0' ? {} : { namespace: group };
  return ({ userText, input, kind }) => {
    if (kind === 'collab_spawn' || userText !== 'go') return 'done';
    const outputs = input.filter(({ type }) => type === 'function_call_output');
    const agent = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(String(outputs[0]?.output))?.[0];
    const calls: readonly (readonly [string, Frame])[] = isTeam
      ? [['spawn_agent', { task_name: 'one', message: 'hello', fork_turns: 'none' }]]
      : [
          ['spawn_agent', { message: 'hello' }],
          ['wait_agent', version === '0.118.0' ? { ids: [agent] } : { targets: [agent] }],
          ['close_agent', version === '0.118.0' ? { id: agent } : { target: agent }],
          ['resume_agent', { id: agent }],
        ];
    const next = calls[outputs.length];
    if (next === undefined) return 'done';
    return { call: { name: next[0], arguments: next[1], id: `c${outputs.length}`, ...place } };
  };
}

async function told(side: Side, version: Version, isTeam: boolean): Promise<unknown> {
  const backend = await createBackend({ script: scriptFor(version, isTeam) }).listen();
  const config = backend.codexConfig() + (isTeam ? TEAMS : '') + SERVER;
  const target = await startTarget({ side, version, config });
  try {
    await handshake(target);
    const threadId = await startThread(target);
    await runTurn(target, threadId, 'go');
    // Servers need a moment to start.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const calls = target.frames
      .filter(({ method }) => method === 'item/completed')
      .flatMap(({ params }) => textAt(params, 'item', 'tool') ?? []);
    const statuses = target.frames
      .filter(({ method }) => method === 'mcpServer/startupStatus/updated')
      .map(({ params }) => [(at(params, 'threadId') ?? threadId) === threadId, at(params, 'status')]);
    return { calls, statuses };
  } finally {
    await target.close();
    await backend.close();
  }
}

describe('servers of agents', () => {
  it.each<[Version, boolean]>([
    ['0.169.0', false],
    ['0.169.0', true],
    ['0.118.0', false],
  ])('are told of as by the real %s, in a team: %s', async (version, isTeam) => {
    const [ours, real] = await Promise.all([told('ours', version, isTeam), told('real', version, isTeam)]);
    expect(ours).toEqual(real);
  });
});
