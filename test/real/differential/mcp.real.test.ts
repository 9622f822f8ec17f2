// MCP servers, ours and the real server's side by side: how they start, what is offered of them, calls with and
// without consent, questions to people, resources, and what clients do with them themselves.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/util/peek.js';
import { handshake } from '../support/compare.js';
import { ACCEPT, answering, compared, server, turn } from '../support/mcp-plays.js';
import { type Frame, startTarget, type Target } from '../support/target.js';

/** Makes the working folder a trusted project with a server of its own. */
async function trustFolderWithServer(target: Target): Promise<void> {
  mkdirSync(join(target.cwd, '.codex'));
  writeFileSync(join(target.cwd, '.codex', 'config.toml'), server('folder'));
  const value = { [target.cwd]: { trust_level: 'trusted' } };
  const edit = { keyPath: 'projects', value, mergeStrategy: 'upsert' };
  expect(await target.request('config/value/write', edit)).toMatchObject({ result: { status: 'ok' } });
}

describe.each(['0.118.0', '0.169.0'] as const)('MCP servers of %s', (version) => {
  it('start with the thread, or say why they do not', async () => {
    const seenOf = await compared(version, {
      servers: [
        server('alpha'),
        server('dying', 'env = { MCP_EXIT_CODE = "3" }'),
        server('late', 'startup_timeout_sec = 1', 'env = { MCP_START_DELAY_MS = "60000" }'),
        '[mcp_servers.absent]\ncommand = "/nonexistent/program"\n',
        '[mcp_servers.keyless]\nurl = "http://127.0.0.1:9/mcp"\nbearer_token_env_var = "ASTC_NO_SUCH_TOKEN"\n',
        '[mcp_servers.off]\nenabled = false\ncommand = "/nonexistent/program"\n',
      ].join('\n'),
    });
    expect(seenOf).toMatchObject({ statuses: { alpha: [{ status: 'starting' }, { status: 'ready' }] } });
  });

  it('offer their tools, and are called without asking where nothing can go wrong', async () => {
    const seenOf = await compared(version, {
      servers: server('alpha', 'disabled_tools = ["plain"]', 'tool_timeout_sec = 1'),
      calls: [
        { tool: 'alpha/echo', args: '{"text":"again"}' },
        { tool: 'alpha/fail' },
        { tool: 'alpha/throw' },
        { tool: 'alpha/structured' },
        { tool: 'alpha/picture' },
        { tool: 'alpha/progress' },
        { tool: 'alpha/sleep', args: '{"ms":30000}' },
        { tool: 'alpha/echo', args: '[1]' },
        { tool: 'alpha/echo', args: '' },
        { tool: 'alpha/plain' },
        { tool: 'alpha/nobody' },
      ],
    });
    expect(seenOf).toMatchObject({ outputs: { length: 11 } });
  });

  it('are called with consent where something can', async () => {
    const decline = { action: 'decline', content: null };
    const seenOf = await compared(version, {
      servers: server('alpha', 'env = { GIVEN = "by name" }', 'enabled_tools = ["env", "fail"]'),
      calls: [
        { tool: 'alpha/env', args: '{"name":"GIVEN"}' },
        { tool: 'alpha/env', args: '{"name":"HANDED"}', answer: decline },
        { tool: 'alpha/env', args: '{"name":"HANDED"}', answer: { action: 'cancel', content: null } },
        {
          tool: 'alpha/env',
          args: '{"name":"HANDED"}',
          answer: { ...ACCEPT, _meta: { persist: 'session' } },
        },
        { tool: 'alpha/env', args: '{"name":"HANDED"}', answer: decline },
        { tool: 'alpha/echo' },
      ],
    });
    expect(seenOf).toMatchObject({ outputs: { length: 6 } });
  });

  it('are not called where consent is answered with an error, or with something else', async () => {
    const answers: Frame[] = [{ error: { code: -32000, message: 'no' } }, { action: 'perhaps' }, {}];
    const calls = answers.map((answer) => ({ tool: 'alpha/env', args: '{"name":"HANDED"}', answer }));
    const seenOf = await compared(version, { servers: server('alpha'), calls });
    expect(seenOf).toMatchObject({ outputs: { length: 3 } });
  });

  it('answer with recordings, which not every model is shown', async () => {
    await compared(version, { servers: server('alpha'), calls: [{ tool: 'alpha/sound' }] });
  });

  it('end during a call, and start again when they are reloaded', async () => {
    const seenOf = await compared(version, {
      servers: server('alpha'),
      calls: [{ tool: 'alpha/exit' }, { tool: 'alpha/echo', args: '{"text":"gone"}' }],
      also: async (target, threadId) => {
        const from = target.frames.length;
        await target.request('config/mcpServer/reload', {});
        await turn(target, threadId, 'call 1', ACCEPT);
        return target.frames
          .slice(from)
          .filter(
            ({ method, params }) =>
              /^mcpServer/.test(String(method)) || at(params, 'item', 'type') === 'mcpToolCall',
          );
      },
    });
    expect(JSON.stringify(at(seenOf, 'also'))).toContain('"gone"');
  });

  it('are not called with what is no JSON', async () => {
    const seenOf = await compared(version, {
      servers: server('alpha'),
      calls: [
        { tool: 'alpha/echo', args: '{"text":' },
        { tool: 'alpha/echo', args: 'words' },
        { tool: 'alpha/env', args: '{name}' },
        { tool: 'alpha/echo', args: ' ' },
        { tool: 'alpha/echo', args: '"words"' },
        { tool: 'alpha/echo', args: '{"text":1} {}' },
        { tool: 'alpha/echo', args: 'null' },
        { tool: 'list_mcp_resources', args: '{' },
        { tool: 'read_mcp_resource', args: '{"server":' },
      ],
    });
    expect(seenOf).toMatchObject({ outputs: { length: 9 } });
  });

  it('obey a policy of never, and full access', async () => {
    const servers = server('alpha');
    const calls = [{ tool: 'alpha/env', args: '{"name":"HANDED"}' }];
    await compared(version, { servers, calls, thread: { approvalPolicy: 'never' } });
    await compared(version, {
      servers,
      calls,
      thread: { approvalPolicy: 'never', sandbox: 'danger-full-access' },
    });
  });

  it('have resources the model can read', async () => {
    await compared(version, {
      servers: server('alpha'),
      calls: [
        { tool: 'list_mcp_resources' },
        { tool: 'list_mcp_resources', args: '{"server":"alpha"}' },
        { tool: 'list_mcp_resource_templates' },
        { tool: 'read_mcp_resource', args: '{"server":"alpha","uri":"test://one"}' },
        { tool: 'read_mcp_resource', args: '{"server":"alpha","uri":"test://none"}' },
      ],
    });
  });

  it('are listed with all they have, page by page, also where the working folder has some', async () => {
    await compared(version, {
      servers: [
        server('alpha'),
        server('beta', 'enabled_tools = ["echo"]'),
        '[mcp_servers.absent]\ncommand = "/nonexistent/program"\n',
        '[mcp_servers.off]\nenabled = false\ncommand = "x"\n',
      ].join('\n'),
      also: async (target) => {
        const list = async (params: Frame): Promise<unknown> =>
          (await target.request('mcpServerStatus/list', params)) as unknown;
        const everywhere = [
          await list({}),
          await list({ limit: 1 }),
          await list({ limit: 1, cursor: '1', detail: 'toolsAndAuthOnly' }),
          await list({ cursor: 'x' }),
          await list({ cursor: '9' }),
        ];
        await trustFolderWithServer(target);
        return [
          ...everywhere,
          await list({}),
          await list({ serverName: 'folder' }),
          await target.request('mcpServer/oauth/login', { name: 'folder' }),
          await target.request('mcpServer/resource/read', { server: 'folder', uri: 'test://one' }),
        ].map((frame) => at(frame, 'result') ?? at(frame, 'error'));
      },
    });
  });

  it('keep a thread from starting that must have them', async () => {
    const answers = await Promise.all(
      (['ours', 'real'] as const).map(async (side) => {
        const target = await startTarget({
          side,
          version,
          config: server('dying', 'required = true', 'env = { MCP_EXIT_CODE = "3" }'),
        });
        try {
          await handshake(target);
          return (await target.request('thread/start', { cwd: target.cwd })).error;
        } finally {
          await target.close();
        }
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
  });

  it('put questions to people, by form and by page', async () => {
    const calls = [
      { tool: 'alpha/ask_form' },
      { tool: 'alpha/ask_form', answer: { action: 'decline', content: null } },
      { tool: 'alpha/ask_url', answer: { action: 'accept', content: null } },
      { tool: 'alpha/destroy', args: '{"what":"it"}', answer: { action: 'accept', content: {} } },
    ];
    await compared(version, { servers: server('alpha'), calls });
    await compared(version, {
      servers: server('alpha'),
      calls: [
        { tool: 'alpha/ask_form', answer: { error: { code: -32000, message: 'no' } } },
        { tool: 'alpha/ask_form', answer: { action: 'perhaps' } },
        { tool: 'alpha/ask_url', answer: {} },
        { tool: 'alpha/ask_form', answer: { action: 'cancel', content: null } },
      ],
    });
    await compared(version, {
      servers: server('alpha'),
      calls: calls.slice(0, 1),
      thread: { approvalPolicy: 'never' },
    });
  });
});

describe('MCP servers of 0.169.0', () => {
  it('fail for clients when they have ended, or take too long', async () => {
    await compared('0.169.0', {
      servers: [
        server('alpha', 'tool_timeout_sec = 1'),
        '[mcp_servers.absent]\ncommand = "/nonexistent/program"\n',
      ].join('\n'),
      also: async (target, threadId) => {
        const call = (tool: string, named = 'alpha') =>
          target.request('mcpServer/tool/call', { threadId, server: named, tool, arguments: {} });
        const read = (uri: string, named = 'alpha') =>
          target.request('mcpServer/resource/read', { threadId, server: named, uri });
        const answers = [
          await call('sleep'),
          await call('echo', 'absent'),
          await read('test://one', 'absent'),
          await call('exit'),
          await call('echo'),
          await read('test://one'),
          await target.request('mcpServerStatus/list', { threadId }),
        ];
        return answers.map((frame) => at(frame, 'result') ?? at(frame, 'error'));
      },
    });
  });

  it('are called and read by clients', async () => {
    const unknown = '01a21945-b1a3-76d3-8099-ca4580198eeb';
    await compared('0.169.0', {
      servers: server('alpha'),
      also: async (target, threadId) => {
        const given: unknown[] = [];
        const ask = async (method: string, params: Frame): Promise<void> => {
          const from = target.frames.length;
          const pending = target.request(method, params);
          const { id } = await answering(
            target,
            from,
            ACCEPT,
            (frame) => frame.id !== undefined && frame.method === undefined,
          );
          const frame = await pending;
          expect(frame.id).toBe(id);
          given.push([method, params, at(frame, 'result') ?? at(frame, 'error')]);
        };
        const call = (tool: string, args?: unknown, more: Frame = {}) =>
          ask('mcpServer/tool/call', {
            threadId,
            server: 'alpha',
            tool,
            ...(args === undefined ? {} : { arguments: args }),
            ...more,
          });
        const read = (params: Frame) =>
          ask('mcpServer/resource/read', { server: 'alpha', uri: 'test://one', ...params });
        await call('echo', { text: 'x' }, { _meta: { k: 1 } });
        await call('fail', {});
        await call('throw', {});
        await call('structured');
        await call('ask-form', {});
        await call('env', { name: 'HANDED' });
        await call('nobody', {});
        await call('echo', 'text');
        await call('echo', {}, { server: 'nobody' });
        await call('echo', {}, { threadId: 'x' });
        await call('echo', {}, { threadId: unknown });
        await read({ threadId });
        await read({ threadId, uri: 'test://two' });
        await read({ threadId, uri: 'test://none' });
        await read({ threadId, server: 'nobody' });
        await read({});
        await read({ server: 'nobody' });
        await read({ threadId: unknown });
        await ask('mcpServer/event/stream/start', {
          threadId,
          server: 'alpha',
          subscriptionId: 's',
          name: 'n',
          arguments: {},
        });
        await ask('mcpServer/event/stream/stop', { subscriptionId: 's' });
        await ask('config/mcpServer/reload', {});
        await ask('mcpServerStatus/list', { threadId });
        return given;
      },
    });
  });
});
