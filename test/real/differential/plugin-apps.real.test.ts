// Apps that plug-ins bring along, ours beside the real servers on the same backend: what is said of them with an account
// and without one, in lists and descriptions, to whom a plug-in is installed, and to the model.
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Backend, Login } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { runTurn, startThread } from '../support/compare.js';
import { type LoginTarget, withLoginTarget } from '../support/login-target.js';
import { localEntry, manifestOf, pluginFile, putFiles } from '../support/plugin-market.js';
import { type Frame, freshFolder, type Side, type Target, type Version } from '../support/target.js';

const VERSIONS: readonly Version[] = ['0.169.0', '0.118.0'];

const LOGINS: readonly Login[] = [
  {
    approve: true,
    account: {
      plan: 'plus',
      apps: [
        { id: 'delta', name: 'Delta', description: 'Has tools.', tools: [{ name: 'delta_x' }] },
        { id: 'dry', name: 'Dry & Co', description: 'Has none.' },
        { id: 'other', name: 'Other', tools: [{ name: 'other_x', description: 'Does.' }] },
      ],
    },
  },
];

/** Apps in another order than that of their ids. */
function fillMarket(folder: string): void {
  const appFile = (apps: object) => ({ apps });
  putFiles(folder, {
    '.agents/plugins/marketplace.json': {
      name: 'local',
      plugins: [
        localEntry('full', { policy: { installation: 'AVAILABLE', authentication: 'ON_INSTALL' } }),
        localEntry('second'),
        localEntry('bare'),
      ],
    },
    ...pluginFile('full', { version: '1', apps: './.app.json', interface: { displayName: 'Full Name' } }),
    'plugins/full/.app.json': appFile({ y: { id: 'dry' }, g: { id: 'ghost' }, d: { id: 'delta' } }),
    ...pluginFile('second', { version: '1', apps: './.app.json' }),
    'plugins/second/.app.json': appFile({ d: { id: 'delta' } }),
    ...pluginFile('bare', { version: '1' }),
  });
}

async function played(side: Side, version: Version): Promise<unknown> {
  const folder = freshFolder('market');
  fillMarket(folder);
  const marketplacePath = manifestOf(folder);
  const wish: LoginTarget = {
    side,
    version,
    logins: LOGINS,
    hosts: ['chatgpt.com'],
    replies: [{ text: 'Done.' }],
    tables: '\n[skills.bundled]\nenabled = false\n',
    env: { GIT_ALLOW_PROTOCOL: 'file' },
  };
  try {
    return await withLoginTarget(wish, async (target, backend) => {
      const answers: unknown[] = [];
      const ask = async (method: string, params: Frame): Promise<void> => {
        const { result, error } = await target.request(method, params);
        answers.push([method, result ?? error]);
      };
      const ofPlugin = (method: string, pluginName: string) => ask(method, { marketplacePath, pluginName });
      const keyPath = 'features.plugins';
      await target.request('config/value/write', { keyPath, value: true, mergeStrategy: 'replace' });
      await ofPlugin('plugin/read', 'full');
      await signIn(target);
      await ofPlugin('plugin/read', 'full');
      for (const name of ['full', 'second', 'bare']) await ofPlugin('plugin/install', name);
      await ofPlugin('plugin/read', 'full');
      await ask('app/list', {});
      if (version === '0.169.0') {
        await ask('app/installed', {});
        await ask('app/read', { appIds: ['delta', 'dry', 'other'] });
      }
      answers.push(await modelSees(target, backend));
      return JSON.parse(JSON.stringify(answers).replaceAll(folder, 'MARKET'));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function signIn(target: Target): Promise<void> {
  await target.request('account/login/start', { type: 'chatgptDeviceCode' });
  await target.waitFor(
    'the account',
    ({ method, params }) => method === 'account/updated' && at(params, 'authMode') === 'chatgpt',
  );
}

/** Descriptions of the tools of apps, and the apps of a plug-in that the user names. */
async function modelSees(target: Target, backend: Backend): Promise<unknown> {
  const threadId = await startThread(target, { model: 'unheard-of' });
  await target.waitFor(
    'the apps',
    ({ method, params }) =>
      method === 'mcpServer/startupStatus/updated' &&
      at(params, 'name') === 'codex_apps' &&
      at(params, 'status') === 'ready',
  );
  await runTurn(target, threadId, 'hello [@full](plugin://full@local)');
  const body = backend.requests.filter(({ path }) => path.includes('/responses')).at(-1)?.body;
  const texts = listAt(body, 'input').flatMap((item) =>
    listAt(item, 'content').map((part) => textAt(part, 'text') ?? ''),
  );
  const ofApps = listAt(body, 'tools').filter((tool) => textAt(tool, 'name')?.includes('codex_apps'));
  return [ofApps, texts.filter((text) => /app.*: `Delta`\./i.test(text)).length];
}

describe('apps of plug-ins', () => {
  it.each(VERSIONS)('are told of as by the real %s', async (version) => {
    const ours = await played('ours', version);
    expect(JSON.stringify(ours)).toContain('ghost');
    expect(ours).toEqual(await played('real', version));
  });
});
