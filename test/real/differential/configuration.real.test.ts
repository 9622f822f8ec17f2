// What clients read and write of the configuration, and the catalogues beside it: ours beside the real servers.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { handshake, type Scenario, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Target, Version } from '../support/target.js';

const START = `# The model.
model = "m" # why
review_model = "r"

[a]
x = 1 # one
y = { z = 2 }
`;

const userFile = (target: Target): string => join(target.home, 'codex', 'config.toml');

/** No address of this run, so that fingerprints are the same on both sides. */
const PROVIDER = `
[model_providers.astc]
name = "Backend"
base_url = "http://127.0.0.1:9/v1"
wire_api = "responses"
`;

const PATHS = `


[sandbox_workspace_write]
writable_roots = ["roots", "/abs"]

[agents.helper]
description = "Helps."
config_file = "role.toml"

[[skills.config]]
path = "skill"
enabled = false

[mcp_servers.m]
command = "true"
args = []
cwd = "rel"
enabled = false
`;

async function begin(target: Target): Promise<void> {
  writeFileSync(userFile(target), `model_provider = "astc"\n${START}${PROVIDER}`);
  await handshake(target);
}

async function write(target: Target, keyPath: string, value: unknown, more: object = {}): Promise<void> {
  await target.request('config/value/write', { keyPath, value, mergeStrategy: 'replace', ...more });
}

/** What the file says after the scenario, in the place of an answer. */
const written: string[] = [];

/** The home of either side is part of what it says. */
const OF_A_HOME = /\.version: ours "sha256:/;

/** What switches are for: the quirk "Notices are in our own words". */
const OUR_WORDS = /^answer \d+\.result\.data\[\d+\]\.(description|announcement): ours "/;

/** `hasPaths`: the home is part of what is written. */
type ConfigScenario = Scenario & { readonly hasPaths?: true };

