// What an administrator sets and demands in /etc/codex: layers, edits that have no effect, and what threads and commands
// get instead of what they ask for. Ours beside the real servers.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messageOf } from '../../../src/util/coded-error.js';
import { handshake, type Scenario, startThread, textInput, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import { NEWER_PLAYS, PLAYS } from '../support/requirement-plays.js';
import { canHaveSystemFiles } from '../support/system-files.js';
import { freshFolder, type Side, type Target, type Version } from '../support/target.js';

const PROVIDER = `
[model_providers.astc]
name = "Backend"
base_url = "http://127.0.0.1:9/v1"
wire_api = "responses"
`;

const script = { replies: [] };

/** The user's own file, without an address of this run. */
function user(target: Target, top: string): void {
  writeFileSync(join(target.home, 'codex', 'config.toml'), `model_provider = "astc"\n${top}${PROVIDER}`);
}

/** Threads that ask for nothing, or for too much. */
async function startThreads(target: Target): Promise<void> {
  await target.request('configRequirements/read');
  for (const params of [
    {},
    { sandbox: 'danger-full-access' },
    { sandbox: 'workspace-write' },
    { approvalPolicy: 'never' },
    { approvalPolicy: 'on-request', sandbox: 'danger-full-access' },
    { config: { approval_policy: 'never', sandbox_mode: 'workspace-write' } },
  ])
    await target.request('thread/start', { cwd: target.cwd, ...params });
}

async function write(target: Target, keyPath: string, value: unknown, more = {}): Promise<void> {
  await target.request('config/value/write', { keyPath, value, mergeStrategy: 'replace', ...more });
}

const MANAGED = 'model = "managed"\napproval_policy = "never"\nsandbox_mode = "workspace-write"\n';

const layers: Scenario = {
  name: 'the layers of an administrator',
  script,
  args: ['-c', 'model=flag', '-c', 'review_model=flag'],
  system: {
    'config.toml': 'model = "system"\nreview_model = "system"\nmodel_reasoning_effort = "low"\n',
    'managed_config.toml': MANAGED,
  },
  async play(target) {
    user(target, 'model = "user"\n');
    await handshake(target);
    await target.request('config/read', { includeLayers: true });
    await write(target, 'model', 'other');
    await write(target, 'review_model', 'other');
    await write(target, 'model_reasoning_effort', 'high');
    await write(target, 'model_verbosity', 'low');
    await write(target, 'model', 'x', { filePath: '/etc/codex/config.toml' });
    await write(target, 'model', 'x', { filePath: '/etc/codex/managed_config.toml' });
    await target.request('config/read', { includeLayers: true });
    await startThreads(target);
  },
};

function demanding(name: string, requirements: string, config: string, managed?: string): Scenario {
  return {
    name,
    script,
    system: {
      'requirements.toml': requirements,
      ...(managed === undefined ? {} : { 'managed_config.toml': managed }),
    },
    // Above the tables of the usual file.
    args: config.split('\n').flatMap((line) => (line === '' ? [] : ['-c', line])),
    async play(target) {
      await handshake(target);
      await target.request('config/read', {});
      await startThreads(target);
    },
  };
}

const BOTH = 'allowed_approval_policies = ["on-request"]\nallowed_sandbox_modes = ["read-only"]\n';

const PLAIN = `allow_appshots = true
allow_remote_control = false
allow_browser_and_computer_use = true
allow_login_shell = true
allowed_approvals_reviewers = ["user"]
cli_auth_credentials_store = "file"
`;

function waysToSignIn(methods: string, tried: unknown): Scenario {
  return {
    name: `ways to sign in: ${methods}`,
    script,
    system: { 'requirements.toml': `allowed_login_methods = ${methods}\n` },
    async play(target) {
      await handshake(target);
      await target.request('configRequirements/read');
      await target.request('account/login/start', tried);
    },
  };
}

const scenarios: Scenario[] = [
  layers,
  ...PLAYS,
  demanding('demands that are met', `${BOTH}enforce_residency = "us"\n[features]\nshell_tool = true\n`, ''),
  demanding('demands that are not', BOTH, 'approval_policy="never"\nsandbox_mode="danger-full-access"\n'),
  demanding('another first policy', 'allowed_approval_policies = ["never", "on-request"]\n', ''),
  demanding('web searches', 'allowed_web_search_modes = ["cached"]\n', ''),
  demanding('two files that demand', BOTH, '', MANAGED),
  {
    name: 'turns and commands',
    script,
    system: {
      'requirements.toml': 'allowed_approval_policies = ["never"]\nallowed_sandbox_modes = ["read-only"]\n',
    },
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      for (const sandboxPolicy of [{ type: 'dangerFullAccess' }, { type: 'readOnly' }])
        await target.request('command/exec', { command: ['true'], sandboxPolicy });
      const turn = { threadId, input: textInput('x') };
      await target.request('turn/start', { ...turn, approvalPolicy: 'on-request' });
      await target.request('turn/start', { ...turn, sandboxPolicy: { type: 'dangerFullAccess' } });
      await target.request('thread/settings/update', { threadId, approvalPolicy: 'on-request' });
    },
  },
];

