import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AccountModels, type AccountModelsDeps } from '../../../src/adapters/models/account-models.js';
import { ModelsMalformed, modelsIn } from '../../../src/adapters/models/model-info.js';
import { ModelsCache } from '../../../src/adapters/models/models-cache.js';
import { createBackend } from '../../../src/backend/index.js';
import type { ModelInfo } from '../../../src/domain/model-info.js';
import { systemClock } from '../../../src/util/clock.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'astc-models-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function entries(...catalog: { slug: string }[]): Promise<{ models: ModelInfo[] }> {
  const backend = await createBackend({ script: { catalog } }).listen();
  try {
    return (await (await fetch(`${backend.baseUrl}/models`)).json()) as { models: ModelInfo[] };
  } finally {
    await backend.close();
  }
}

const PROVIDER = { id: 'openai' } as NonNullable<ReturnType<AccountModelsDeps['provider']>>;

async function account(over: Partial<AccountModelsDeps> = {}) {
  const { models } = await entries({ slug: 'one' });
  const failures: unknown[] = [];
  let asked = 0;
  const deps: AccountModelsDeps = {
    version: '0.169.0',
    isOfAccount: true,
    provider: () => PROVIDER,
    account: () => ({ mode: 'chatgpt', accountId: 'a' }),
    ask: async () => {
      asked += 1;
      return { models, etag: '"1"' };
    },
    cache: new ModelsCache(home, systemClock),
    onFailure: (thrown) => failures.push(thrown),
    ...over,
  };
  return { of: new AccountModels(deps), deps, failures, asked: () => asked };
}

const slugs = (models: AccountModels): string[] => models.told().models.map(({ slug }) => slug);

test('are asked for once by all who want to know meanwhile, and kept', async () => {
  const { of, asked } = await account();
  await Promise.all([of.refresh('a'), of.refresh('b')]);
  await of.refresh('a');
  expect(asked()).toBe(1);
  expect(slugs(of)).toEqual(['one']);
  expect(of.told()).toBe(of.told());
  const later = await account();
  await later.of.refresh('a');
  expect([later.asked(), slugs(later.of)]).toEqual([0, ['one']]);
});

test('are forgotten with the account they belong to', async () => {
  let who: { mode: string; accountId: string } | null = { mode: 'chatgpt', accountId: 'a' };
  const { of, asked } = await account({ account: () => who });
  await of.refresh('a');
  who = { mode: 'chatgpt', accountId: 'b' };
  expect(slugs(of)).toEqual([]);
  await of.refresh('a');
  expect([asked(), slugs(of)]).toEqual([2, ['one']]);
  who = null;
  expect(slugs(of)).toEqual([]);
});

test('stay as they were where the provider does not say', async () => {
  let isBroken = false;
  const { models } = await entries({ slug: 'one' });
  const ask = async () => {
    if (isBroken) throw new Error('no');
    return { models, etag: null };
  };
  const { of, failures } = await account({ ask });
  await of.refresh('a');
  isBroken = true;
  await of.seen('"2"', 'a');
  expect([failures.length, slugs(of)]).toEqual([1, ['one']]);
});

test('are asked for again when another state of them is named, and kept longer when it is the same', async () => {
  const { of, asked } = await account();
  await of.refresh('a');
  const file = join(home, 'models_cache.json');
  const before = JSON.parse(await readFile(file, 'utf8')) as { fetched_at: string };
  await writeFile(file, JSON.stringify({ ...before, fetched_at: '2020-01-01T00:00:00Z' }));
  await of.seen('"1"', 'a');
  expect(asked()).toBe(1);
  expect(JSON.parse(await readFile(file, 'utf8')).fetched_at >= before.fetched_at).toBe(true);
  await of.seen('"2"', 'a');
  expect(asked()).toBe(2);
});

test('are left alone where nobody is asked', async () => {
  const { of, asked } = await account({ provider: () => null });
  await of.refresh('a');
  await of.seen('"1"', 'a');
  expect([asked(), slugs(of)]).toEqual([0, []]);
});

test.each([
  [{}, 'missing field `models`'],
  [{ models: 1 }, 'invalid type: integer `1`, expected a sequence at models'],
  [{ slug: 1 }, 'invalid type: integer `1`, expected a string at models[0].slug'],
  [
    { visibility: 'x' },
    'unknown variant `x`, expected one of `list`, `hide`, `none` at models[0].visibility',
  ],
  [{ priority: 1.5 }, 'invalid type: floating point `1.5`, expected i32 at models[0].priority'],
  [{ availability_nux: {} }, 'missing field `message` at models[0].availability_nux'],
  [{ input_modalities: null }, 'invalid type: null, expected a sequence at models[0].input_modalities'],
])('say what is wrong with a description: %j', async (wrong, problem) => {
  const { models } = await entries({ slug: 'one' });
  const isWhole = Object.keys(wrong).length === 0 || 'models' in wrong;
  const value = isWhole ? wrong : { models: [{ ...models[0], ...wrong }] };
  expect(() => modelsIn(value, '0.169.0')).toThrow(new ModelsMalformed(problem, ''));
});
