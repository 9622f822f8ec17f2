// Methods about what is not here, such as other vendors' clouds, remote control and voice: ours refuses and answers
// what the real servers do offline, signed out, with a key and with an account.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { handshake, type Scenario, startThread, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { withLoginTarget } from '../support/login-target.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import type { Frame, Side, Target, Version } from '../support/target.js';

async function askAboutSessions(target: Target): Promise<void> {
  const { result } = await target.request('accountSession/list', {});
  const { activeSessionId, sessions } = result as {
    activeSessionId: string | null;
    sessions: { selectedWorkspaceAccountId: string }[];
  };
  const sessionId = activeSessionId ?? 'nobody';
  const accountId = sessions[0]?.selectedWorkspaceAccountId ?? 'nobody';
  await target.request('accountSession/list', { refreshWorkspaceMetadata: true });
  for (const wanted of [
    { sessionId, accountId: '' },
    { sessionId: 'other', accountId },
    { sessionId, accountId },
    { sessionId, accountId: 'w2' },
    { sessionId, accountId: 'unknown', allowBrowserLogin: true },
  ])
    await target.request('accountSession/switch', wanted);
}

async function askForRemoteControl(target: Target): Promise<void> {
  await target.request('remoteControl/status/read');
  await target.request('remoteControl/disable', { ephemeral: true });
  await target.request('remoteControl/pairing/start', {});
  for (const codes of [{}, { pairingCode: 'x' }, { pairingCode: 'x', manualPairingCode: 'y' }])
    await target.request('remoteControl/pairing/status', codes);
  for (const page of [
    { environmentId: '' },
    { environmentId: 'e', limit: 0 },
    { environmentId: 'e', limit: 101 },
  ])
    await target.request('remoteControl/client/list', page);
  await target.request('remoteControl/client/revoke', { environmentId: '', clientId: '' });
  await target.request('remoteControl/client/revoke', { environmentId: 'e', clientId: '' });
  const from = target.frames.length;
  await target.request('remoteControl/enable', { ephemeral: true });
  const isErrored = ({ method, params }: Frame): boolean =>
    method === 'remoteControl/status/changed' && (params as Frame).status === 'errored';
  await target.waitFor('an errored remote control', isErrored, from);
  const { result } = await target.request('remoteControl/status/read');
  // The real one tries again and again: what is read may be the next try.
  const read = result as Frame;
  if (read.status === 'connecting') read.status = 'errored';
  await target.request('remoteControl/disable', { ephemeral: true });
  await target.request('remoteControl/status/read');
}

/** With an account these ask the vendor's cloud, which ours does not. */
async function askForTheCloud(target: Target): Promise<void> {
  await target.request('remoteControl/enable', {});
  await target.request('remoteControl/enable', null);
  await target.request('remoteControl/disable', {});
  await target.request('remoteControl/client/list', { environmentId: 'e', cursor: 'c' });
  await target.request('remoteControl/client/revoke', { environmentId: 'e', clientId: 'c' });
}

/** None of it leaves the machine: there are no credentials. */
async function askForClouds(target: Target): Promise<void> {
  for (const params of [
    { type: 'profile', profile: '', region: 'mars' },
    { type: 'profile', profile: '', region: 'us-east-1' },
    { type: 'profile', profile: 'nope', region: 'eu-west-1' },
    { type: 'environment', region: '' },
    { type: 'environment', region: 'us-gov-east-1' },
  ])
    await target.request('account/bedrock/setup', params);
  await target.request('account/bedrock/checkGovCloudRequirements', {});
  await target.request('account/bedrock/discover', {});
  const aws = join(target.home, 'user', '.aws');
  mkdirSync(aws, { recursive: true });
  writeFileSync(join(aws, 'config'), '[default]\nregion = eu-west-1\n[profile two]\nx = 1\n[other]\n');
  writeFileSync(join(aws, 'credentials'), '[three]\naws_access_key_id = a\n[default]\n');
  await target.request('account/bedrock/discover', {});
  const bad = join(target.home, 'credentials.json');
  writeFileSync(bad, '{"type":""}');
  for (const params of [
    { projectId: '' },
    { projectId: 'a_b' },
    { projectId: 'a', location: '' },
    { projectId: 'a', location: 'b c' },
    { projectId: 'a', credentialFile: 'relative.json' },
    { projectId: 'a', credentialFile: join(target.home, 'none.json') },
    { projectId: 'a', credentialFile: target.home },
    { projectId: 'a', credentialFile: bad },
  ])
    await target.request('account/gcp/setup', params);
  for (const modelProvider of [undefined, null, 'openai', 'nope']) {
    await target.request('account/gatewayOAuth/read', { modelProvider });
    await target.request('account/gatewayOAuth/login', { modelProvider, deviceAuth: true });
  }
  await target.request('account/gatewayOAuth/read');
  await target.request('account/gatewayOAuth/cancel');
}

