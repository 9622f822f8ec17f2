import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rolesText, rolesWith } from '../../../src/domain/agents/agent-roles.js';
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

  test('and teams are as large, and as patient, as tables or switches say', () => {
    const teamIn = (toml: string) => {
      using home = place(toml);
      return home.configuration().teamLimits();
    };
    const wait = { least: 10_000, usual: 30_000, most: 3_600_000 };
    expect(teamIn('[features]\nmulti_agent_v2 = true')).toEqual({ isOn: true, maxAgents: 3, wait });
    expect(teamIn('[agents]\nenabled = false\nmax_threads = 2')).toMatchObject({ isOn: false, maxAgents: 2 });
    expect(teamIn('[agents]\nmax_threads = 2\nmax_concurrent_threads_per_session = 5').maxAgents).toBe(5);
    const own =
      '[features.multi_agent_v2]\nenabled = true\nmax_concurrent_threads_per_session = 2\nmin_wait_timeout_ms = 1\ndefault_wait_timeout_ms = 2\nmax_wait_timeout_ms = 3';
    expect(teamIn(own)).toEqual({ isOn: true, maxAgents: 1, wait: { least: 1, usual: 2, most: 3 } });
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
