// Providers that nobody has to describe: ours beside the real servers. One server of each side reads its configuration
// anew for everything that is asked. Nothing is ever asked of a vendor's cloud: of the real servers only what they
// know of one without it, and no turn.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Target, type Version } from '../support/target.js';

const LOCAL = ['ollama', 'lmstudio'];

/** What config.toml says, one after the other. */
const configurations: Readonly<Record<Version, readonly string[]>> = {
  '0.118.0': [
    ...[...LOCAL, 'ollama-chat', 'gcp'].map(selecting),
    described('ollama', 'name = "Mine"'),
    described('lmstudio', 'base_url = "http://127.0.0.1:9"'),
  ],
  '0.169.0': [
    ...[...LOCAL, 'ollama-chat', 'nobody', 'gcp', 'amazon-bedrock', 'amazon-bedrock-runtime'].map(selecting),
    described('ollama', 'name = "Mine"'),
    described('lmstudio', 'base_url = "http://127.0.0.1:9"'),
    described('gcp', 'project_id = "p"'),
    described('gcp', 'env_key = "KEY"'),
    described('gcp', 'aws = { region = "us-east-1" }'),
    described('amazon-bedrock', 'aws = { region = "us-gov-west-1" }'),
    described('amazon-bedrock', 'aws = { region = "us-east-1" }'),
    described('amazon-bedrock', 'base_url = "http://127.0.0.1:9"\nname = ""'),
    described('amazon-bedrock-runtime', 'request_max_retries = 4'),
    'model = \n',
    'model = 3\n',
    '[model_providers.openai]\nname = "Mine"\n',
    described('own', 'base_url = 3\nwire_api = "chat"'),
  ],
};

function selecting(id: string): string {
  return `model_provider = "${id}"\n`;
}

function described(id: string, fields: string): string {
  return `${selecting(id)}[model_providers.${id}]\n${fields}\n`;
}

async function told(target: Target, version: Version, text: string): Promise<Record<string, unknown>> {
  writeFileSync(join(target.home, 'codex', 'config.toml'), text);
  const came: Record<string, unknown> = {};
  const ask = async (method: string, params: Frame, shown: (result: Frame) => unknown = (all) => all) => {
    const { result, error } = await target.request(method, params);
    came[method] = error ?? shown(result as Frame);
  };
  await ask('config/read', {}, ({ config }) => {
    const { model_provider, model_providers } = config as Frame;
    return { model_provider, model_providers };
  });
  await ask('thread/start', { cwd: target.cwd, model: 'own' }, ({ model, modelProvider }) => ({
    model,
    modelProvider,
  }));
  await ask('account/read', {});
  await ask('getAuthStatus', {});
  if (version === '0.118.0') return came;
  for (const method of [
    'modelProvider/list',
    'modelProvider/capabilities/read',
    'account/bedrock/checkGovCloudRequirements',
    'account/gatewayOAuth/read',
  ])
    await ask(method, {});
  return came;
}

/** What the program on this machine is asked, and what comes of it. */
async function turnAt(target: Target, modelProvider: string): Promise<unknown> {
  writeFileSync(join(target.home, 'codex', 'config.toml'), selecting(modelProvider));
  const { result } = await target.request('thread/start', { cwd: target.cwd });
  const { thread, model } = result as { thread: { id: string }; model: string };
  const from = target.frames.length;
  await runTurn(target, thread.id, 'hello');
  const since = target.frames.slice(from);
  const ended = since.find(({ method }) => method === 'turn/completed') ?? {};
  return { model, turn: (ended.params as { turn: Frame }).turn.status };
}

async function played(side: Side, version: Version) {
  const backend = await createBackend({ script: { replies: [{ text: 'Hi.', times: 'always' }] } }).listen();
  const target = await startTarget({
    side,
    version,
    config: selecting('ollama'),
    // A key that is there is for OpenAI alone. Credentials are not looked for outside the machine.
    env: {
      CODEX_OSS_BASE_URL: `${backend.url}/v1`,
      OPENAI_API_KEY: 'sk-own',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  try {
    await handshake(target);
    const turns: unknown[] = [];
    for (const id of LOCAL) {
      const before = backend.requests.length;
      const turn = await turnAt(target, id);
      const asked = backend.requests.slice(before).map(({ path, headers }) => [path, headers.authorization]);
      turns.push({ turn, asked });
    }
    const said: Record<string, unknown> = {};
    for (const text of configurations[version]) said[text] = await told(target, version, text);
    return JSON.parse(JSON.stringify({ turns, said }).replaceAll(target.home, 'HOME'));
  } finally {
    await target.close();
    await backend.close();
  }
}

describe.each<Version>(['0.169.0', '0.118.0'])('built-in providers beside the real %s', (version) => {
  it('are known, kept from being described anew, and asked where they are on this machine', async () => {
    const [ours, real] = [await played('ours', version), await played('real', version)];
    expect(ours).toEqual(real);
    expect(ours.turns[0]).toMatchObject({ turn: { turn: 'completed' }, asked: [['/v1/responses', null]] });
    expect(ours.said[selecting('lmstudio')]['account/read']).toMatchObject({ requiresOpenaiAuth: false });
  });
});

describe('vendors’ clouds', () => {
  it.each(['openai', 'gcp', 'amazon-bedrock', 'amazon-bedrock-runtime'])(
    'have models of their own, as in the real 0.169.0: %s',
    async (id) => {
      const [ours, real] = [await models('ours', id), await models('real', id)];
      expect(ours).toEqual(real);
    },
  );

  it('are not reached for a turn, which fails at once and says so', async () => {
    const target = await startTarget({ side: 'ours', version: '0.169.0', config: selecting('gcp') });
    try {
      await handshake(target);
      for (const id of ['gcp', 'amazon-bedrock']) {
        const { result } = await target.request('thread/start', { cwd: target.cwd, modelProvider: id });
        const from = target.frames.length;
        await runTurn(target, (result as { thread: { id: string } }).thread.id, 'hello');
        const since = target.frames.slice(from);
        const ended = since.find(({ method }) => method === 'turn/completed');
        expect(ended?.params).toMatchObject({
          turn: {
            status: 'failed',
            error: {
              message: expect.stringMatching(/^(Google Cloud|Amazon Bedrock) is not reached by this server$/),
            },
          },
        });
        expect(since.filter(({ method }) => method === 'error')).toHaveLength(1);
      }
    } finally {
      await target.close();
    }
  });
});

/** All but what is said in words of one's own. */
async function models(side: Side, id: string): Promise<unknown> {
  const env = { OPENAI_API_KEY: 'sk-own', AWS_EC2_METADATA_DISABLED: 'true' };
  const config = `openai_base_url = "http://127.0.0.1:9"\n${selecting(id)}`;
  const target = await startTarget({ side, version: '0.169.0', config, env });
  try {
    await handshake(target);
    const { result } = await target.request('model/list', { includeHidden: true });
    const started = await target.request('thread/start', { cwd: target.cwd });
    const words = new Set([
      'description',
      'availabilityNux',
      'migrationMarkdown',
      'supportedReasoningEfforts',
    ]);
    const shown = JSON.stringify(result, (key, value) => (words.has(key) ? undefined : value));
    return [JSON.parse(shown), (started.result as { model: string }).model];
  } finally {
    await target.close();
  }
}
