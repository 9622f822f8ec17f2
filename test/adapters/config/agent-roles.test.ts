import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rolesText, rolesWith } from '../../../src/domain/agents/agent-roles.js';
import { agentsOf } from '../../../src/domain/agents/team-limits.js';
import { place } from './support.js';

const TOML = `
[agents]
max_threads = 3
[agents.reviewer]
description = "Looks at changes."
config_file = "roles/reviewer.toml"
nickname_candidates = ["Ada"]
[agents.explorer]
description = "Mine."
[agents.silent]
config_file = "roles/silent.toml"
[agents.broken]
description = "Broken."
config_file = "roles/broken.toml"
[agents.missing]
description = "Missing."
config_file = "roles/missing.toml"
`;

/** Why some are passed over, without the paths of the home. */
function problemsIn(toml: string, files: Readonly<Record<string, string>>): string[] {
  using home = place(toml);
  for (const folder of ['roles', 'agents']) mkdirSync(join(home.codexHome, folder));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home.codexHome, name), text);
  const intro = 'Ignoring malformed agent role definition: ';
  return home
    .configuration()
    .warnings()
    .map(({ summary }) => summary.replaceAll(home.codexHome, '~'))
    .filter((summary) => summary.startsWith(intro))
    .map((summary) => summary.slice(intro.length));
}

function rolesIn(files: Readonly<Record<string, string>>) {
  using home = place(TOML);
  for (const folder of ['roles', 'agents']) mkdirSync(join(home.codexHome, folder));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home.codexHome, name), text);
  return home.configuration().agentRoles(home.cwd);
}

describe('kinds of sub-agents', () => {
  const found = rolesIn({
    'roles/reviewer.toml':
      'model = "m"\nmodel_reasoning_effort = "high"\nsandbox_mode = "read-only"\ndeveloper_instructions = "Look."\ndescription = "In the file."',
    'roles/silent.toml': 'model = "m"',
    'roles/broken.toml': 'model =',
    'agents/found.toml': 'name = "found"\ndescription = "By itself."\ndeveloper_instructions = "Go."',
    'agents/nameless.toml': 'description = "x"\ndeveloper_instructions = "Go."',
    'agents/broken.toml': '[',
    'agents/readme.md': 'no role',
  });

  test('are those that say what they are for, in tables or in files of their own', () => {
    expect(found.map(({ name, description }) => [name, description])).toEqual([
      ['explorer', 'Mine.'],
      ['found', 'By itself.'],
      ['reviewer', 'In the file.'],
    ]);
  });

  test('bring settings along, but not what an agent may do', () => {
    const reviewer = found.find(({ name }) => name === 'reviewer');
    expect(reviewer?.overrides).toEqual({ model: 'm', effort: 'high', developerInstructions: 'Look.' });
    expect(reviewer?.nicknames).toEqual(['Ada']);
  });

  test('take the place of those that are always there', () => {
    const roles = rolesWith(found);
    expect(roles.map(({ name }) => name)).toEqual(['explorer', 'found', 'reviewer', 'default', 'worker']);
    expect(rolesText(roles)).toContain(
      'reviewer: In the file. (always with model `m` and reasoning effort `high`)',
    );
  });

  test('are told of when they are passed over: tables first, then files, then those nobody described', () => {
    const problems = problemsIn(
      '[agents.blank]\ndescription = " "\n[agents.gone]\nconfig_file = "roles/gone.toml"\n[agents.silent]\n[agents.typed]\ndescription = "T"\nconfig_file = "roles/typed.toml"',
      {
        'roles/typed.toml': 'model = 5',
        'agents/a.toml': 'name = "a"\ndescription = "A"',
        'agents/b.toml': 'description = "B"\ndeveloper_instructions = "Go."',
        'agents/c.toml': 'name = "c"\ndescription = "C"\ndeveloper_instructions = "Go."\nnope = 1',
        'agents/d.toml': 'name = "d"\ndescription = "D"\ndeveloper_instructions = "Go."',
        'agents/e.toml': 'name = "d"\ndescription = "E"\ndeveloper_instructions = "Go."',
        'agents/f.toml': 'name = 5',
        'agents/g.toml': 'model =',
      },
    );
    expect(problems).toEqual([
      'agents.blank.description cannot be blank',
      'agents.gone.config_file must point to an existing file at ~/roles/gone.toml: No such file or directory (os error 2)',
      'failed to deserialize agent role file at ~/roles/typed.toml: invalid type: integer `5`, expected a string\n',
      'agent role file at ~/agents/a.toml must define `developer_instructions`',
      'agent role file at ~/agents/b.toml must define a non-empty `name`',
      'failed to deserialize agent role file at ~/agents/c.toml: unknown field `nope`\n',
      'duplicate agent role name `d` discovered in ~/agents',
      'failed to deserialize agent role file at ~/agents/f.toml: invalid type: integer `5`, expected a string\nin `name`\n',
      'failed to parse agent role file at ~/agents/g.toml: TOML parse error at line 1, column 8\n  |\n1 | model =\n  |        ^\nstring values must be quoted, expected literal string\n',
      'agent role `silent` must define a description',
    ]);
  });

  test.each([
    ['[]', 'must contain at least one name'],
    ['[" "]', 'cannot contain blank names'],
    ['["a", "a"]', 'cannot contain duplicates'],
    ['["a!"]', 'may only contain ASCII letters, digits, spaces, hyphens, and underscores'],
  ])('have nicknames that can be given, which %s are not', (names, problem) => {
    expect(problemsIn(`[agents.x]\ndescription = "X"\nnickname_candidates = ${names}`, {})).toEqual([
      `agents.x.nickname_candidates ${problem}`,
    ]);
  });

  test('and teams are as large, and as patient, as tables or switches say, for the thread alone that brings it along', async () => {
    const teamIn = async (toml: string, config: Readonly<Record<string, unknown>> | null = null) => {
      using home = place(toml);
      const { settings } = home.configuration();
      return agentsOf(await settings.resolve({ overrides: {}, config, base: null })).team;
    };
    const wait = { least: 10_000, usual: 30_000, most: 3_600_000 };
    expect(await teamIn('[features]\nmulti_agent_v2 = true')).toMatchObject({
      isOn: true,
      maxAgents: 3,
      wait,
    });
    expect(await teamIn('[agents]\nenabled = false\nmax_threads = 2')).toMatchObject({
      isOn: false,
      maxAgents: 2,
    });
    expect(
      (await teamIn('[agents]\nmax_threads = 2\nmax_concurrent_threads_per_session = 5')).maxAgents,
    ).toBe(5);
    const own =
      '[features.multi_agent_v2]\nenabled = true\nmax_concurrent_threads_per_session = 2\nmin_wait_timeout_ms = 1\ndefault_wait_timeout_ms = 2\nmax_wait_timeout_ms = 3';
    expect(await teamIn(own)).toMatchObject({
      isOn: true,
      maxAgents: 1,
      wait: { least: 1, usual: 2, most: 3 },
    });
    expect((await teamIn(own, { 'agents.enabled': false })).isOn).toBe(false);
  });

  test('a switch may be a table that says more', () => {
    using home = place('[features.multi_agent_v2]\nenabled = true');
    expect(home.configuration().features()).toMatchObject({ multi_agent_v2: true });
  });

  test('are those that are always there while the configuration is broken', () => {
    using home = place('[agents');
    expect(home.configuration().agentRoles(home.cwd)).toEqual([]);
    expect(rolesWith([]).map(({ name }) => name)).toEqual(['default', 'explorer', 'worker']);
  });
});
