// The apps of a ChatGPT account, ours beside the real servers on the same backend: what is listed, told on the way,
// kept, and refused.
import { describe, expect, it } from 'vitest';
import type { Login } from '../../../src/backend/index.js';
import { withLoginTarget } from '../support/login-target.js';
import { playReal } from '../support/play-real.js';
import type { Frame, Side, Target, Version } from '../support/target.js';

type App = NonNullable<NonNullable<Exclude<Login, string>['account']>['apps']>[number];

const find = (name: string) => ({ name, title: 'Find', description: 'Finds.', isReadOnly: true });
const apps: App[] = [
  {
    id: 'beta',
    name: 'Beta & Co.',
    description: 'Bees.',
    entry: {
      logoUrl: 'https://x/light.png',
      logoUrlDark: 'https://x/dark.png',
      iconAssets: { small: 'a' },
      iconDarkAssets: { small: 'b' },
      distributionChannel: 'ECOSYSTEM_DIRECTORY',
      branding: {
        category: 'BUSINESS',
        developer: 'Dev',
        website: 'https://w',
        privacyPolicy: 'https://p',
        termsOfService: 'https://t',
        isDiscoverableApp: true,
      },
      appMetadata: { review: { status: 'OK' }, categories: ['A'], developer: 'D', firstPartyType: 'x' },
      labels: { a: 'b' },
    },
  },
  { id: 'alpha', name: 'alpha' },
  { id: 'delta', name: 'Delta', tools: [find('delta_find'), { name: 'make' }] },
  { id: 'secret', name: 'Secret', isHidden: true, tools: [find('secret_find')] },
  {
    id: 'loose',
    name: 'Loose',
    description: 'In no directory.',
    directory: 'none',
    tools: [find('loose_find')],
  },
  { id: 'alpha', name: 'Alpha again', description: 'Twice.' },
  { id: 'work', name: 'Work', directory: 'workspace' },
  { id: 'alpha', name: 'Alpha of work', description: 'At work.', directory: 'workspace' },
];

interface Play {
  readonly name: string;
  readonly versions?: readonly Version[];
  readonly plan?: string;
  readonly apps?: readonly App[];
  readonly faults?: NonNullable<Exclude<Login, string>['faults']>;
  readonly config?: string;
  readonly play: (target: Target) => Promise<unknown>;
}

const inTurn =
  (...calls: readonly (readonly [method: string, params?: Frame])[]) =>
  async (target: Target): Promise<void> => {
    for (const [method, params] of calls) await target.request(method, params);
  };

const plays: readonly Play[] = [
  {
    name: 'a list, once more, in pages, anew',
    play: inTurn(
      ['app/list', {}],
      ['app/list', {}],
      ['app/list', { limit: 1, cursor: '1' }],
      ['app/list', { limit: 0 }],
      ['app/list', { cursor: 'x' }],
      ['app/list', { cursor: '99' }],
      ['app/list', { forceRefetch: true }],
      ['app/list', { threadId: 'x' }],
    ),
  },
  { name: 'of a workspace', plan: 'team', play: inTurn(['app/list', {}]) },
  { name: 'none at all', apps: [], play: inTurn(['app/list', {}], ['app/list', {}]) },
  {
    name: 'with some switched off',
    config: '[apps._default]\nenabled = false\n[apps.beta]\nenabled = true\n',
    play: inTurn(['app/list', {}]),
  },
  {
    name: 'one switched off meanwhile',
    play: inTurn(
      ['app/list', {}],
      ['config/value/write', { keyPath: 'apps.delta.enabled', value: false, mergeStrategy: 'replace' }],
      ['app/list', {}],
    ),
  },
  {
    name: 'all switched off meanwhile',
    play: inTurn(
      ['app/list', {}],
      ['config/value/write', { keyPath: 'features.apps', value: false, mergeStrategy: 'replace' }],
      ['app/list', {}],
    ),
  },
  { name: 'a directory that fails', faults: { apps: 503 }, play: inTurn(['app/list', {}]) },
  {
    name: 'a directory that breaks off',
    faults: { apps: { malformed: true } },
    play: inTurn(['app/list', {}], ['app/list', {}]),
  },
  {
    name: 'a directory that fails later',
    faults: { apps: [{ delayMs: 1 }, 500] },
    play: inTurn(['app/list', {}], ['app/list', { forceRefetch: true }], ['app/list', {}]),
  },
  {
    name: 'an entry without a name',
    apps: [{ id: 'x', entry: { name: null } }],
    play: inTurn(['app/list', {}]),
  },
  {
    name: 'once nobody is signed in any more',
    play: inTurn(['app/list', {}], ['account/logout'], ['app/list', {}]),
  },
  {
    name: 'what is installed, and what is said of it',
    versions: ['0.169.0'],
    play: inTurn(
      ['app/list', {}],
      ['app/installed', {}],
      ['app/installed', { forceRefresh: true }],
      ['app/read', { appIds: ['delta', 'nobody', 'beta'], includeTools: true }],
      ['app/read', { appIds: ['delta', 'beta'] }],
      ['app/read', { appIds: ['loose'] }],
      ['app/read', { appIds: ['loose'], includeTools: true }],
      ['app/read', { appIds: [] }],
      ['app/read', { appIds: Array.from({ length: 101 }, (_, index) => String(index)) }],
    ),
  },
  {
    name: 'metadata that cannot be had',
    versions: ['0.169.0'],
    faults: { apps: [404, { malformed: true }] },
    play: inTurn(['app/read', { appIds: ['delta'] }], ['app/read', { appIds: ['delta'] }]),
  },
];

async function told(side: Side, version: Version, one: Play): Promise<string[]> {
  const { plan = 'plus', faults = {}, config } = one;
  const account = { plan, apps: one.apps ?? apps };
  const logins: Login[] = [{ approve: true, account, faults }];
  return withLoginTarget({ side, version, logins, ...(config && { tables: config }) }, async (target) => {
    await target.request('app/list', {});
    await target.request('account/login/start', { type: 'chatgptDeviceCode' });
    await target.waitFor(
      'account/updated',
      ({ method, params }) => method === 'account/updated' && (params as Frame).authMode === 'chatgpt',
    );
    const from = target.frames.length;
    await one.play(target);
    return target.frames
      .slice(from)
      .filter(({ method }) => method === undefined || method === 'app/list/updated')
      .filter(({ result }) => (result as Frame | undefined)?.filePath === undefined)
      .map((frame) => JSON.stringify({ ...frame, emittedAtMs: undefined }));
  });
}

describe.each<Version>(['0.169.0', '0.118.0'])('apps beside the real %s', (version) => {
  it.each(plays.filter(({ versions }) => versions?.includes(version) ?? true))(
    'are the same: $name',
    async (play) => {
      const ours = await told('ours', version, play);
      const real = await playReal(
        () => told('real', version, play),
        (frames) => frames.join('\n') === ours.join('\n'),
      );
      expect(ours.map((text) => JSON.parse(text) as unknown)).toEqual(
        real.map((text) => JSON.parse(text) as unknown),
      );
    },
  );
});
