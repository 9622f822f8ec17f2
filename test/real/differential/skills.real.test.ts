// Skills that lie in folders, ours beside the real servers. The ones that came with codex are switched off: ours
// brings none.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { handshake, type Scenario, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Target, Version } from '../support/target.js';

const config = '\n[skills.bundled]\nenabled = false\n';
const skill = (name: string, description: string, more = ''): string =>
  `---\nname: ${name}\ndescription: ${description}\n${more}---\n\n# ${name}\n`;

function put(home: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
}

function repository(home: string, name: string): void {
  mkdirSync(join(home, name), { recursive: true });
  execFileSync('git', ['init', '--quiet', join(home, name)]);
}

const DESCRIBED = `interface:
  display_name: "Alpha  Skill"
  short_description: sd # said shortly
  icon_small: ./assets/s.svg
  icon_large: assets/l.png
  brand_color: "#3B82F6"
  default_prompt: >-
    Use
    it
dependencies:
  tools:
    - type: mcp
      value: docs
      description: Docs
      transport: streamable_http
      url: https://example.com/mcp
    - { type: cli, value: gh }
    - type: ""
      value: z
    - value: only
`;

const WRONGLY_DESCRIBED = `interface:
  display_name: "${'y'.repeat(80)}"
  icon_small: ../x.svg
  icon_large: /abs/x.png
  brand_color: red
  default_prompt: "${'z'.repeat(1100)}"
  short_description: "  "
`;

/** Front matter, one skill each; the folder is what the skill is called when it does not say. */
const FRONT_MATTER: Readonly<Record<string, string>> = {
  'no-name': 'description: no name',
  'no-description': 'name: gamma',
  empty: 'name: ""\ndescription: ""',
  nothing: 'name: null\ndescription: ~',
  'long-name': `name: ${'n'.repeat(70)}\ndescription: long name`,
  'long-text': `name: f\ndescription: ${'x'.repeat(1100)}`,
  'wide-text': `name: wide\ndescription: ${'é'.repeat(1024)}`,
  'long-short': `name: n\ndescription: x\nmetadata:\n  short-description: ${'s'.repeat(1030)}`,
  folded: 'name: h\ndescription: >-\n  folded\n  lines here',
  folding: 'name: n\ndescription: >\n\n  a\n   b\n\n  c\n',
  literal: 'name: n\ndescription: |\n  lit\n  two\n',
  escapes: 'name: i\ndescription: "multi\\nline   spaces \\u0041 \\"z"',
  single: "name: n\ndescription: 'it''s'",
  continued: 'name: n\ndescription: x\n  continued\n  more',
  comments: '# c\nname: n # comment\n# d\ndescription: x #y',
  'quoted-keys': '"name": n\n\'description\': x',
  indented: '  name: n\n  description: x',
  numbers: 'name: 5\ndescription: true',
  decimals: 'name: 1.50\ndescription: 0x10',
  crlf: 'name: N\r\ndescription: crlf\r',
  'in-flow': '{name: n, description: x}',
  anchor: 'name: n\ndescription: &a x',
  tag: 'name: n\ndescription: !!str x',
  'short-colon': 'name: n\ndescription: x\nmetadata:\n  short-description: a: b\n',
  'open-list': 'name: [1\ndescription: x',
  list: 'name: [1, 2]\ndescription: x',
  map: 'name: {a: b}\ndescription: x',
  'open-map': 'name: n\ndescription: {a',
  'list-and-more': 'name: n\ndescription: [a] b',
  'list-below': 'name: n\ndescription:\n  - a\n  - b',
  'two-problems': 'name: n\ndescription: [1\nmetadata: x',
  colons: 'name: n: m\ndescription: a: b',
  'last-colon': 'name: n\ndescription: x:',
  'open-quote': 'name: "open\ndescription: x',
  'quote-and-more': 'name: n\ndescription: "a" b',
  'number-as-table': 'name: n\ndescription: x\nmetadata: 5',
  twice: 'name: n\nname: m\ndescription: x',
  'a-list': '- a\n- b',
  text: 'just text',
  'no-space': 'name:n\ndescription: x',
  tab: 'name: n\ndescription: x\n\tbad: tab',
  alias: 'name: n\ndescription: *x',
  at: 'name: n\ndescription: @x',
  percent: 'name: n\ndescription: %x',
  backtick: 'name: n\ndescription: `x`',
  'open-other': 'name: n\ndescription: x\nallowed-tools: [a, b',
  'no-colon': 'name: n\ndescription: x\nfoo',
  dash: 'name: n\ndescription: - x',
  question: 'name: n\ndescription: ? x',
};

