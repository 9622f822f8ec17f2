// What models are offered that write scripts, or that read of their tools in their input, ours beside the real 0.169.0.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend, type Script } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type Frame, freshFolder, type Side, startTarget, type Target } from '../support/target.js';
import { outputsIn } from '../support/tool-turn.js';

const BASE = {
  default_reasoning_level: 'medium',
  supported_reasoning_levels: [{ effort: 'medium', description: 'some' }],
  base_instructions: 'Be BASE.',
  shell_type: 'default',
  apply_patch_tool_type: 'freeform',
  truncation_policy: { mode: 'bytes', limit: 10_000 },
  context_window: 100_000,
};

const EXTRAS = ['clock', 'request_user_input_async', 'test_sync_tool'];

/** What is said of each otherwise than of the first. */
const VARIANTS: Readonly<Record<string, Frame>> = {
  plain: {},
  direct: { tool_mode: 'direct' },
  beside: { tool_mode: 'code_mode' },
  only: { tool_mode: 'code_mode_only' },
  odd: { tool_mode: 'odd' },
  none: { tool_mode: null },
  'beside-search': { tool_mode: 'code_mode', supports_search_tool: true },
  'only-search': { tool_mode: 'code_mode_only', supports_search_tool: true },
  'beside-team': { tool_mode: 'code_mode', multi_agent_version: 'v2' },
  'only-team': { tool_mode: 'code_mode_only', multi_agent_version: 'v2' },
  'beside-extras': { tool_mode: 'code_mode', experimental_supported_tools: EXTRAS },
  'only-extras': { tool_mode: 'code_mode_only', experimental_supported_tools: EXTRAS },
  reads: { use_responses_lite: true },
  'reads-search': { use_responses_lite: true, supports_search_tool: true },
  'reads-only': { use_responses_lite: true, tool_mode: 'code_mode_only' },
  'reads-beside': { use_responses_lite: true, tool_mode: 'code_mode' },
};

const CATALOG = Object.entries(VARIANTS).map(([slug, said], place) => ({
  ...BASE,
  slug,
  priority: place + 1,
  ...said,
}));

const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
const TOOLS_OF_CLIENT = [
  { type: 'function', name: 'own_tool', description: 'Own.', inputSchema: schema },
  {
    type: 'namespace',
    name: 'grp',
    description: 'Group.',
    tools: [
      { type: 'function', name: 'now', description: 'Now.', inputSchema: schema },
      { type: 'function', name: 'later', description: 'L.', deferLoading: true, inputSchema: schema },
    ],
  },
];

const SWITCHES: Readonly<Record<string, Frame>> = {
  none: {},
  beside: { 'features.code_mode': true },
  only: { 'features.code_mode_only': true },
  both: { 'features.code_mode': true, 'features.code_mode_only': true },
  off: { 'features.code_mode': false, 'features.code_mode_only': false },
};

/** A tool by its type, name and members, and whether it says how scripts call it. */
function shape({ type, name, tools, description }: Frame): string {
  const isDeclared = /exec tool declaration/.test(String(description)) && name !== 'exec' ? '+' : '';
  const members = Array.isArray(tools) ? `[${(tools as Frame[]).map(shape).join(' ')}]` : '';
  return `${String(type)}:${typeof name === 'string' ? name : ''}${isDeclared}${members}`;
}

function asked(backend: Backend, from: number): unknown {
  return backend.requests
    .slice(from)
    .filter(({ path, method }) => method === 'POST' && path.endsWith('/responses'))
    .map(({ body, headers }) => {
      const { tools, input, parallel_tool_calls } = body as { tools?: Frame[]; input: Frame[] } & Frame;
      const [first] = input;
      const all = tools ?? (first?.tools as Frame[]);
      const members = all.flatMap((tool) => (tool.name === 'functions' ? (tool.tools as Frame[]) : [tool]));
      const exec = members.find(({ name }) => name === 'exec');
      return {
        tools: tools?.map(shape),
        read: tools === undefined ? [first?.type, first?.role, all.map(shape)] : null,
        lite: headers['x-openai-internal-codex-responses-lite'],
        parallel_tool_calls,
        format: exec?.format,
        described: [...String(exec?.description).matchAll(/^### `(\w+)`$/gm)].map(([, name]) => name),
        wait: shapeOf(members.find(({ name }) => name === 'wait')),
        outputs: outputsIn({ body }).map(({ output }) => output),
      };
    });
}

function shapeOf(tool: Frame | undefined): unknown {
  const text = JSON.stringify(tool?.parameters, (key, value) => (key === 'description' ? undefined : value));
  return text === undefined ? null : JSON.parse(text);
}

async function played(side: Side): Promise<Record<string, unknown>> {
  const list = 'text(ALL_TOOLS.map(({ name }) => name))';
  const replies: Script['replies'] = [
    {
      when: { text: 'list', toolOutput: false },
      times: 'always',
      parts: [{ customCall: { name: 'exec', input: list, id: 'call_1' } }],
    },
    { text: 'Fine.', times: 'always' },
  ];
  const backend = await createBackend({ script: { catalog: CATALOG, replies } }).listen();
  const home = freshFolder(`code-offers-${side}`);
  const file = join(home, 'models.json');
  writeFileSync(file, await (await fetch(`${backend.baseUrl}/models`)).text());
  const config = backend.codexConfig({ codexVersion: '0.169.0', model: 'plain' });
  const target = await startTarget({
    side,
    version: '0.169.0',
    config: `model_catalog_json = ${JSON.stringify(file)}\n${config}`,
  });
  try {
    await handshake(target);
    const outcomes: Record<string, unknown> = {};
    for (const [name, switches] of Object.entries(SWITCHES)) {
      for (const model of name === 'none'
        ? Object.keys(VARIANTS)
        : ['plain', 'direct', 'beside', 'only', 'odd', 'reads'])
        outcomes[`${model}, switches: ${name}`] = await offeredTo(model, switches, { target, backend });
    }
    return outcomes;
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function offeredTo(
  model: string,
  config: Frame,
  { target, backend }: { readonly target: Target; readonly backend: Backend },
): Promise<unknown> {
  const from = target.frames.length;
  const before = backend.requests.length;
  const full = { approvalPolicy: 'never', sandbox: 'danger-full-access' };
  const threadId = await startThread(target, {
    cwd: target.cwd,
    ...full,
    model,
    config,
    dynamicTools: TOOLS_OF_CLIENT,
  });
  await runTurn(target, threadId, 'list');
  const warnings = target.frames
    .slice(from)
    .filter(({ method }) => method === 'warning')
    .map(({ params }) => String((params as Frame).message))
    .filter((message) => message.startsWith('Code Mode'));
  return { warnings, asked: asked(backend, before) };
}

describe('models that write scripts, or read of their tools', () => {
  it('are offered the same tools', async () => {
    const [ours, real] = [await played('ours'), await played('real')];
    for (const [name, outcome] of Object.entries(real)) {
      const plain = JSON.parse(
        JSON.stringify(outcome).replace(/Wall time [\d.]+/g, 'Wall time <s>'),
      ) as unknown;
      const mine = JSON.parse(
        JSON.stringify(ours[name]).replace(/Wall time [\d.]+/g, 'Wall time <s>'),
      ) as unknown;
      expect.soft({ [name]: mine }).toEqual({ [name]: plain });
    }
    expect(Object.keys(ours)).toEqual(Object.keys(real));
  }, 120_000);
});
