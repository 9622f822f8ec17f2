import { describe, expect, it } from 'vitest';
import { type Handler, THREAD } from '../../client/fake-server.js';
import { against } from '../harness.js';

describe('lists', () => {
  const model = (id: string) => ({
    id,
    displayName: id.toUpperCase(),
    description: 'd',
    isDefault: id === 'a',
    hidden: false,
    supportedReasoningEfforts: [{ reasoningEffort: 'low' }],
  });

  it('model-list follows the pages to the end', async () => {
    const handlers: Record<string, Handler> = {
      'model/list': (params) =>
        (params as { cursor?: string }).cursor === '1'
          ? { data: [model('b')], nextCursor: null }
          : { data: [model('a')], nextCursor: '1' },
    };
    const ran = await against(handlers, ['model-list', '--quiet']);
    expect(ran).toMatchObject({ code: 0, stdout: 'a  A  default  low  d\nb  B           low  d\n' });
  });

  it('model-list does not run in circles', async () => {
    const handlers = { 'model/list': () => ({ data: [model('a')], nextCursor: 'same' }) };
    const ran = await against(handlers, ['model-list', '--json', '--quiet']);
    expect(ran.code).toBe(0);
    expect(ran.json()).toHaveLength(1);
  });

  it('thread-list shows a page and says how to go on', async () => {
    const thread = {
      id: THREAD,
      status: { type: 'idle' },
      updatedAt: Date.now() / 1000,
      name: null,
      preview: 'Hi\nyou',
    };
    const handlers = { 'thread/list': () => ({ data: [thread], nextCursor: 'c2' }) };
    const ran = await against(handlers, ['thread-list', '--limit', '1']);
    expect(ran.stdout).toContain(`${THREAD}  idle  just now  Hi you\n`);
    expect(ran.stderr).toContain("--cursor 'c2'");
    expect(ran.server?.asked('thread/list')).toEqual([{ limit: 1 }]);
  });

  it('config-read shows what is set, with its origin, and no secrets', async () => {
    const config = { model: 'm', profile: null, mcp: { auth: { bearer_token: 'hush-hush' } } };
    const handlers = {
      'config/read': () => ({
        config,
        origins: { model: { name: { type: 'user', file: '/h/config.toml' } } },
        layers: null,
      }),
    };
    const ran = await against(handlers, ['config-read', '--cwd', '/x']);
    expect(ran.stdout).toContain('model = "m"  # user\nmcp.auth.bearer_token = "[redacted]"\n');
    expect(ran.stdout).not.toContain('hush-hush');
    expect(ran.server?.asked('config/read')).toEqual([{ includeLayers: false, cwd: '/x' }]);
  });
});