const scenarios: ConfigScenario[] = [
  {
    name: 'paths, and texts that are named and not there',
    hasPaths: true,
    script: { replies: [] },
    async play(target) {
      await begin(target);
      const { home } = target;
      writeFileSync(join(home, 'codex', 'own.md'), 'Own.');
      writeFileSync(join(home, 'codex', 'role.toml'), 'developer_instructions = "Help."\n');
      for (const file of ['own.md', './sub/../own.md', 'missing.md']) {
        const text = `model_instructions_file = "${file}"\nexperimental_compact_prompt_file = "own.md"\n`;
        writeFileSync(userFile(target), `model_provider = "astc"\n${text}${START}${PROVIDER}${PATHS}`);
        await target.request('config/read', { includeLayers: true });
        await target.request('experimentalFeature/list', { limit: 1 });
        await write(target, 'model', 'other');
        await write(target, 'sandbox_workspace_write.writable_roots', ['further']);
      }
    },
  },
  {
    name: 'edits that are made',
    script: { replies: [] },
    async play(target) {
      await begin(target);
      await write(target, 'model', 'other');
      await write(target, 'unknown_key', { a: [1, 2], b: 'x' });
      await write(target, 'unknown_key', { c: 1 }, { mergeStrategy: 'upsert' });
      await write(target, 'unknown_key.c', null);
      await write(target, 'a.x', 5);
      await write(target, 'a.y.z', 3);
      await write(target, 'a.y.q', 'new');
      await write(target, 'a.w', { deep: { er: 1 } });
      await write(target, 'a.w.deep', { er: 2, f: 1 }, { mergeStrategy: 'upsert' });
      await write(target, 'list', [{ a: 1 }, { b: 2.5 }]);
      await write(target, 'projects./x/y.trust_level', 'trusted');
      await write(target, 'text', 'two\nlines, "quoted" \\ é');
      await write(target, 'none', null);
      await write(target, 'review_model', null);
      await write(target, 'model', 'by name', { filePath: userFile(target) });
      await target.request('config/batchWrite', { edits: [] });
      await target.request('config/batchWrite', {
        edits: [
          { keyPath: 'b1', value: 1, mergeStrategy: 'replace' },
          { keyPath: 'b2.c', value: true, mergeStrategy: 'upsert' },
        ],
        reloadUserConfig: true,
      });
      const { result } = await target.request('config/read', { includeLayers: true });
      expect(result).toMatchObject({ config: { model: 'by name' } });
      written.push(readFileSync(userFile(target), 'utf8'));
    },
  },
  {
    name: 'a web search that is a mere switch',
    script: { replies: [] },
    async play(target) {
      await begin(target);
      for (const value of [false, true, { context_size: 'low' }]) {
        await write(target, 'tools.web_search', value);
        await target.request('config/read', {});
      }
      written.push(readFileSync(userFile(target), 'utf8'));
    },
  },
  {
    name: 'edits that are refused',
    script: { replies: [] },
    async play(target) {
      await begin(target);
      await write(target, 'model', 'x', { expectedVersion: 'sha256:other' });
      await write(target, '', 1);
      await write(target, '  ', 1);
      await write(target, 'approval_policy', 'nonsense');
      await write(target, 'model.sub', 1);
      await write(target, 'a.x.y', 1);
      await write(target, 'h', [null, 1]);
      await write(target, 'i', { k: null });
      await write(target, 'nope.deep', null);
      await write(target, 'model_providers.openai', { name: 'x' });
      await write(target, 'sandbox_workspace_write.network_access', 'x');
      await write(target, 'model', 'y', { filePath: join(target.home, 'other.toml') });
      await write(target, 'model', 'y', { filePath: 'relative.toml' });
      await target.request('config/batchWrite', {
        edits: [
          { keyPath: 'good', value: 1, mergeStrategy: 'replace' },
          { keyPath: 'sandbox_mode', value: 'zzz', mergeStrategy: 'replace' },
        ],
      });
      await target.request('config/value/write', { keyPath: 'x', value: 1, mergeStrategy: 'other' });
      written.push(readFileSync(userFile(target), 'utf8'));
      writeFileSync(userFile(target), 'broken = = 1\n');
      await write(target, 'model', 'x');
      await target.request('config/batchWrite', { edits: [] });
    },
  },
  {
    name: 'catalogues beside the configuration',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      await target.request('configRequirements/read');
      await target.request('configRequirements/read', {});
      await target.request('collaborationMode/list', {});
      await target.request('mock/experimentalMethod', { value: 'v' });
      await target.request('mock/experimentalMethod', {});
      await target.request('config/mcpServer/reload');
      for (const page of [
        {},
        { limit: 2 },
        { limit: 0 },
        { cursor: '50' },
        { cursor: 'x' },
        { cursor: '9999' },
      ])
        await target.request('experimentalFeature/list', page);
      await target.request('experimentalFeature/enablement/set', { enablement: { nope: true } });
      await target.request('experimentalFeature/enablement/set', { enablement: { shell_tool: true } });
      await target.request('experimentalFeature/enablement/set', { enablement: { tool_suggest: false } });
      await target.request('experimentalFeature/enablement/set', { enablement: {} });
      await target.request('experimentalFeature/list', {});
    },
  },
];

const newer: ConfigScenario[] = [
  {
    name: 'providers and permission profiles',
    script: { replies: [] },
    async play(target) {
      await begin(target);
      await write(target, 'profile', 'mine');
      await write(target, 'a..b', 1);
      await write(target, '"quoted.key".x', 1);
      await target.request('modelProvider/list', {});
      await target.request('modelProvider/capabilities/read', {});
      for (const page of [{}, { limit: 1 }, { cursor: '1', limit: 1 }, { cursor: 'x' }, { cursor: '99' }])
        await target.request('permissionProfile/list', page);
    },
  },
];

describe.each<Version>(['0.169.0', '0.118.0'])('the configuration, ours beside the real %s', (version) => {
  it.each(version === '0.169.0' ? [...scenarios, ...newer] : scenarios)(
    'says the same in: $name',
    async (scenario) => {
      written.length = 0;
      const ours = await transcript('ours', version, scenario);
      const real = await transcript('real', version, scenario);
      const left = unexplained(differences(ours, real), version);
      const isKnown = (line: string): boolean =>
        OUR_WORDS.test(line) || (scenario.hasPaths === true && OF_A_HOME.test(line));
      expect(left.filter((line) => !isKnown(line))).toEqual([]);
      // Layout is each editor's own; what it means must be the same.
      const [mine, theirs] = written;
      expect(parse(mine ?? '')).toEqual(parse(theirs ?? ''));
    },
  );
});
