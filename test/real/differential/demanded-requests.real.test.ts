// What servers send where an administrator demands it: where requests may be answered, and what every model is told.
// Ours beside the real ones.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type LoginTarget, withLoginTarget } from '../support/login-target.js';
import { canHaveSystemFiles } from '../support/system-files.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from '../support/target.js';

const RESIDENCY = 'x-openai-internal-codex-residency';
/** Pages of an account's backend and of the issuer that both ask in either version, whatever else they ask. */
const PAGES =
  /\/(?:responses|oauth\/token|oauth\/revoke|wham\/\w[\w/-]*|connectors\/directory\/list|switch-workspace-token|ps\/apps\/batch)$/;
/** Real servers alone ask for these, or give back tokens later. */
const APART = /\/wham\/settings\/user$|^0\.118\.0 .*\/oauth\/revoke$|\/wham\/apps$/;

const account = { accountId: 'w1', plan: 'team', workspaces: [{ id: 'w1' }, { id: 'w2' }] } as const;

/** Which requests say where they may be answered, each page once. */
function marked(side: Side, version: Version): Promise<string[]> {
  const options: LoginTarget = {
    side,
    version,
    logins: [{ approve: true, account }],
    replies: ['Hello.'],
    system: { 'requirements.toml': 'enforce_residency = "us"\n' },
  };
  return withLoginTarget(options, async (target, backend) => {
    await target.request('account/login/start', { type: 'chatgptDeviceCode' });
    await target.waitFor(
      'a login',
      ({ method, params }) => method === 'account/updated' && (params as Frame).authMode === 'chatgpt',
    );
    await target.request('account/read', { refreshToken: true });
    await target.request('account/rateLimits/read');
    await target.request('app/list', {});
    await runTurn(target, await startThread(target), 'hi');
    if (version !== '0.118.0') await askNewer(target);
    await target.request('account/logout');
    const seen = backend.requests.flatMap(({ method, path, headers }) => {
      const page = path.replace(/\?.*/, '');
      return PAGES.test(page) && !APART.test(`${version} ${page}`)
        ? `${method} ${page} ${headers[RESIDENCY] ?? 'anywhere'}`
        : [];
    });
    return [...new Set(seen)].sort();
  });
}

async function askNewer(target: Target): Promise<void> {
  await target.request('account/usage/read');
  await target.request('account/workspaceMessages/read');
  await target.request('app/read', { appIds: ['connector_x'] });
  const { result } = await target.request('accountSession/list', {});
  const { activeSessionId: sessionId } = result as Frame;
  await target.request('accountSession/switch', { sessionId, accountId: 'w2' });
}

/** Of the last request: what was said, and what an administrator says; how that sets aside the former, is in own words. */
function told(backend: Backend): string[] {
  const { body } = backend.requests.at(-1) as { body: { input: { content?: { text?: string }[] }[] } };
  const texts = body.input.flatMap(({ content = [] }) => content.map(({ text = '' }) => text));
  return texts.flatMap((text) => {
    if (!text.startsWith('<managed_developer_instructions>'))
      return ['hi', 'Hello.', 'OWN'].includes(text) ? [text] : [];
    return /OTHER|ADMIN/.test(text) ? [text.replace(/(?<=>\n)[^<]*\n\n(?=OTHER)/, '')] : ['no more'];
  });
}

/** What models are told in a thread and in its forks, while the demand changes. */
async function instructed(side: Side, version: Version): Promise<unknown> {
  const backend = createBackend({ script: { replies: [{ text: 'Hello.', times: 'always' }] } });
  await backend.listen();
  const home = freshFolder(`${side}-told`);
  const all: unknown[] = [];
  try {
    const demand = (text: string): void => writeFileSync(join(home, 'etc/codex/requirements.toml'), text);
    const target = await startTarget({
      side,
      version,
      home,
      config: backend.codexConfig(),
      system: { 'requirements.toml': 'additional_developer_instructions = "ADMIN\\n"\n' },
    });
    try {
      await handshake(target);
      let threadId = await startThread(target, { developerInstructions: 'OWN' });
      const turn = async (): Promise<void> => {
        await runTurn(target, threadId, 'hi');
        all.push(told(backend));
      };
      await turn();
      demand('additional_developer_instructions = "OTHER"\n');
      await turn();
      for (const next of ['additional_developer_instructions = "OTHER"\n', 'model_provider = "astc"\n', '']) {
        demand(next);
        const { result } = await target.request('thread/fork', { threadId });
        threadId = (result as { thread: { id: string } }).thread.id;
        await turn();
      }
      demand('additional_developer_instructions = ""\n');
      all.push((await target.request('configRequirements/read')).result);
      threadId = await startThread(target);
      await turn();
    } finally {
      await target.close();
    }
    return all;
  } finally {
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const probe = freshFolder('system-files');
const canBe = canHaveSystemFiles(probe);
rmSync(probe, { recursive: true, force: true });

describe.skipIf(!canBe).each<Version>(['0.169.0', '0.118.0'])('demanded of requests of %s', (version) => {
  it('marks the same ones with where they may be answered', async () => {
    const ours = await marked('ours', version);
    expect(ours).toContain('POST /v1/responses us');
    expect(ours).toContain('GET /backend-api/wham/usage anywhere');
    expect(ours).toEqual(await marked('real', version));
  });

  it('tells models what an administrator wants them told, in forks too', async () => {
    const ours = await instructed('ours', version);
    expect(JSON.stringify(ours).includes('ADMIN')).toBe(version === '0.169.0');
    expect(ours).toEqual(await instructed('real', version));
  });
});
