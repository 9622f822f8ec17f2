// What scripts get of tools and resources of MCP servers, ours beside the real 0.169.0.
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { server } from '../support/mcp-plays.js';
import { type Side, startTarget } from '../support/target.js';
import { outputsIn } from '../support/tool-turn.js';

const each = (...calls: string[]): string =>
  calls.map((call) => `try { text(await ${call}) } catch (why) { text('refused: ' + why) }`).join('\n');

const SOURCES: Readonly<Record<string, string>> = {
  results: each(
    'tools.mcp__one__echo({ text: "hello" })',
    'tools.mcp__one__echo("hello")',
    'tools.mcp__one__fail({})',
    'tools.mcp__one__throw({})',
    'tools.mcp__one__structured()',
  ),
  pictures: 'for (const part of (await tools.mcp__one__picture({})).content) content(part)',
  resources: each(
    'tools.list_mcp_resources({})',
    'tools.list_mcp_resource_templates({ server: "one" })',
    'tools.read_mcp_resource({ server: "one", uri: "test://nothing" })',
  ),
  declared: `text(ALL_TOOLS.filter(({ name }) => name.startsWith('mcp__one__')).map(({ name }) => name))`,
};

async function played(side: Side): Promise<unknown> {
  const replies = Object.entries(SOURCES).map(([name, input]) => ({
    when: { text: name, toolOutput: false },
    parts: [{ customCall: { name: 'exec', input, id: `call_${name}` } }],
  }));
  const script = { replies: [...replies, { text: 'Fine.', times: 'always' as const }] };
  const backend = await createBackend({ script }).listen();
  const config = backend.codexConfig().replace('[features]', '[features]\ncode_mode_only = true\n');
  const target = await startTarget({ side, version: '0.169.0', config: `${config}\n${server('one')}` });
  try {
    await handshake(target);
    const full = { approvalPolicy: 'never', sandbox: 'danger-full-access' };
    const threadId = await startThread(target, { cwd: target.cwd, ...full });
    const isReady = ({ method, params }: { method?: unknown; params?: unknown }): boolean =>
      method === 'mcpServer/startupStatus/updated' && JSON.stringify(params).includes('"ready"');
    await target.waitFor('its server', isReady);
    for (const name of Object.keys(SOURCES)) await runTurn(target, threadId, name);
    return outputsIn(backend.requests.at(-1)).map((output) =>
      JSON.stringify(output).replace(/Wall time [\d.]+/g, 'Wall time <s>'),
    );
  } finally {
    await target.close();
    await backend.close();
  }
}

describe('scripts and MCP servers', () => {
  it('get the same of tools and resources', async () => {
    const [ours, real] = [await played('ours'), await played('real')];
    expect(ours).toEqual(real);
    expect(real).toHaveLength(Object.keys(SOURCES).length);
  }, 60_000);
});