/** Threads for each reviewer, and one that is to have another; `refused` may not be had. */
async function startReviewed(target: Target, refused: string | null = null): Promise<string> {
  await target.request('configRequirements/read');
  const of = { cwd: target.cwd };
  await target.request('thread/start', { ...of, approvalsReviewer: 'guardian_subagent' });
  await target.request('thread/start', { ...of, approvalsReviewer: 'user' });
  await target.request('thread/start', { ...of, config: { approvals_reviewer: 'auto_review' } });
  const threadId = await startThread(target);
  if (refused !== null)
    await target.request('thread/settings/update', { threadId, approvalsReviewer: refused });
  return threadId;
}

const reviewers: Scenario = {
  name: 'who may review approvals',
  script,
  system: { 'requirements.toml': 'allowed_approvals_reviewers = ["user"]\n' },
  async play(target) {
    const demand = (text: string): void =>
      writeFileSync(join(target.home, 'etc/codex/requirements.toml'), text);
    await handshake(target);
    const threadId = await startReviewed(target, 'guardian_subagent');
    const turn = { threadId, input: textInput('x'), approvalsReviewer: 'auto_review' };
    await target.request('turn/start', turn);
    demand('allowed_approvals_reviewers = ["guardian_subagent", "auto_review"]\n');
    await startReviewed(target, 'user');
    demand('allowed_approvals_reviewers = ["guardian_subagent", "user"]\nguardian_policy_config = "x"\n');
    await startReviewed(target);
    demand('[auto_review]\nrequired_on_models = ["other"]\nignore_rules = ["*"]\n');
    await startReviewed(target);
    demand('[auto_review]\nrequired_on_models = []\n');
    await target.request('configRequirements/read');
  },
};

const reviewedModels: Scenario = {
  name: 'models that must be reviewed',
  script,
  system: { 'requirements.toml': '[auto_review]\nrequired_on_models = ["gpt-5.5"]\n' },
  async play(target) {
    await handshake(target);
    const change = async (threadId: string, wish: object): Promise<void> => {
      const from = target.frames.length;
      const { error } = await target.request('thread/settings/update', { threadId, ...wish });
      // The real server answers before or after it tells.
      if (error === undefined)
        await target.waitFor('the news', ({ method }) => method === 'thread/settings/updated', from);
    };
    for (const [asked, changes] of [
      [{ approvalsReviewer: 'user', sandbox: 'danger-full-access' }, [{ approvalsReviewer: 'user' }]],
      [
        { model: 'other' },
        [{ model: 'gpt-5.5' }, { sandboxPolicy: { type: 'dangerFullAccess' } }, { model: 'other' }],
      ],
      [{ model: 'other', sandbox: 'danger-full-access' }, [{ model: 'gpt-5.5' }]],
      [{ model: 'other', approvalPolicy: 'never' }, [{ model: 'gpt-5.5', approvalsReviewer: 'user' }]],
      [
        { model: 'gpt-5.5', approvalsReviewer: 'auto_review' },
        [{ model: 'other' }, { approvalsReviewer: 'user' }, { model: 'gpt-5.5' }, { model: 'other' }],
      ],
    ] as const) {
      const threadId = await startThread(target, asked);
      for (const wish of changes) await change(threadId, wish);
      await target.request('turn/start', {
        threadId,
        input: textInput('x'),
        approvalsReviewer: 'user',
        model: 'gpt-5.5',
      });
    }
  },
};

