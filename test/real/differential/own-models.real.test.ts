// Models beyond those of a version: of a file that the configuration names, and of the account. What is listed, and
// what a model is asked with by what is said of it. Ours beside the real servers.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend, type Script } from '../../../src/backend/index.js';
import { handshake, runTurn } from '../support/compare.js';
import { EXTRAS, toldByExtras } from '../support/extra-tool-plays.js';
import { toldOfPictures } from '../support/picture-plays.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from '../support/target.js';

const VERSIONS: readonly Version[] = ['0.118.0', '0.169.0'];

const BASE = {
  description: null,
  default_reasoning_level: 'medium',
  supported_reasoning_levels: [
    { effort: 'low', description: 'a little' },
    { effort: 'medium', description: 'some' },
  ],
  base_instructions: 'Be BASE.',
  shell_type: 'default',
  apply_patch_tool_type: null,
  truncation_policy: { mode: 'bytes', limit: 10_000 },
  context_window: 100_000,
};

const TEMPLATE = {
  instructions_template: 'Be {{ personality }}!',
  instructions_variables: { personality_default: 'D', personality_friendly: 'F', personality_pragmatic: 'P' },
};

/** What is said of each otherwise than of the first. */
const VARIANTS: Readonly<Record<string, Frame>> = {
  base: {},
  described: { description: 'Told.', display_name: 'Shown' },
  'no-commands': { shell_type: 'disabled' },
  'no-summaries': { supports_reasoning_summaries: false },
  'summaries-none': { default_reasoning_summary: 'none' },
  'summaries-detailed': { default_reasoning_summary: 'detailed' },
  wordy: { support_verbosity: true, default_verbosity: 'high' },
  'wordy-as-it-likes': { support_verbosity: true },
  patches: { apply_patch_tool_type: 'freeform' },
  pictures: { web_search_tool_type: 'text_and_image' },
  parallel: { supports_parallel_tool_calls: true },
  'small-window': { context_window: 50_000, max_context_window: 60_000 },
  'half-window': { effective_context_window_percent: 50 },
  'text-only': { input_modalities: ['text'] },
  originals: { supports_image_detail_original: true },
  extras: { experimental_supported_tools: EXTRAS },
  searches: { supports_search_tool: true },
  'no-effort': { default_reasoning_level: null },
  'no-efforts': { supported_reasoning_levels: [] },
  template: { model_messages: TEMPLATE },
  placeless: { model_messages: { ...TEMPLATE, instructions_template: 'Be PLACELESS.' } },
  team: { multi_agent_version: 'v2' },
  'no-team': { multi_agent_version: 'v1' },
  tiers: {
    service_tiers: [{ id: 'priority', name: 'Fast', description: 'Quick.' }],
    additional_speed_tiers: ['fast'],
    default_service_tier: 'priority',
  },
  special: { model_specialty: 'cyber' },
  upgraded: { upgrade: { model: 'base', migration_markdown: 'Move.' } },
  announced: { availability_nux: { message: 'New.' } },
  hidden: { visibility: 'hide' },
  gone: { visibility: 'none' },
  'with-account': { supported_in_api: false },
  first: { priority: -1 },
};

const CATALOG = Object.entries(VARIANTS).map(([slug, said], place) => ({
  ...BASE,
  slug,
  priority: place + 1,
  ...said,
}));

const FULL_ACCESS = { approvalPolicy: 'never', sandbox: 'danger-full-access' };

async function list(target: Target): Promise<unknown> {
  const { result, error } = await target.request('model/list', { includeHidden: true, limit: 100 });
  return error ?? (result as Frame).data;
}

async function ids(target: Target): Promise<unknown> {
  const models = (await list(target)) as Frame[];
  return models.filter(({ hidden }) => !hidden).map(({ id, isDefault }) => [id, isDefault === true]);
}

async function start(target: Target, params: Frame): Promise<string> {
  const { result, error } = await target.request('thread/start', {
    cwd: target.cwd,
    ...FULL_ACCESS,
    ...params,
  });
  if (error !== undefined) throw new Error(JSON.stringify(error));
  return String(((result as Frame).thread as Frame).id);
}

