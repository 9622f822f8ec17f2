// Kinds of sub-agents that cannot be used, ours beside the real servers: what clients are told of each.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { handshake, startThread, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Version } from '../support/target.js';

const TABLES = `
[agents.blank]
description = " "
[agents.broken]
description = "B"
config_file = "roles/broken.toml"
[agents.missing]
description = "M"
config_file = "roles/missing.toml"
[agents.nick]
description = "N"
nickname_candidates = []
[agents.silent]
config_file = "roles/silent.toml"
[agents.typed]
description = "T"
config_file = "roles/typed.toml"
[agents.unknown]
description = "U"
config_file = "roles/unknown.toml"
`;
const whole = (name: string, more = ''): string =>
  `name = "${name}"\ndescription = "x"\ndeveloper_instructions = "Go."\n${more}`;
const FILES = {
  'roles/broken.toml': 'model =',
  'roles/silent.toml': 'model = "m"',
  'roles/typed.toml': 'model = 5',
  'roles/unknown.toml': 'nope = 1',
  'agents/blank.toml': 'name = " "\ndescription = " "\ndeveloper_instructions = " "',
  'agents/empty.toml': '',
  'agents/found.toml': whole('found'),
  'agents/nameless.toml': 'description = "x"\ndeveloper_instructions = "Go."',
  'agents/nick.toml': whole('nick', 'nickname_candidates = ["a", "a"]'),
  'agents/nodesc.toml': 'name = "nodesc"\ndeveloper_instructions = "Go."',
  'agents/odd.toml': whole('odd', 'nickname_candidates = ["a!"]'),
  'agents/two.toml': whole('found'),
  'agents/typed.toml': 'name = 5',
  'agents/unknown.toml': whole('unknown', 'nope = 1'),
};

it.each<Version>(['0.169.0', '0.118.0'])(
  'tells of kinds of agents that it passes over as the real %s does',
  async (version) => {
    const scenario = {
      name: 'role files',
      script: {},
      config: TABLES,
      prepare(home: string) {
        for (const [name, text] of Object.entries(FILES)) {
          const file = join(home, 'codex', name);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, text);
        }
      },
      async play(target: Parameters<typeof handshake>[0]) {
        await handshake(target);
        await startThread(target);
      },
    };
    const told = async (side: 'ours' | 'real'): Promise<string[]> =>
      (await transcript(side, version, scenario)).filter((frame) => frame.includes('agent role'));
    const ours = await told('ours');
    expect(ours.length).toBeGreaterThan(14);
    expect(unexplained(differences(ours, await told('real')), version)).toEqual([]);
  },
);
