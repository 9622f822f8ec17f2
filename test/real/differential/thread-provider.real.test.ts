// Providers as the configuration of one thread wants them: ours beside the real servers. Which of two backends is asked,
// with which headers, how often, and what is refused.
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Target, type Version } from '../support/target.js';

const answers = (text: string) => ({ replies: [{ text, times: 'always' as const }] });

/** Starts of threads, by what they show; `URL` is where the other backend is. */
const starts: readonly {
  readonly name: string;
  readonly params: Frame;
  readonly versions?: readonly Version[];
}[] = [
  { name: 'another address', params: { config: { 'model_providers.astc.base_url': 'URL' } } },
  {
    name: 'a table with headers',
    params: { config: { 'model_providers.astc': { base_url: 'URL', http_headers: { 'x-own': 'mine' } } } },
  },
  {
    name: 'a key of its own',
    params: { config: { 'model_providers.astc': { base_url: 'URL', env_key: 'OWN_KEY' } } },
  },
  {
    name: 'a provider of its own',
    params: {
      modelProvider: 'other',
      config: { 'model_providers.other': { name: 'Other', base_url: 'URL', wire_api: 'responses' } },
    },
  },
  {
    name: 'a provider of its own, named by the configuration',
    params: {
      config: {
        model_provider: 'other',
        'model_providers.other': { name: 'Other', base_url: 'URL', wire_api: 'responses' },
      },
    },
  },
  { name: 'no provider', params: { modelProvider: 'none' } },
  { name: 'an address that is none', params: { config: { 'model_providers.astc.base_url': 7 } } },
  { name: 'another protocol', params: { config: { 'model_providers.astc.wire_api': 'chat' } } },
  {
    name: 'a provider without a name',
    params: { modelProvider: 'other', config: { 'model_providers.other.base_url': 'URL' } },
  },
  {
    name: 'the built-in one',
    params: { config: { 'model_providers.openai.base_url': 'URL' } },
    versions: ['0.169.0'],
  },
  { name: 'nothing of its own', params: {} },
];

interface Backends {
  readonly usual: Backend;
  readonly other: Backend;
}

/** What became of a turn of that thread: who was asked, and with what. */
async function turnOf(target: Target, { usual, other }: Backends, threadId: string): Promise<unknown> {
  const before = [usual.requests.length, other.requests.length] as const;
  const from = target.frames.length;
  await runTurn(target, threadId, 'hello');
  const asked = other.requests.at(-1);
  const isOther = other.requests.length > before[1];
  const told = target.frames
    .slice(from)
    .filter(({ method }) => method === 'item/completed' || method === 'error');
  return {
    asked: [usual.requests.length - before[0], other.requests.length - before[1]],
    headers: isOther && [asked?.headers['x-own'], asked?.headers.authorization],
    said: told.map(({ params }) => (params as { item?: Frame }).item?.text),
  };
}

async function played(side: Side, version: Version): Promise<Record<string, unknown>> {
  const usual = await createBackend({ script: answers('Usual.') }).listen();
  const other = await createBackend({ script: answers('Other.') }).listen();
  const target = await startTarget({
    side,
    version,
    config: usual.codexConfig(),
    env: { OWN_KEY: 'secret' },
  });
  const placed = (params: Frame): Frame =>
    JSON.parse(JSON.stringify(params).replaceAll('"URL"', JSON.stringify(`${other.url}/v1`)));
  const start = async (method: string, params: Frame): Promise<unknown> => {
    const { result, error } = await target.request(method, { cwd: target.cwd, ...placed(params) });
    if (error !== undefined) return error;
    const { thread, modelProvider } = result as { thread: { id: string }; modelProvider: string };
    return { modelProvider, ...((await turnOf(target, { usual, other }, thread.id)) as object) };
  };
  try {
    await handshake(target);
    const came: Record<string, unknown> = {};
    for (const { name, params, versions } of starts) {
      if (versions?.includes(version) ?? true) came[name] = await start('thread/start', params);
    }
    const config = { 'model_providers.astc.base_url': 'URL' };
    const { result } = await target.request('thread/start', { cwd: target.cwd, config: placed(config) });
    const { thread } = result as { thread: { id: string } };
    await runTurn(target, thread.id, 'hello');
    came['a fork'] = await start('thread/fork', { threadId: thread.id });
    came['a fork with it'] = await start('thread/fork', { threadId: thread.id, config });
    return came;
  } finally {
    await target.close();
    await usual.close();
    await other.close();
  }
}

describe.each<Version>(['0.169.0', '0.118.0'])('providers of one thread beside the real %s', (version) => {
  it('are those that its configuration describes', async () => {
    const [ours, real] = [await played('ours', version), await played('real', version)];
    expect(ours).toEqual(real);
    expect(ours['another address']).toMatchObject({ asked: [0, 1] });
    expect(ours['nothing of its own']).toMatchObject({ asked: [1, 0] });
  });
});