const CORP = '[model_providers.corp]\nname = "Corp"\nbase_url = "http://127.0.0.1:9/v1"\n';

/** A configuration with a provider of the same name, and edits of it and of others. */
function ownProviders(name: string, requirements: string): Scenario {
  return {
    name,
    script,
    system: { 'requirements.toml': requirements },
    async play(target) {
      user(target, '[model_providers.corp]\nname = "Mine"\nenv_key = "X"\n');
      await handshake(target);
      await target.request('configRequirements/read');
      await target.request('config/read', { includeLayers: true });
      for (const key of ['other.name', 'corp.name', 'corp'])
        await write(target, `model_providers.${key}`, key === 'corp' ? { name: 'x' } : 'x');
      await write(target, 'model_providers', {});
      for (const modelProvider of [undefined, 'corp', 'nobody'])
        await target.request('thread/start', { cwd: target.cwd, modelProvider });
    },
  };
}

const noRemoteControl: Scenario = {
  name: 'no remote control',
  script,
  system: { 'requirements.toml': 'allow_remote_control = false\n' },
  async play(target) {
    await handshake(target);
    const of = { environmentId: 'e' };
    for (const [method, params] of [
      ['status/read', undefined],
      ['enable', { ephemeral: true }],
      ['enable', {}],
      ['disable', {}],
      ['pairing/start', {}],
      ['pairing/status', { pairingCode: 'x' }],
      ['client/list', of],
      ['client/revoke', { ...of, clientId: 'c' }],
      ['client/list', { environmentId: '' }],
    ] as const)
      await target.request(`remoteControl/${method}`, params);
  },
};

/** What 0.118.0 passes over. */
const newer: Scenario[] = [
  ...NEWER_PLAYS,
  reviewers,
  reviewedModels,
  waysToSignIn('["api"]', { type: 'chatgpt' }),
  waysToSignIn('["chatgpt"]', { type: 'apiKey', apiKey: 'sk-astc-1' }),
  waysToSignIn('["chatgpt", "api"]', { type: 'apiKey', apiKey: 'sk-astc-1' }),
  ownProviders('providers', `${CORP}zz = 1\n`),
  ownProviders('a provider for everybody', `model_provider = "corp"\n${CORP}`),
  noRemoteControl,
  demanding('plain demands', PLAIN, ''),
];

/** Without which 0.118.0 goes on, and with which 0.169.0 does not start. */
const broken = [
  'allowed_approval_policies = []\n',
  'allowed_approval_policies = "x"\n',
  'a = 1\nallowed_approval_policies = ["never", "zz"]\n',
  'allowed_sandbox_modes = ["workspace-write"]\n',
  '[features]\nshell_tool = 1\n',
  '[mcp_servers.good]\n',
  '[mcp_servers.good.identity]\nother = "x"\n',
  '[rules]\nprefix_rules = []\n',
  '[rules]\nprefix_rules = [{ pattern = [{ token = "ls" }], decision = "allow" }]\n',
  '[experimental_network]\nallowed_domains = ["a"]\n[experimental_network.domains]\nb = "allow"\n',
];

