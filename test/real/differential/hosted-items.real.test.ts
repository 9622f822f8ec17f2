// What the provider does by itself, ours beside the real servers: how web search is offered, and the items of searches
// and of pictures that it makes.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend, type Script } from '../../../src/backend/index.js';
import { listAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { normaliser } from '../support/normalise.js';
import { playReal } from '../support/play-real.js';
import { canHaveSystemFiles } from '../support/system-files.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from '../support/target.js';

interface Setup {
  /** Lines before the usual config.toml. */
  top?: string;
  /** Tables after it. */
  tables?: string;
  /** More of its `features`. */
  switches?: string;
  thread?: Frame;
  turn?: Frame;
  /** Demands of an administrator. */
  required?: string;
}

async function withThread<T>(
  side: Side,
  version: Version,
  { script, top = '', tables = '', switches = '', thread = {}, required }: Setup & { script: Script },
  play: (target: Target, threadId: string, requests: () => readonly Frame[]) => Promise<T>,
): Promise<T> {
  const backend = createBackend({ script });
  await backend.listen();
  const home = freshFolder(`${side}-${version}`);
  // The usual one ends with its `features`.
  const config = `${top}\n${backend.codexConfig()}${switches}\n${tables}`;
  const target = await startTarget({
    side,
    version,
    home,
    config,
    ...(required === undefined ? {} : { system: { 'requirements.toml': required } }),
  });
  try {
    await handshake(target);
    const threadId = await startThread(target, thread);
    return await play(target, threadId, () => backend.requests.map(({ body }) => body as Frame));
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** How web search is offered, after what, and what was said about it. */
async function offered(side: Side, version: Version, setup: Setup): Promise<unknown> {
  const script = { replies: [{ text: 'Done.' }] };
  return withThread(side, version, { ...setup, script }, async (target, threadId, requests) => {
    await runTurn(target, threadId, 'one', setup.turn);
    const tools = listAt(requests()[0], 'tools') as Frame[];
    const index = tools.findIndex(({ type }) => type === 'web_search');
    const before = tools[index - 1];
    const warnings = target.frames.flatMap(({ method, params }) => {
      const { summary, message } = (params ?? {}) as Frame;
      const text = String(summary ?? message);
      return /[wW]arning$/.test(String(method)) && text.includes('web_search')
        ? [`${String(method)}: ${text}`]
        : [];
    });
    return { offer: tools[index] ?? null, after: before?.name ?? before?.type ?? null, warnings };
  });
}

const TABLE = `[tools.web_search]
context_size = "high"
allowed_domains = ["example.org"]
[tools.web_search.location]
country = "DE"
city = "Berlin"
timezone = "Europe/Berlin"
`;

const offers: Record<string, Setup> = {
  'by default': {},
  'switched off': { top: 'web_search = "disabled"' },
  'switched off, without a sandbox': {
    top: 'web_search = "disabled"',
    thread: { sandbox: 'danger-full-access' },
  },
  live: { top: 'web_search = "live"', tables: TABLE },
  'without a sandbox': { thread: { sandbox: 'danger-full-access' } },
  'without a sandbox, cached': { top: 'web_search = "cached"', thread: { sandbox: 'danger-full-access' } },
  'without a sandbox, from a turn on': { turn: { sandboxPolicy: { type: 'dangerFullAccess' } } },
  'in a sandbox of somebody else': {
    turn: { sandboxPolicy: { type: 'externalSandbox', networkAccess: 'enabled' } },
  },
  'by the older switch': { switches: 'web_search_request = true' },
  'by both switches': { switches: 'web_search_request = true\nweb_search_cached = true' },
  "by the thread's own configuration": { thread: { config: { web_search: 'live' } } },
  'to a model nobody knows': { thread: { model: 'nobody-knows' } },
};

const demands: Record<string, Setup> = {
  'live is not allowed': { top: 'web_search = "live"', required: 'allowed_web_search_modes = ["cached"]\n' },
  'live is not allowed without a sandbox': {
    thread: { sandbox: 'danger-full-access' },
    required: 'allowed_web_search_modes = ["cached"]\n',
  },
  'cached is not allowed': { required: 'allowed_web_search_modes = ["disabled", "live"]\n' },
  'nothing is allowed': { top: 'web_search = "live"', required: 'allowed_web_search_modes = []\n' },
};

const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

const search = (id: string, action?: Frame): Frame => ({
  type: 'web_search_call',
  id,
  status: 'completed',
  ...(action ? { action } : {}),
});
const picture = (id: string, result: string, more: Frame = {}): Frame => ({
  type: 'image_generation_call',
  id,
  status: 'completed',
  result,
  ...more,
});
const event = (type: string, item: Frame) => ({
  event: { type: `response.output_item.${type}`, output_index: 0, item },
});
const announced = (item: Frame) => event('added', { type: item.type, id: item.id, status: 'in_progress' });
const done = (item: Frame) => event('done', item);

const items: Frame[] = [
  search('ws_0', { type: 'search', query: 'weather', queries: ['weather', 'rain'] }),
  search('ws_1', { type: 'search', queries: ['one', 'two'] }),
  search('ws_2', { type: 'search', queries: ['one'] }),
  search('ws_3', { type: 'search', query: '', queries: ['', 'two'] }),
  search('ws_4', { type: 'search' }),
  search('ws_5', { type: 'open_page', url: 'https://example.org/' }),
  search('ws_6', { type: 'open_page' }),
  search('ws_7', { type: 'find_in_page', url: 'https://example.org/', pattern: 'rain' }),
  search('ws_8', { type: 'find_in_page', pattern: 'rain' }),
  search('ws_9', { type: 'find_in_page', url: 'https://example.org/' }),
  search('ws_10', { type: 'unheard_of', more: 1 }),
  search('ws_11'),
  picture('ig_0', DOT, { revised_prompt: 'a dot' }),
  picture('ig/../1 é', ` ${DOT}\n`),
  picture('..', DOT),
  picture('ig_2', 'no picture!'),
  picture('ig_3', '', { status: 'failed' }),
];

// Announced and then done, done without a word before, or announced with all that there is to say.
const parts = items.flatMap(
  (item, index) =>
    [[announced(item), done(item)], [done(item)], [{ item }]][
      index % (item.type === 'web_search_call' ? 3 : 2)
    ]?.flat() ?? [],
);

interface Told {
  frames: string[];
  stored: string[];
  saved: string[];
  asked: unknown[];
}

/** What comes of the items: told, read again, saved, and sent back to the model. */
async function told(side: Side, version: Version): Promise<Told> {
  const script = { replies: [{ parts: [...parts, { text: 'Done.' }] }, { text: 'Again.' }] } as Script;
  const thread = version === '0.118.0' ? { persistExtendedHistory: true } : {};
  return withThread(side, version, { script, thread }, async (target, threadId, requests) => {
    await runTurn(target, threadId, 'one');
    await runTurn(target, threadId, 'two');
    const { result } = (await target.request('thread/read', { threadId, includeTurns: true })) as {
      result: { thread: { turns: { items: Frame[] }[] } };
    };
    const normalise = normaliser(target.home);
    const isOfProvider = (item: unknown): item is Frame =>
      ['webSearch', 'imageGeneration'].includes(String((item as Frame | undefined)?.type));
    const folder = join(target.home, 'codex', 'generated_images', threadId);
    const last = listAt(requests().at(-1), 'input') as Frame[];
    return {
      frames: target.frames
        .filter(({ params }) => isOfProvider((params as Frame | undefined)?.item))
        .map((frame) => JSON.stringify(normalise(frame))),
      stored: (result.thread.turns[0]?.items ?? [])
        .filter(isOfProvider)
        .map((item) => JSON.stringify(normalise(item as never))),
      saved: version === '0.118.0' ? readdirSync(folder).sort() : [],
      asked: last
        .filter(({ type }) => /^(web_search|image_generation)_call$/.test(String(type)))
        .map(({ type, status, result: made }) => [type, status, made]),
    };
  });
}

const probe = freshFolder('probe');
const canDemand = canHaveSystemFiles(probe);
rmSync(probe, { recursive: true, force: true });

describe.each(['0.118.0', '0.169.0'] as const)('the provider of %s', (version) => {
  it.each(Object.entries(offers))('has web search offered: %s', { timeout: 60_000 }, async (_name, setup) => {
    expect(await offered('ours', version, setup)).toEqual(await offered('real', version, setup));
  });

  it.skipIf(!canDemand).each(Object.entries(demands))(
    'has web search offered as an administrator wants it: %s',
    { timeout: 60_000 },
    async (_name, setup) => {
      expect(await offered('ours', version, setup)).toEqual(await offered('real', version, setup));
    },
  );

  it('searches and makes pictures', { timeout: 90_000 }, async () => {
    const ours = await told('ours', version);
    expect(ours.frames.length).toBeGreaterThan(20);
    expect(ours.asked).toHaveLength(items.length);
    const fits = (real: Told): boolean => JSON.stringify(real) === JSON.stringify(ours);
    expect(ours).toEqual(await playReal(() => told('real', version), fits));
  });
});
