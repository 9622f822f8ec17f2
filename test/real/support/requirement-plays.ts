// Plays with demands in requirements.toml: what is pinned, which servers and commands are let, which settings are the same
// for everybody.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, type Scenario, startThread, textInput } from './compare.js';
import type { Target } from './target.js';
import { exec } from './tool-plays.js';
import { answerQuestions } from './tool-turn.js';

const script = { replies: [] };

async function write(target: Target, keyPath: string, value: unknown): Promise<void> {
  await target.request('config/value/write', { keyPath, value, mergeStrategy: 'replace' });
}

const pinned: Scenario = {
  name: 'pinned switches',
  script: { replies: [{ text: 'hello', times: 'always' }] },
  system: {
    'requirements.toml':
      'enforce_residency = "us"\n[features]\nshell_tool = true\nmulti_agent = true\napps = false\n',
  },
  args: ['-c', 'features.shell_tool=false'],
  async play(target) {
    await handshake(target);
    await target.request('configRequirements/read');
    await target.request('config/read', {});
    await target.request('experimentalFeature/list', { limit: 500 });
    await write(target, 'features.shell_tool', false);
    await write(target, 'features.multi_agent', false);
    await write(target, 'features.shell_tool', true);
    await target.request('config/batchWrite', {
      edits: ['model', 'features.apps'].map((keyPath) => ({
        keyPath,
        value: true,
        mergeStrategy: 'replace',
      })),
    });
    const threadId = await startThread(target);
    await runTurn(target, threadId, 'go');
  },
};

const MCP_COMMAND = process.execPath;
const MCP_FILE = fileURLToPath(new URL('../../util/scripted-mcp-server.mjs', import.meta.url));
const mcpServer = (name: string, more: string): string => `[mcp_servers.${name}]\n${more}\n`;

function servers(name: string, identity: string, seen: (target: Target) => Promise<void>): Scenario {
  return {
    name,
    script,
    system: { 'requirements.toml': identity },
    config:
      mcpServer('good', `command = ${JSON.stringify(MCP_COMMAND)}\nargs = [${JSON.stringify(MCP_FILE)}]`) +
      mcpServer('wrong', 'command = "/bin/false"') +
      mcpServer('unlisted', 'command = "/bin/false"\nrequired = true') +
      mcpServer('elsewhere', 'url = "http://127.0.0.1:9/other"'),
    play: seen,
  };
}

/** Which servers start for a thread. */
async function startsServers(target: Target): Promise<void> {
  await handshake(target);
  await target.request('configRequirements/read');
  await startThread(target, { config: { 'mcp_servers.late': { command: '/bin/false' } } });
  await target.waitFor(
    'the start of the one that is allowed',
    ({ method, params }) =>
      method === 'mcpServer/startupStatus/updated' &&
      textAt(params, 'name') === 'good' &&
      textAt(params, 'status') === 'ready',
  );
}

const identity = (name: string, what: string): string => `[mcp_servers.${name}.identity]\n${what}\n`;

const someServers = servers(
  'allowed servers, and others',
  identity('good', `command = ${JSON.stringify(MCP_COMMAND)}`) +
    identity('wrong', 'command = "/bin/true"') +
    identity('elsewhere', 'url = "http://127.0.0.1:9/mcp"'),
  startsServers,
);

const RULES = `[rules]
prefix_rules = [
  { pattern = [{ token = "echo" }, { token = "no" }], decision = "forbidden", justification = "not that" },
  { pattern = [{ token = "echo" }, { any_of = ["maybe", "ask"] }], decision = "prompt" },
  { pattern = [{ token = "ls" }], decision = "forbidden" },
]
`;

const COMMANDS = ['echo no thing', 'echo maybe', 'ls', 'echo yes', 'true && echo no'];