const written: unknown[] = [];

const scenarios: Scenario[] = [
  {
    name: 'what a SKILL.md says of itself',
    script: { replies: [] },
    config,
    prepare(home) {
      for (const [name, text] of Object.entries(FRONT_MATTER))
        put(home, { [`codex/skills/${name}/SKILL.md`]: `---\n${text}\n---\nbody\n` });
      put(home, {
        'codex/skills/unmarked/SKILL.md': 'no front matter here\n',
        'codex/skills/unclosed/SKILL.md': '---\nname: k\ndescription: unclosed\n',
        'codex/skills/blank/SKILL.md': '',
        'codex/skills/spaced/SKILL.md': '---\nname: n\ndescription: spaced\n--- \nfoo',
      });
    },
    async play(target) {
      await handshake(target);
      await target.request('skills/list', {});
    },
  },
  {
    name: 'where skills lie, and what lies beside them',
    script: { replies: [] },
    config,
    prepare(home) {
      repository(home, 'work');
      repository(home, 'plain');
      put(home, {
        'codex/skills/a/SKILL.md': skill('alpha', 'First', 'metadata:\n  short-description: short\n'),
        'codex/skills/a/agents/openai.yaml': DESCRIBED,
        'codex/skills/b/SKILL.md': skill('alpha', 'same name'),
        'codex/skills/b/agents/openai.yaml': WRONGLY_DESCRIBED,
        'codex/skills/c/SKILL.md': skill('gamma', 'broken description'),
        'codex/skills/c/agents/openai.yaml': 'interface: [',
        'codex/skills/lower/skill.md': skill('lower', 'x'),
        'codex/skills/.hidden/SKILL.md': skill('hidden', 'x'),
        'codex/skills/p/SKILL.md': skill('parent', 'x'),
        'codex/skills/p/q/r/SKILL.md': skill('deep', 'x'),
        'codex/skills/1/2/3/4/5/6/SKILL.md': skill('six', 'x'),
        'codex/skills/1/2/3/4/5/6/7/SKILL.md': skill('seven', 'x'),
        'codex/skills/.system/s/SKILL.md': skill('system', 'x'),
        'user/.agents/skills/u/SKILL.md': skill('alpha', 'of the user'),
        'work/.codex/skills/r/SKILL.md': skill('ra', 'x'),
        'work/.agents/skills/r/SKILL.md': skill('rb', 'x'),
        'work/sub/.agents/skills/r/SKILL.md': skill('rc', 'x'),
        'work/sub/.codex/skills/r/SKILL.md': skill('rd', 'x'),
        'plain/.agents/skills/r/SKILL.md': skill('re', 'x'),
        'plain/d/.agents/skills/r/SKILL.md': skill('alpha', 'of the repository'),
        'linked/SKILL.md': skill('linked', 'x'),
        'linked.md': skill('linked-file', 'x'),
        'a-file': '',
        'work/.codex/config.toml': '',
      });
      symlinkSync(join(home, 'linked'), join(home, 'codex/skills/link'));
      mkdirSync(join(home, 'codex/skills/file'));
      symlinkSync(join(home, 'linked.md'), join(home, 'codex/skills/file/SKILL.md'));
    },
    async play(target) {
      await handshake(target);
      const { home } = target;
      await target.request('skills/list', {});
      await target.request('skills/list', { cwds: [] });
      await target.request('skills/list', {
        cwds: ['work/sub', 'none', 'a-file', 'plain/d', 'work'].map((name) => join(home, name)),
      });
      await target.request('skills/list', { cwds: ['sub', target.cwd, target.cwd] });
      await target.request('skills/list', { cwds: 'x' });
    },
  },
  {
    name: 'switching skills on and off',
    script: { replies: [] },
    config,
    prepare(home) {
      put(home, {
        'codex/skills/a/SKILL.md': skill('alpha', 'x'),
        'codex/skills/b/SKILL.md': skill('beta', 'x'),
      });
    },
    async play(target) {
      const file = join(target.home, 'codex/skills/a/SKILL.md');
      const write = async (params: object): Promise<void> => {
        await target.request('skills/config/write', params);
        await target.request('skills/list', {});
        const text = readFileSync(join(target.home, 'codex/config.toml'), 'utf8');
        written.push(parse(text.replaceAll(target.home, '<home>')).skills);
      };
      await handshake(target);
      await write({ path: file, enabled: false });
      await write({ path: file, enabled: true });
      await write({ name: 'alpha', enabled: false });
      await write({ name: 'nobody', enabled: false });
      await write({ name: 'nobody', enabled: false });
      await write({ name: 'nobody', enabled: true });
      await write({ path: join(target.home, 'none/SKILL.md'), enabled: false });
      await write({ name: ' alpha ', enabled: true });
      await write({ path: dirname(file), enabled: false });
      await write({ path: file, name: 'alpha', enabled: true });
      await write({ enabled: true });
      await write({ name: '  ', enabled: true });
      await write({ path: 'relative', enabled: true });
      await write({ name: 'alpha' });
    },
  },
  {
    name: 'a configuration that cannot be read',
    script: { replies: [] },
    config,
    async play(target) {
      await handshake(target);
      await target.request('skills/list', {});
      writeFileSync(join(target.home, 'codex/config.toml'), 'broken = = 1\n');
      await target.request('skills/list', { cwds: [target.cwd] });
      await target.request('skills/config/write', { name: 'alpha', enabled: false });
    },
  },
];