/** With which 0.169.0 does not start either, and 0.118.0 does. */
const brokenSince = [
  'allowed_login_methods = []\n',
  'allowed_chatgpt_workspaces = "x"\n',
  'allowed_login_methods = ["chatgpt"]\nallowed_chatgpt_workspaces = []\n',
  'model_provider = "nope"\n',
  'model_catalog_json = "/nowhere/models.json"\n',
  '[models.new_thread]\nmodel = 1\n',
  'model_providers = 1\n',
  '[model_providers]\ncorp = 1\n',
  '[model_providers.corp]\nbase_url = "x"\n',
  '[model_providers.corp]\nname = 1\n',
  '[model_providers.corp]\nname = "x"\nwire_api = "chat"\n',
  '[model_providers.openai]\nname = "x"\n',
  '[mcp_servers.good.identity]\ncommand = { executable = "x" }\n',
  '[computer_use]\nwindows = 1\n',
  '[browser_use.origins.x]\naccess = "maybe"\n',
  '[otel]\nexporter = "x"\n',
  '[windows]\nallowed_sandbox_implementations = []\n',
  '[apps.x.tools.t]\napproval_mode = "x"\n',
  '[plugins.x.mcp_servers.s]\n',
  '[[remote_sandbox_config]]\nhostname_patterns = ["*"]\n',
  '[config_server]\n',
  '[config_server]\nother = 3\n',
  '[config_server]\nbase_url = "https://127.0.0.1:9/#x"\n',
  '[config_server]\nbase_url = "https://127.0.0.1:9/?x"\n',
  '[config_server]\nbase_url = "https://127.0.0.1:9"\noauth = {}\n',
];

/** What a server says that does not start. */
function lastWords(side: Side, version: Version, requirements: string): Promise<string> {
  return transcript(side, version, demanding('senseless', requirements, '')).then(
    () => 'It started.',
    (thrown: unknown) => messageOf(thrown).trim(),
  );
}

/** Each by itself: the real servers tell them from several places at once. */
function sorted(texts: readonly string[]): string[] {
  const isTold = (text: string): boolean =>
    /"method":"(configWarning|warning|deprecationNotice|thread\/settings\/updated)"/.test(text);
  return [...texts.filter((text) => !isTold(text)), ...texts.filter(isTold).sort()];
}

async function left(version: Version, scenario: Scenario): Promise<string[]> {
  const ours = sorted(await transcript('ours', version, scenario));
  return playReal(
    async () =>
      unexplained(differences(ours, sorted(await transcript('real', version, scenario))), version)
        // Fingerprints of layers that name the port of a backend.
        .filter((line) => !/version: ours "sha256:/.test(line))
        // How long a request is, what switches are for in own words, numbers of processes and when their output comes.
        .filter((line) => !/^thread\/tokenUsage\/|\.(description|announcement|processId): ours /.test(line))
        .filter(
          (line) => !/^(item\/commandExecution\/outputDelta|account\/rateLimits\/updated): only /.test(line),
        )
        // "No network rather than an unfiltered one": of which the real one has nothing to say.
        .filter(
          (line) => !/^configWarning: only ours says .*An administrator lets sandboxed commands/.test(line),
        )
        // "The default permission profile is told from the sandbox": only the real one knows whether the configuration named a mode.
        .filter((line) => !/activePermissionProfile(\.id)?: ours /.test(line)),
    nothingLeft,
  );
}

const probe = freshFolder('system-files');
const canBe = canHaveSystemFiles(probe);
rmSync(probe, { recursive: true, force: true });

describe.skipIf(!canBe).each<Version>(['0.169.0', '0.118.0'])('an administrator of %s', (version) => {
  it.each(version === '0.118.0' ? scenarios.slice(0, -1) : [...scenarios, ...newer])(
    'is obeyed: $name',
    async (scenario) => {
      expect(await left(version, scenario)).toEqual([]);
    },
  );

  it.skipIf(version === '0.118.0').each([...broken, ...brokenSince])(
    'does not start by demands that make no sense: %j',
    async (text) => {
      const ours = await lastWords('ours', version, text);
      expect(ours).toContain('\nError: ');
      expect(ours).toBe(await lastWords('real', version, text));
    },
  );

  it.each(['broken = = 1\n', ...(version === '0.118.0' ? broken : [])])(
    'is told of demands that make no sense: %j',
    async (text) => {
      expect(await left(version, demanding('broken', text, ''))).toEqual([]);
    },
  );
});