const ruled: Scenario = {
  name: 'rules on commands',
  script: {
    replies: [
      ...COMMANDS.map((cmd, at) => ({
        parts: [{ call: { name: 'exec_command', arguments: { cmd }, id: `call_${at}` } }],
      })),
      { text: 'Done.', times: 'always' },
    ],
  },
  system: { 'requirements.toml': RULES },
  prepare: (home) => {
    const folder = join(home, 'codex', 'rules');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'default.rules'), 'prefix_rule(pattern=["ls"], decision="allow")\n');
  },
  async play(target) {
    await handshake(target);
    const threadId = await startThread(target, { model: 'gpt-5.3-codex' });
    const stop = answerQuestions(target, () => ({ result: { decision: 'accept' } }));
    await runTurn(target, threadId, 'go', {
      approvalPolicy: 'on-request',
      sandboxPolicy: { type: 'dangerFullAccess' },
    });
    stop();
  },
};

const IS_FREE = "sh -c 'test -w . && echo free || echo shut'";
const LEFT_ALONE = [IS_FREE, 'cat /dev/null', 'date +%Z', 'ls', 'echo maybe', 'pwd'];

/** What its rules allow, the model has to be let by somebody all the same. */
const passedOver = (approvalPolicy: string): Scenario => ({
  name: `rules on commands that allow a model nothing, under ${approvalPolicy}`,
  script: {
    replies: [
      ...LEFT_ALONE.map((cmd, at) => exec(cmd, {}, `call_${at}`)),
      exec(IS_FREE, { sandbox_permissions: 'require_escalated' }, 'call_again'),
      { text: 'Done.', times: 'always' as const },
    ],
  },
  system: { 'requirements.toml': `${RULES}[auto_review]\nignore_rules = ["gpt-5.3-codex"]\n` },
  prepare: (home) => {
    const folder = join(home, 'codex', 'rules');
    mkdirSync(folder, { recursive: true });
    const rules = [
      ['sh', 'allow'],
      ['cat', 'forbidden'],
      ['date', 'prompt'],
    ];
    const lines = rules.map(
      ([word, decision]) => `prefix_rule(pattern=["${word}"], decision="${decision}")\n`,
    );
    writeFileSync(join(folder, 'default.rules'), lines.join(''));
  },
  async play(target) {
    await handshake(target);
    const threadId = await startThread(target, { model: 'gpt-5.3-codex', sandbox: 'read-only' });
    const stop = answerQuestions(target, () => ({ result: { decision: 'accept' } }));
    await runTurn(target, threadId, 'go', { approvalPolicy });
    stop();
  },
});

const NETWORK = `[experimental_network]
enabled = true
allowed_domains = ["b.test", "a.test"]
denied_domains = ["c.test"]
allow_unix_sockets = ["/run/x.sock"]
managed_allowed_domains_only = true
`;

const shown = (name: string, requirements: string, startsThread = false): Scenario => ({
  name,
  script,
  system: { 'requirements.toml': requirements },
  async play(target) {
    await handshake(target);
    await target.request('configRequirements/read');
    if (startsThread) await startThread(target);
  },
});

const EXACT = `chatgpt_base_url = "http://127.0.0.1:9"
allow_login_shell = false
cli_auth_credentials_store = "file"
check_for_update_on_startup = false
model_provider = "astc"
[feedback]
enabled = false
[features]
goals = false
[models.new_thread]
model = "gpt-managed"
`;

const exact: Scenario = {
  name: 'settings alike for everybody',
  script,
  system: { 'requirements.toml': EXACT },
  args: ['-c', 'chatgpt_base_url=http://127.0.0.1:8', '-c', 'allow_login_shell=true'],
  async play(target) {
    await handshake(target);
    await target.request('configRequirements/read');
    await target.request('config/read', { includeLayers: true });
    await write(target, 'feedback.enabled', true);
    await write(target, 'feedback', { enabled: true });
    await write(target, 'allow_login_shell', false);
    await write(target, 'model_providers.astc.name', 'Other');
    const threadId = await startThread(target, { modelProvider: 'openai' });
    await target.request('thread/goal/set', { threadId, objective: 'x' });
    await startThread(target, { config: { allow_login_shell: true, 'features.goals': true } });
  },
};

const UNKNOWN = `zzz = 1
[models]
odd = 1
[mcp_servers.good]
odd = 1
identity = { command = "x" }
[rules]
prefix_rules = [{ pattern = [{ token = "x", odd = 1 }], decision = "prompt", odd = 1 }]
[features]
collab = true
worktrees = true
nobody_knows = true
`;

