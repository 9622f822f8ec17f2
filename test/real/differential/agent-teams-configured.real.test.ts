// What `[features.multi_agent_v2]` says of teams: which tools there are and what models are told, and what cannot be
// said; ours beside the real 0.169.0.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend, type ModelRequest, type Reply } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { isEnd, says } from '../support/agent-turns.js';
import { handshake, startThread, textInput } from '../support/compare.js';
import { type Frame, freshFolder, type Side, startTarget } from '../support/target.js';

const USUAL = 'collaboration';
/** What is to be found in what models are told, wherever it is. */
const WORDS = ['USAGE', 'ROOT', 'MEMBER', 'MODE', 'INSTRUCTED', 'USERS'];

const SETTINGS: readonly string[] = [
  '',
  'tool_namespace = "crew"',
  'wait_agent_enabled = false',
  'disable_direct_message = true',
  'disable_native_tools = true',
  'expose_spawn_agent_model_overrides = false\nusage_hint_text = "USAGE"',
  'root_agent_usage_hint_text = "ROOT"\nsubagent_usage_hint_text = "MEMBER"',
  'root_agent_usage_hint_text = ""\nsubagent_usage_hint_text = ""\nmulti_agent_mode_hint_text = ""',
  'multi_agent_mode_hint_text = "MODE"\nsubagent_developer_instructions = "INSTRUCTED"',
  'subagent_developer_instructions = ""',
];

/** What `thread/start` brings along, for its thread alone. */
const GIVEN: readonly Frame[] = [
  { 'features.multi_agent_v2.tool_namespace': 'crew' },
  { 'features.multi_agent_v2': { enabled: true, disable_direct_message: true } },
  { features: { multi_agent_v2: { wait_agent_enabled: false, root_agent_usage_hint_text: 'ROOT' } } },
  { 'features.multi_agent_v2.max_concurrent_threads_per_session': 1 },
];

const REFUSED: readonly string[] = [
  ...['', ' a', 'a b', 'a'.repeat(65), 'functions', 'terminal', 'mcp__x'].map(
    (name) => `tool_namespace = "${name}"`,
  ),
  'max_concurrent_threads_per_session = 0',
  ...['min_wait_timeout_ms = -1', 'max_wait_timeout_ms = 3600001', 'min_wait_timeout_ms = 40000'],
  ...['max_wait_timeout_ms = 5', 'default_wait_timeout_ms = 40000\nmax_wait_timeout_ms = 30000'],
  ...['usage_hint_text = 5', 'wait_agent_enabled = "x"', 'nonsense = true', 'min_wait_timeout_ms = 1.5'],
];

/** A thread that is told to starts an agent with nothing of what it has seen. */
function replyTo(namespace: string, { userText, input, kind }: ModelRequest): Reply {
  const isTold = userText === 'spawn' && kind !== 'collab_spawn';
  if (!isTold || input.some(({ type }) => type === 'function_call_output')) return 'Fine.';
  const args = { task_name: 'one', message: 'do it', fork_turns: 'none' };
  return { call: { name: 'spawn_agent', id: 'call_1', namespace, arguments: args } };
}

/** What one agent has: its tools of the team, and which of the words are told where. */
function seen({
  body,
  headers,
}: {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}): Frame {
  const groups = listAt(body, 'tools').filter((tool) => at(tool, 'type') === 'namespace');
  const hasAgents = (group: unknown): boolean =>
    listAt(group, 'tools').some((tool) => at(tool, 'name') === 'list_agents');
  const group = groups.find(hasAgents);
  const tools = listAt(group, 'tools');
  const spawn = tools.find((tool) => at(tool, 'name') === 'spawn_agent');
  const told = listAt(body, 'input').flatMap((item) =>
    at(item, 'role') === 'developer' ? listAt(item, 'content').map((part) => textAt(part, 'text') ?? '') : [],
  );
  return {
    agent: textAt(JSON.parse(headers['x-codex-turn-metadata'] ?? '{}'), 'agent_name'),
    namespace: textAt(group, 'name') ?? null,
    tools: tools.map((tool) => at(tool, 'name')),
    arguments: Object.keys((at(spawn, 'parameters', 'properties') as object | undefined) ?? {}),
    isHinted: (textAt(spawn, 'description') ?? '').endsWith('USAGE'),
    told: told.flatMap((text) => WORDS.filter((word) => new RegExp(`^(<.*>)?${word}(</.*>)?$`).test(text))),
    hasMode: told.some((text) => text.startsWith('<multi_agent_mode>')),
  };
}

async function played(side: Side) {
  let namespace = USUAL;
  const backend = await createBackend({ script: (request) => replyTo(namespace, request) }).listen();
  const home = freshFolder(`${side}-0.169.0`);
  const usual = `developer_instructions = "USERS"\n${backend.codexConfig()}\n[features.multi_agent_v2]\nenabled = true\n`;
  const target = await startTarget({ side, version: '0.169.0', home, config: usual });
  const configure = (more: string): void =>
    writeFileSync(join(home, 'codex', 'config.toml'), `${usual}${more}\n`);
  try {
    await handshake(target);
    const configured: unknown[] = [];
    const given = GIVEN.map((config) => ({ setting: '', config }));
    for (const { setting, config } of [...SETTINGS.map((one) => ({ setting: one, config: {} })), ...given]) {
      namespace = /tool_namespace\W+(\w+)/.exec(setting + JSON.stringify(config))?.[1] ?? USUAL;
      configure(setting);
      const from = backend.requests.length;
      const told = target.frames.length;
      const threadId = await startThread(target, { config });
      await target.request('turn/start', { threadId, input: textInput('spawn') });
      await target.waitFor('its end', (frame) => isEnd(frame) && says(frame, threadId), told);
      if (!setting.includes('disable_native') && !JSON.stringify(config).includes('max_concurrent')) {
        const isOfAgent = (frame: Frame): boolean => isEnd(frame) && !says(frame, threadId);
        await target.waitFor("the agent's end", isOfAgent, told);
      }
      const isAgents = ({ headers }: { headers: Readonly<Record<string, string>> }): boolean =>
        String(headers['x-codex-turn-metadata']).includes('/root/one');
      const asked = backend.requests.slice(from).filter(({ path }) => path.endsWith('/responses'));
      const [first, ...others] = asked;
      const output = asked.flatMap(({ body }) => listAt(body, 'input')).find((item) => at(item, 'output'));
      configured.push({
        setting,
        config,
        root: first === undefined ? null : seen(first),
        member: others.filter(isAgents).slice(0, 1).map(seen),
        output: at(output, 'output'),
      });
    }
    const refused: unknown[] = [];
    for (const setting of REFUSED) {
      configure(setting);
      const { error } = await target.request('thread/start', { cwd: target.cwd, ephemeral: true });
      const message = textAt(error, 'message')
        ?.replaceAll(home, '<home>')
        .replace(/toml:\d+:\d+/, 'toml:…');
      refused.push([setting, message]);
    }
    return { configured, refused };
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

describe('what is configured of teams, ours beside the real 0.169.0', () => {
  it('is there, told and refused alike', async () => {
    const ours = await played('ours');
    const real = await played('real');
    expect(ours.configured).toEqual(real.configured);
    expect(ours.refused).toEqual(real.refused);
    expect(real.refused.every((one) => typeof (one as unknown[])[1] === 'string')).toBe(true);
  });
});
