import { describe, expect, it } from 'vitest';
import { PROVIDER, place, settings } from './support.js';

const required = (text: string) => ({ system: { 'requirements.toml': text } });
const edit = (keyPath: string, value: unknown) => ({ keyPath, value, mergeStrategy: 'replace' as const });

describe('pinned switches', () => {
  const PINS = '[features]\nshell_tool = false\ncollab = true\n';

  it('beat the configuration, the command line and the thread', async () => {
    using at = place('[features]\nshell_tool = true\ngoals = false\n');
    const configuration = at.configuration({ ...required(PINS), flags: ['features.multi_agent=false'] });
    const expected = { shell_tool: false, multi_agent: true, goals: false };
    expect(configuration.features({ 'features.shell_tool': true })).toEqual(expected);
    const { features } = await settings(configuration, {}, { 'features.multi_agent': false });
    expect(features).toEqual(expected);
  });

  it.each([
    ['features.shell_tool', true, 'features.shell_tool=true'],
    ['features.multi_agent', false, 'features.multi_agent=false'],
    ['features.collab', false, 'features.collab=false'],
  ])('are not written otherwise: %s = %s', async (key, value, told) => {
    using at = place('model = "x"\n');
    const configuration = at.configuration(required(PINS));
    const write = configuration.write({ edits: [edit(key, value)], filePath: null, expectedVersion: null });
    await expect(write).rejects.toMatchObject({
      code: 'configValidationError',
      message: expect.stringMatching(
        new RegExp(
          `^Invalid configuration: invalid value for .features.: .${told}. is not in the allowed set \\[multi_agent=true, shell_tool=false\\] \\(set by .*requirements\\.toml\\)$`,
        ),
      ),
    });
  });

  it('may be written as they are pinned', async () => {
    using at = place();
    const edits = [edit('features.shell_tool', false)];
    const written = at.configuration(required(PINS)).write({ edits, filePath: null, expectedVersion: null });
    await expect(written).resolves.toMatchObject({ status: 'ok' });
  });

  it('are told of under older names, of no use, or under names nobody knows', () => {
    using at = place();
    const text = '[features]\ncollab = true\nworktrees = true\nzz = true\nshell_tool = true\n';
    const known = new Set(['multi_agent', 'worktrees', 'shell_tool']);
    const told = at.configuration(required(text)).warnings(known);
    expect(told.map(({ summary }) => summary.replace(/from .*requirements\.toml/, 'from FILE'))).toEqual([
      'Using legacy `features` requirement `collab` from FILE; prefer canonical feature key `multi_agent`',
      'Ignoring removed `features` requirement `worktrees` from FILE; availability no longer depends on this feature flag.',
      'Ignoring unknown `features` requirement `zz` from FILE',
    ]);
    expect(at.configuration({ ...required(text), version: '0.118.0' }).features()).toMatchObject({
      worktrees: true,
    });
  });
});

describe('settings with one value for everybody', () => {
  const EXACT = 'chatgpt_base_url = "http://a"\nmodel_provider = "s"\n[feedback]\nenabled = false\n';

  it('beat all others, are told of, and come from no layer', async () => {
    using at = place(`chatgpt_base_url = "http://b"\n${PROVIDER}`);
    const configuration = at.configuration(required(EXACT));
    expect(configuration.account().chatgptBaseUrl).toBe('http://a');
    expect((await settings(configuration, { modelProvider: 'openai' })).modelProvider).toBe('s');
    const { config, origins } = configuration.read({ includeLayers: false, cwd: null });
    expect(config).toMatchObject({ chatgpt_base_url: 'http://a', feedback: { enabled: false } });
    expect(Object.keys(origins)).not.toContain('chatgpt_base_url');
    expect(configuration.warnings().map(({ summary }) => summary)).toEqual([
      expect.stringMatching(
        /^Configured value for `chatgpt_base_url` is overridden by the required value "http:\/\/a" from .*requirements\.toml\.$/,
      ),
    ]);
  });

  it.each(['feedback', 'feedback.enabled', 'chatgpt_base_url'])('are not written: %s', async (key) => {
    using at = place(PROVIDER);
    const edits = [edit('model', 'x'), edit(key, key === 'feedback' ? {} : 'http://c')];
    const write = at.configuration(required(EXACT)).write({ edits, filePath: null, expectedVersion: null });
    await expect(write).rejects.toMatchObject({ code: 'configRequirementReadonly' });
  });

  it('are nobody’s in 0.118.0', async () => {
    using at = place(PROVIDER);
    const configuration = at.configuration({ ...required(EXACT), version: '0.118.0' });
    expect((await settings(configuration)).modelProvider).toBe('openai');
    expect(configuration.requirements()).toBeNull();
  });
});