const extra = (home: string): void => put(home, { 'extra/e/SKILL.md': skill('extra', 'x') });

const newer: Scenario = {
  name: 'more folders for everyone',
  script: { replies: [] },
  config,
  prepare: extra,
  async play(target) {
    await handshake(target);
    const { home } = target;
    await target.request('skills/extraRoots/set', { extraRoots: [join(home, 'extra'), join(home, 'none')] });
    await target.request('skills/list', {});
    await target.request('skills/extraRoots/set', { extraRoots: ['extra'] });
    await target.request('skills/extraRoots/set', {});
    await target.request('skills/extraRoots/set', { extraRoots: [] });
    await target.request('skills/list', {});
  },
};

const older: Scenario = {
  name: 'more folders for one folder',
  script: { replies: [] },
  config,
  prepare: extra,
  async play(target: Target) {
    await handshake(target);
    const more = (cwd: string, root: string): object => ({
      cwds: [target.cwd],
      forceReload: true,
      perCwdExtraUserRoots: [{ cwd, extraUserRoots: [root] }],
    });
    await target.request('skills/list', more(target.cwd, join(target.home, 'extra')));
    await target.request('skills/list', more(target.home, join(target.home, 'extra')));
    await target.request('skills/list', more(target.cwd, 'extra'));
  },
};

/** How a file is no TOML, each server says in words of its own. */
const TOML_PROBLEM =
  /error\.message: ours "failed to update skill settings: .* real "failed to update skill settings: /;

/** The order in which wrong files are found is each server's own; so is whether news or answer comes first. */
function inOrder(frames: string[]): string[] {
  const isNews = (text: string): boolean => text.includes('"method":"skills/changed"');
  return [...frames.filter((text) => !isNews(text)), ...frames.filter(isNews)].map((text) => {
    const frame = JSON.parse(text) as { result?: { data?: { errors?: { path: string }[] }[] } };
    for (const entry of frame.result?.data ?? []) entry.errors?.sort((a, b) => (a.path < b.path ? -1 : 1));
    return JSON.stringify(frame);
  });
}

describe.each<Version>(['0.169.0', '0.118.0'])('skills, ours beside the real %s', (version) => {
  it.each([...scenarios, version === '0.169.0' ? newer : older])(
    'says the same in: $name',
    async (scenario) => {
      written.length = 0;
      const ours = inOrder(await transcript('ours', version, scenario));
      const mine = written.splice(0);
      const real = inOrder(await transcript('real', version, scenario));
      const left = unexplained(differences(ours, real), version);
      expect(left.filter((line) => !TOML_PROBLEM.test(line))).toEqual([]);
      expect(mine).toEqual(written);
    },
  );
});