/** What a request says in nobody's own words. */
function asked({ body }: { readonly body?: unknown }): Frame {
  const { model, instructions, reasoning, text, parallel_tool_calls, include, service_tier, tools, input } =
    body as Frame;
  const said = (input as Frame[]).flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const texts = said.map((part) => String((part as Frame).text ?? (part as Frame).type));
  const patches = (tools as Frame[]).find(({ name }) => name === 'apply_patch');
  return {
    model,
    told: [String(instructions), ...texts].filter((one) => /^Be [A-Z{]/.test(one)),
    switches: texts.filter((one) => one.includes('<model_switch>')).map((one) => /Be [^<\n]*/.exec(one)?.[0]),
    personalities: texts.flatMap((one) => /([A-Z]+)\s*<\/personality_spec>/.exec(one)?.[1] ?? []),
    reasoning,
    text,
    parallel_tool_calls,
    include,
    service_tier,
    tools: (tools as Frame[]).map(({ type, name }) => JSON.stringify([type, name])).sort(),
    search: (tools as Frame[]).find(({ type }) => type === 'web_search')?.search_content_types,
    patches: patches?.type,
  };
}

const replied = (backend: Backend, from: number) =>
  backend.requests.slice(from).filter(({ path, method }) => method === 'POST' && path.endsWith('/responses'));

async function bothPlayed<T>(play: (side: Side) => Promise<T>): Promise<[T, T]> {
  return [await play('ours'), await play('real')];
}

async function playedFile(side: Side, version: Version): Promise<Record<string, unknown>> {
  const replies: Script['replies'] = [
    {
      when: { text: 'count' },
      times: 1,
      parts: [
        { call: { name: 'exec_command', arguments: { cmd: 'seq 1 30000', login: false }, id: 'call_1' } },
      ],
    },
    { text: 'Fine.', times: 'always' },
  ];
  const older =
    version === '0.118.0'
      ? [{ ...BASE, slug: 'patches-as-function', priority: 90, apply_patch_tool_type: 'function' }]
      : [];
  const short = { ...BASE, slug: 'short', priority: 91, truncation_policy: { mode: 'bytes', limit: 500 } };
  const compacts = { ...BASE, slug: 'compacts', priority: 92, auto_compact_token_limit: 10 };
  const script: Script = { catalog: [...CATALOG, ...older, short, compacts], replies };
  const backend = await createBackend({ script }).listen();
  const home = freshFolder(`own-models-${side}`);
  const file = join(home, 'models.json');
  writeFileSync(file, await (await fetch(`${backend.baseUrl}/models`)).text());
  const config = backend.codexConfig({ codexVersion: version, model: 'base' });
  const target = await startTarget({
    side,
    version,
    config: `model_catalog_json = ${JSON.stringify(file)}\n${config}`,
  });
  try {
    await handshake(target);
    const outcomes: Record<string, unknown> = { list: await list(target) };
    for (const model of [
      ...Object.keys(VARIANTS),
      ...older.map(({ slug }) => slug),
      'base-of-a-kind',
      'stranger',
    ]) {
      const from = target.frames.length;
      const before = backend.requests.length;
      await runTurn(target, await start(target, { model }), 'Hello');
      const usage = target.frames.slice(from).find(({ method }) => method === 'thread/tokenUsage/updated');
      const window = ((usage?.params as Frame | undefined)?.tokenUsage as Frame | undefined)
        ?.modelContextWindow;
      const told = target.frames.slice(from).filter(({ method }) => method === 'warning').length;
      outcomes[model] = { window, told, asked: replied(backend, before).map(asked) };
    }
    let before = backend.requests.length;
    const threadId = await start(target, { model: 'base' });
    await runTurn(target, threadId, 'Hello');
    await runTurn(target, threadId, 'Hello', { model: 'template' });
    await runTurn(target, threadId, 'Hello', { model: 'patches' });
    outcomes.switches = replied(backend, before).map(asked);
    for (const personality of ['friendly', 'pragmatic', 'none']) {
      before = backend.requests.length;
      const talking = await start(target, { model: 'template', personality });
      const wish = { personality: 'friendly' };
      const talk = [{}, wish, {}, { personality: 'none' }, { model: 'base' }, { model: 'placeless' }, wish];
      for (const next of [...talk, { model: 'template', personality: 'none' }, {}, wish])
        await runTurn(target, talking, 'Hello', next);
      const own = { model: 'template', personality, baseInstructions: 'Be OWN.' };
      await runTurn(target, await start(target, own), 'Hello');
      outcomes[personality] = replied(backend, before).map(asked);
    }
    before = backend.requests.length;
    await runTurn(target, await start(target, { model: 'short' }), 'count');
    const last = replied(backend, before).at(-1)?.body as Frame;
    const { output } = (last.input as Frame[]).at(-1) ?? {};
    outcomes.short = String(output).length < 800;
    before = backend.requests.length;
    const small = await start(target, { model: 'compacts' });
    for (const text of ['Hello', 'again']) await runTurn(target, small, text);
    outcomes.compacts = replied(backend, before).length;
    Object.assign(outcomes, await toldOfPictures(target, backend, version));
    Object.assign(outcomes, await toldByExtras(target, backend, version));
    return outcomes;
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

describe('models of a file', () => {
  for (const version of VERSIONS) {
    it(`are those there are, and asked with what it says of them: ${version}`, async () => {
      const [ours, real] = await bothPlayed((side) => playedFile(side, version));
      for (const [name, outcome] of Object.entries(real))
        expect.soft({ [name]: ours[name] }).toEqual({ [name]: outcome });
      expect(Object.keys(ours)).toEqual(Object.keys(real));
    }, 120_000);
  }
});

const FILES: Readonly<Record<string, string | null>> = {
  missing: null,
  'no JSON': 'hello',
  'not all': '{"models":[{"slug":"x"}]}',
  empty: '{"models":[]}',
};

async function playedFault(side: Side, version: Version): Promise<unknown> {
  const outcomes: Frame = {};
  for (const [name, content] of Object.entries(FILES)) {
    const home = freshFolder(`own-models-${side}`);
    const file = join(home, 'models.json');
    if (content !== null) writeFileSync(file, content);
    const target = await startTarget({
      side,
      version,
      home,
      config: `model_catalog_json = ${JSON.stringify(file)}\n`,
    });
    try {
      await handshake(target);
      const shown = await ids(target);
      const { error } = await target.request('thread/start', { cwd: target.cwd });
      const warnings = target.frames
        .filter(({ method }) => method === 'configWarning')
        .map(({ params }) => params);
      // Where in a file something is amiss, is told in our own way.
      const told = JSON.stringify({ shown, error, warnings }).replaceAll(home, '<home>');
      outcomes[name] = told.replaceAll(/ at (line \d+ column \d+|models\[\d+\])/g, '');
    } finally {
      await target.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  return outcomes;
}

describe('a file of models that cannot be used', () => {
  for (const version of VERSIONS) {
    it(`leaves the defaults, and no threads: ${version}`, async () => {
      const [ours, real] = await bothPlayed((side) => playedFault(side, version));
      expect(ours).toEqual(real);
    }, 60_000);
  }
});

const TWO = [
  { slug: 'one', priority: 5 },
  { slug: 'two', priority: 2 },
];

async function playedAccount(side: Side, version: Version): Promise<unknown> {
  const replies = [{ text: 'Fine.', times: 'always' as const }];
  const backend = await createBackend({ script: { catalog: TWO, replies } }).listen();
  const home = freshFolder(`own-models-${side}`);
  const codexHome = join(home, 'codex');
  mkdirSync(codexHome, { recursive: true });
  writeFileSync(join(codexHome, 'auth.json'), (await backend.issueTokens()).authJson);
  const config = `model_provider = "openai"\nopenai_base_url = "${backend.baseUrl}"\nchatgpt_base_url = "${backend.url}/backend-api"\n`;
  const env = { ...backend.loginEnvironment() };
  const target = await startTarget({ side, version, home, config, env });
  const said: unknown[] = [];
  let seen = 0;
  const requested = (): string[] => {
    const all = backend.requests.filter(({ path }) => path.includes('/models?'));
    const news = all
      .slice(seen)
      .map(({ path, headers }) => `${path} ${headers['chatgpt-account-id'] !== undefined}`);
    seen = all.length;
    return news;
  };
  const look = async (when: string): Promise<void> => {
    said.push({ when, models: await ids(target), requested: requested() });
  };
  const cache = join(codexHome, 'models_cache.json');
  const changed = (members: Frame): void => {
    const kept = JSON.parse(readFileSync(cache, 'utf8')) as Frame;
    writeFileSync(cache, JSON.stringify({ ...kept, ...members }));
  };
  try {
    await handshake(target);
    await look('at first');
    await look('again');
    const kept = JSON.parse(readFileSync(cache, 'utf8')) as { models: Frame[]; client_version: string };
    said.push({ version: kept.client_version, kept: kept.models.map(({ slug }) => slug) });
    const { result } = await target.request('thread/start', { cwd: target.cwd, ...FULL_ACCESS });
    const threadId = String(((result as Frame).thread as Frame).id);
    said.push((result as Frame).model, requested());
    await runTurn(target, threadId, 'Hello');
    await look('after a turn');
    backend.setScript({ catalog: [{ slug: 'three' }], replies });
    await look('before they are told of again');
    await runTurn(target, threadId, 'Hello');
    await expect
      .poll(() => backend.requests.filter(({ path }) => path.includes('/models?')).length)
      .toBe(seen + 1);
    await expect.poll(async () => JSON.stringify(await ids(target))).toContain('three');
    await look('after an answer that names another state');
    changed({ fetched_at: '2020-01-01T00:00:00Z' });
    await look('when what is kept is old');
    changed({ client_version: '0.1.0' });
    await look('when another version kept it');
    writeFileSync(cache, 'nonsense');
    await look('when nothing is kept that can be read');
    backend.setScript({ catalog: [{ slug: 'four', visibility: 'hide' }], replies });
    writeFileSync(cache, '{}');
    await look('when all are hidden');
    await target.request('account/logout');
    await look('without an account');
    said.push(existsSync(cache));
    return said;
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

describe('models of an account', () => {
  for (const version of VERSIONS) {
    it(`are asked for where what is known is too old: ${version}`, async () => {
      const [ours, real] = await bothPlayed((side) => playedAccount(side, version));
      expect(ours).toEqual(real);
    }, 60_000);
  }
});