const TABLES = `[computer_use]
allow_locked_computer_use = true
default_app_access = "allow"
[computer_use.macos.bundle_ids]
"com.x" = "deny"
[[computer_use.windows.exes]]
publisher_name = "P"
product_name = "Q"
access = "deny"
[browser_use]
allow_webmcp = false
[browser_use.default_origin_policy]
access = "allow"
access_approval_lifetime = "turn"
[browser_use.origins."https://x.test"]
full_cdp_access = "deny"
[[browser_use.extension.request_headers]]
name = "x"
value = "y"
[application.network.domains]
"a.test" = "allow"
[application.storage]
default_project_parent = "~/projects"
[in_app_browser]
allow_external_browser_settings_import = true
[otel]
environment = "e"
exporter = "none"
span_attributes = { a = "b" }
[apps.x]
enabled = true
`;

const HERE = `[[remote_sandbox_config]]
hostname_patterns = ["nowhere.invalid"]
allowed_sandbox_modes = ["read-only", "danger-full-access"]
[[remote_sandbox_config]]
hostname_patterns = ["none", "*"]
allowed_sandbox_modes = ["read-only"]
`;

const CATALOG = '/etc/codex/models.json';
const MODEL = {
  slug: 'managed',
  display_name: 'Managed',
  description: 'Of the administrator.',
  default_reasoning_level: 'medium',
  supported_reasoning_levels: [{ effort: 'medium', description: 'some' }],
  base_instructions: 'Be managed.',
  shell_type: 'default',
  apply_patch_tool_type: null,
  truncation_policy: { mode: 'bytes', limit: 10_000 },
  context_window: 100_000,
  visibility: 'list',
  supported_in_api: true,
  priority: 1,
  upgrade: null,
  supports_reasoning_summaries: true,
  support_verbosity: false,
  default_verbosity: null,
  supports_parallel_tool_calls: false,
  experimental_supported_tools: [],
};

const catalogued: Scenario = {
  name: 'models and places of files alike for everybody',
  script,
  system: {
    'requirements.toml': `model_catalog_json = "${CATALOG}"\nlog_dir = "/var/tmp"\n`,
    'models.json': JSON.stringify({ models: [MODEL] }),
  },
  args: ['-c', 'model_catalog_json=/etc/hostname', '-c', 'log_dir=/etc'],
  async play(target) {
    await handshake(target);
    await target.request('configRequirements/read');
    await target.request('config/read', {});
    await target.request('model/list', {});
    await write(target, 'model_catalog_json', CATALOG);
    await startThread(target, { model: 'managed' });
  },
};

const reviewed: Scenario = {
  name: 'reviewers',
  script,
  system: { 'requirements.toml': 'allowed_approvals_reviewers = ["user"]\n' },
  args: ['-c', 'approvals_reviewer=auto_review'],
  async play(target) {
    await handshake(target);
    const threadId = await startThread(target, { approvalsReviewer: 'auto_review' });
    const turn = { threadId, input: textInput('x') };
    await target.request('turn/start', { ...turn, approvalsReviewer: 'auto_review' });
    await target.request('thread/settings/update', { threadId, approvalsReviewer: 'auto_review' });
  },
};

/** Of either version. */
export const PLAYS: readonly Scenario[] = [pinned, someServers, ruled, shown('the network', NETWORK)];

/** Of what 0.118.0 passes over. */
export const NEWER_PLAYS: readonly Scenario[] = [
  exact,
  catalogued,
  passedOver('on-request'),
  passedOver('untrusted'),
  reviewed,
  shown('keys nobody knows', UNKNOWN, true),
  shown('browsers, programs and telemetry', TABLES),
  shown('sandboxes of this machine', HERE, true),
  servers(
    'servers by their arguments',
    identity(
      'good',
      `command = { executable = ${JSON.stringify(MCP_COMMAND)}, args = [{ match = "regex", expression = ".*scripted-mcp.*" }] }`,
    ) +
      identity(
        'wrong',
        'command = { executable = "/bin/false", args = [{ match = "exact", value = "x" }] }',
      ) +
      identity('elsewhere', 'url = { match = "prefix", value = "http://127.0.0.1:8" }'),
    startsServers,
  ),
];