const account = {
  accountId: 'w1',
  workspaces: [
    { id: 'w1', name: 'One' },
    { id: 'w2', name: 'Two' },
  ],
};

/** What differs from run to run, and between any two machines. */
function told(frames: readonly Frame[]): string[] {
  const owner = (frames.map(({ result }) => result as Frame | undefined) as (Frame | undefined)[])
    .map((result) => result?.activeSessionId)
    .find((id) => typeof id === 'string');
  return (
    frames
      .filter(
        ({ method, id }) => id !== 1 && (typeof method !== 'string' || method.startsWith('remoteControl')),
      )
      // The real server passes a state over that is gone when it comes to telling it.
      .filter(({ params }) => (params as Frame | undefined)?.status !== 'connecting')
      .filter(({ result }) => !JSON.stringify(result ?? {}).includes('verificationUrl'))
      .map((frame) =>
        JSON.stringify({ ...frame, emittedAtMs: undefined })
          .replaceAll(String(owner), '<session>')
          .replaceAll(/"(lastUsedAt|installationId|serverName)":("[^"]*"|\d+)/g, '"$1":"<own>"')
          .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1')
          .replaceAll(/[^" ]*\.cache\/real\/[^/"]*/g, '<home>'),
      )
  );
}

function playAccounts(side: Side): Promise<string[]> {
  return withLoginTarget(
    {
      side,
      version: '0.169.0',
      logins: [{ approve: true, account }],
      // Credentials are not looked for outside the machine.
      env: { AWS_EC2_METADATA_DISABLED: 'true' },
    },
    async (target) => {
      const all = async (): Promise<void> => {
        await askAboutSessions(target);
        await askForRemoteControl(target);
      };
      await all();
      await askForClouds(target);
      await askForTheCloud(target);
      await target.request('account/login/start', { type: 'apiKey', apiKey: 'sk' });
      await all();
      await askForTheCloud(target);
      const from = target.frames.length;
      await target.request('account/login/start', { type: 'chatgptDeviceCode' });
      const isSignedIn = ({ method, params }: Frame): boolean =>
        method === 'account/updated' && (params as Frame).authMode === 'chatgpt';
      await target.waitFor('account/updated', isSignedIn, from);
      await all();
      return told(target.frames);
    },
  );
}

/**
 * Answers in the order asked; notifications, whose place among them varies in the real server, by themselves, and but
 * once where another try brought the same.
 */
function parted(texts: readonly string[]): string[] {
  const isNotice = (text: string): boolean => text.includes('"method"');
  const notices = texts.filter(isNotice);
  return [
    ...texts.filter((text) => !isNotice(text)),
    ...notices.filter((text, at) => text !== notices[at - 1]),
  ];
}

it('answers for sessions, remote control and clouds what the real 0.169.0 answers', async () => {
  const ours = parted(await playAccounts('ours'));
  const real = await playReal(
    async () => parted(await playAccounts('real')),
    (played) => JSON.stringify(played) === JSON.stringify(ours),
  );
  expect(ours.map((text) => JSON.parse(text) as unknown)).toEqual(
    real.map((text) => JSON.parse(text) as unknown),
  );
}, 120_000);

const audio = { data: '', sampleRate: 24_000, numChannels: 1 };

async function talk(target: Target, threadId: string): Promise<void> {
  await target.request('thread/realtime/stop', { threadId });
  for (const [method, params] of [
    ['thread/realtime/appendText', { text: 'x' }],
    ['thread/realtime/appendAudio', { audio }],
  ] as const) {
    const from = target.frames.length;
    const { error } = await target.request(method, { threadId, ...params });
    if (error === undefined) await target.waitFor('an error', (frame) => frame.method === 'error', from);
  }
}

const voices: Scenario & { versions: readonly Version[] } = {
  name: 'no conversation by voice',
  versions: ['0.118.0', '0.169.0'],
  script: { replies: [] },
  async play(target) {
    await handshake(target);
    const threadId = await startThread(target);
    await talk(target, threadId);
    const start = { outputModality: 'text', prompt: 'x' };
    await target.request('thread/realtime/start', { threadId: 'x', ...start });
    for (const more of [
      { version: 'v2', voice: 'cove' },
      { version: 'v1' },
      { version: 'v3', voice: 'alloy' },
      { transport: { type: 'webrtc', sdp: 'x' } },
      { initialItems: [{ role: 'user', text: 'x' }] },
      {},
      { version: 'v1', outputModality: 'audio', initialItems: [{ role: 'user', text: 'x' }] },
    ]) {
      const from = target.frames.length;
      const { error } = await target.request('thread/realtime/start', { threadId, ...start, ...more });
      if (error === undefined)
        await target.waitFor('an error', ({ method }) => method === 'thread/realtime/error', from);
    }
    await target.request('thread/read', { threadId });
  },
};

const allowedVoices: Scenario = {
  name: 'voice where the feature is on',
  script: { replies: [] },
  config: 'realtime_conversation = true\n',
  async play(target) {
    await handshake(target);
    await talk(target, await startThread(target));
  },
};

const providers: Scenario = {
  name: 'providers that are written',
  script: { replies: [] },
  async play(target) {
    await handshake(target);
    const baseUrl = 'http://127.0.0.1:9/v1';
    for (const settings of [
      {},
      { providerId: 'nope' },
      { providerId: 'openai', name: 'x' },
      { providerId: 'gcp', name: 'x' },
      { providerId: '', name: 'x' },
      { name: '' },
      { name: '  ' },
      { name: 'A', baseUrl: '' },
      { name: 'A', baseUrl: 'ftp://x' },
      { name: 'A', baseUrl: 'http://u:p@x/' },
      { name: 'A', baseUrl: 'http://x/?q' },
      { name: 'A', baseUrl: 'http://x/#f' },
      { name: 'A' },
      { name: 'A', baseUrl, envKey: '' },
      { name: 'A', baseUrl, envKey: '1X' },
      { name: 'A', baseUrl, envKey: 'A-B' },
      { name: ' My  Gate! ', baseUrl },
      { name: 'my gate', baseUrl, envKey: 'KEY' },
      { name: 'Ünï', baseUrl },
      { name: '!!', baseUrl },
      { name: 'OpenAI', baseUrl },
      { name: 'gcp', baseUrl },
      { providerId: 'my-gate', name: 'Other' },
      { providerId: 'my-gate', envKey: 'K2', baseUrl: null },
      { providerId: 'my-gate', envKey: null, baseUrl },
      { providerId: 'my-gate' },
    ])
      await target.request('modelProvider/config/write', {
        settings: { type: 'customGateway', ...settings },
      });
    for (const settings of [
      { providerId: 'other' },
      { providerId: 'amazon-bedrock' },
      { providerId: 'amazon-bedrock', profile: '', region: 'x' },
      { providerId: 'amazon-bedrock', profile: 'p', region: 'x' },
      { providerId: 'amazon-bedrock', profile: null },
      { providerId: 'amazon-bedrock-runtime', region: 'y' },
    ])
      await target.request('modelProvider/config/write', { settings: { type: 'bedrock', ...settings } });
    for (const settings of [
      {},
      { projectId: '' },
      { projectId: 'p' },
      { credentialFile: 'relative' },
      { credentialFile: '/nowhere/x.json', location: 'l' },
      { projectId: null },
    ])
      await target.request('modelProvider/config/write', {
        settings: { type: 'gcp', providerId: 'gcp', ...settings },
      });
    await target.request('modelProvider/list', {});
    await target.request('config/read', { includeLayers: true });
  },
};

const imports: Scenario = {
  name: 'imports that are recorded, and voices',
  script: { replies: [] },
  async play(target) {
    await handshake(target);
    await target.request('thread/realtime/listVoices', {});
    await target.request('externalAgentConfig/import/recordHistory', { providerId: 'p' });
    await target.request('externalAgentConfig/import/recordHistory', {
      providerId: 'p',
      itemTypeResults: [
        {
          itemType: 'SKILLS',
          successes: [{ itemType: 'SKILLS', source: 'a' }],
          failures: [{ itemType: 'SKILLS', failureStage: 'copy', message: 'no' }],
        },
        { itemType: 'CONFIG', successes: [], failures: [] },
      ],
    });
    await target.request('externalAgentConfig/import/readHistories');
  },
};

/** Made anew by each server; versions tell the ports of two backends apart. */
const OWN_ID = /\.(importId|completedAtMs|version): ours /;

async function difference(version: Version, scenario: Scenario): Promise<string[]> {
  const ours = await transcript('ours', version, scenario);
  return playReal(
    async () =>
      unexplained(differences(ours, await transcript('real', version, scenario)), version).filter(
        (line) => !OWN_ID.test(line),
      ),
    nothingLeft,
  );
}

describe('what is not here, ours beside the real servers', () => {
  it.each(voices.versions)('has no conversation by voice in %s', async (version) => {
    expect(await difference(version, voices)).toEqual([]);
  });

  it('says in 0.118.0, with the feature on, that none is going on', async () => {
    expect(await difference('0.118.0', allowedVoices)).toEqual([]);
  });

  it('writes providers as 0.169.0 does', async () => {
    expect(await difference('0.169.0', providers)).toEqual([]);
  });

  it('keeps what clients record of imports as 0.169.0 does', async () => {
    expect(await difference('0.169.0', imports)).toEqual([]);
  });
});