describe('servers', () => {
  const own =
    '[mcp_servers.a]\ncommand = "run"\nargs = ["x", "--port=1"]\n[mcp_servers.b]\nurl = "http://h/mcp"\n';
  const running = (text: string, version: '0.169.0' | '0.118.0' = '0.169.0') => {
    using at = place(own);
    const servers = at.configuration({ ...required(text), version }).mcpServers({ cwd: null, config: null });
    return servers.filter(({ isEnabled }) => isEnabled).map(({ name }) => name);
  };
  const command = (args: string): string =>
    `[mcp_servers.a.identity]\ncommand = { executable = "run", args = [${args}] }\n`;

  it.each([
    ['', ['a', 'b']],
    ['[mcp_servers]\n', []],
    ['[mcp_servers.a.identity]\ncommand = "run"\n', ['a']],
    ['[mcp_servers.a.identity]\ncommand = "walk"\n', []],
    ['[mcp_servers.b.identity]\nurl = "http://h/mcp"\n', ['b']],
    ['[mcp_servers.b.identity]\ncommand = "run"\nurl = "http://h/mcp"\n', []],
    ['[mcp_servers.b.identity]\nurl = { match = "prefix", value = "http://h/" }\n', ['b']],
    [command('{ match = "exact", value = "x" }, { match = "regex", expression = "--port=[0-9]+" }'), ['a']],
    [command('{ match = "exact", value = "x" }, { match = "regex", expression = "port" }'), []],
    [command('{ match = "exact", value = "x" }'), []],
  ])('run only where they are let: %j', (text, names) => {
    expect(running(text)).toEqual(names);
  });
});

it('rules on commands are an administrator’s, too', () => {
  using at = place();
  const text =
    '[rules]\nprefix_rules = [{ pattern = [{ token = "a" }, { any_of = ["b", "c"] }], decision = "forbidden", justification = "x" }, { pattern = [{ token = "d" }], decision = "prompt-user" }]\n';
  expect(at.configuration(required(text)).requiredRules()).toEqual([
    { pattern: [['a'], ['b', 'c']], decision: 'forbidden', justification: 'x' },
    { pattern: [['d']], decision: 'prompt', justification: null },
  ]);
});

describe('a start', () => {
  const rule = (text: string): string => `[rules]\nprefix_rules = [{ ${text} }]\n`;

  it.each([
    ['[features]\nshell_tool = 1\n', 'invalid type: integer `1`, expected a boolean\nin `features`'],
    ['[mcp_servers.a]\n', 'missing field `identity`\nin `mcp_servers.a`'],
    ['[mcp_servers.a.identity]\nx = 1\n', 'untagged enum RawMcpServerIdentity\nin `mcp_servers.a.identity`'],
    [
      '[mcp_servers.a.identity]\nurl = { match = "regex", expression = "(" }\n',
      'invalid requirement for MCP server `a`',
    ],
    ['rules = 1\n', 'expected struct RequirementsExecPolicyToml\nin `rules`'],
    ['[rules]\nprefix_rules = []\n', 'rules prefix_rules cannot be empty'],
    [rule('pattern = [{ token = "x" }]'), 'rules prefix_rule at index 0 is missing a decision'],
    [rule('pattern = [], decision = "prompt"'), 'has an empty pattern'],
    [rule('pattern = [{}], decision = "prompt"'), 'token at index 0: set either token or any_of'],
    [rule('pattern = [{ any_of = [] }], decision = "prompt"'), 'any_of cannot be empty'],
    [
      rule('pattern = [{ token = "x" }], decision = "allow"'),
      "(use 'prompt', 'prompt-user', or 'forbidden')",
    ],
    [
      rule('pattern = [{ token = "x" }], decision = "zz"'),
      'expected one of `allow`, `prompt`, `prompt-user`, `forbidden`\nin `rules.prefix_rules.decision`',
    ],
    [
      '[experimental_network.domains]\na = "x"\n',
      'expected `allow` or `deny`\nin `experimental_network.domains`',
    ],
    [
      '[experimental_network]\nallowed_domains = ["a"]\n[experimental_network.domains]\nb = "deny"\n',
      '`domains` cannot be combined with legacy `allowed_domains` or `denied_domains` in managed network requirements',
    ],
    ['[models.new_thread]\nmodel = 1\n', 'expected a string\nin `models.new_thread.model`'],
    ['model_provider = "nope"\n', 'Model provider `nope` not found'],
    ['allowed_login_methods = ["chatgpt"]\nallowed_chatgpt_workspaces = []\n', 'any usable login method'],
    ['model_catalog_json = "/nowhere/models.json"\n', 'No such file or directory (os error 2)'],
  ])('is refused in 0.169.0 by demands that make no sense: %j', (text, told) => {
    using at = place();
    expect(at.configuration(required(text)).demandsProblem()).toContain(told);
    expect(at.configuration({ ...required(text), version: '0.118.0' }).demandsProblem()).toBeNull();
  });

  it.each([
    'a = = 1\n',
    'zzz = 1\n',
    '[rules]\nprefix_rules = [{ pattern = [{ token = "x" }], decision = "prompt" }]\n',
  ])('is not refused by %j', (text) => {
    using at = place();
    expect(at.configuration(required(text)).demandsProblem()).toBeNull();
  });
});

it.each([
  ['', '["w1"]', ['w1'], null],
  ['forced_chatgpt_workspace_id = ["w1", "w2"]\n', '["w2", "w3"]', ['w2'], null],
  ['forced_chatgpt_workspace_id = "w1"\n', '["w2"]', null, 'api'],
])('workspaces of %j and %s are those both allow', (own, demanded, workspaces, method) => {
  using at = place(own);
  const account = at.configuration(required(`allowed_chatgpt_workspaces = ${demanded}\n`)).account();
  expect(account).toMatchObject({ forcedWorkspaces: workspaces, forcedMethod: method });
});

const NONE = {
  allowed: [],
  denied: [],
  allowsLocal: false,
  mode: 'full',
  hasSocks: true,
  usesUpstream: true,
} as const;

it.each([
  ['enabled = false\n', null],
  ['allowed_domains = ["a"]\n', null],
  ['enabled = true\n', { ...NONE, allowed: ['own'], isManaged: true }],
  [
    'enabled = true\nallow_local_binding = true\ndomains = { a = "allow", b = "deny" }\n',
    { ...NONE, allowed: ['own', 'a'], denied: ['b'], allowsLocal: true, isManaged: true },
  ],
  [
    'enabled = true\nmanaged_allowed_domains_only = true\nallowed_domains = ["a"]\ndenied_domains = ["b"]\n',
    { ...NONE, allowed: ['a'], denied: ['b'], isManaged: true },
  ],
])('say which hosts commands may reach: %j', (text, limits) => {
  using at = place();
  const demands = at.configuration(required(`[experimental_network]\n${text}`)).networkDemands();
  expect(demands?.over({ ...NONE, allowed: ['own'], isManaged: false }) ?? null).toEqual(limits);
});
