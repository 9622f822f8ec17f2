import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectRoots, skillRoots, skillsIn, switched } from '../../../src/adapters/skills/index.js';

let home: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'astc-skills-')));
  mkdirSync(join(home, 'work/.git'), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function skill(name: string, text: string): string {
  const path = join(home, name, 'SKILL.md');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
const named = (name: string): string => `---\nname: ${name}\ndescription: d\n---\n`;

function find(
  cwd: string,
  more: { config?: Record<string, unknown>; withSystem?: boolean; isLenient?: boolean } = {},
) {
  const { config = {}, withSystem = true, isLenient = true } = more;
  const places = {
    codexHome: join(home, 'codex'),
    home: join(home, 'user'),
    extra: [join(home, 'extra')],
    withSystem,
    plugins: [],
  };
  const roots = skillRoots(projectRoots(join(home, cwd), ['.git']), places);
  return skillsIn(roots, { config, isLenient });
}
const shown = async (...args: Parameters<typeof find>): Promise<string[]> =>
  (await find(...args)).skills.map(
    ({ shown: { scope, name, enabled } }) => `${scope} ${name}${enabled ? '' : ' off'}`,
  );

describe('skills', () => {
  test('come from the project, the user and the system, in this order', async () => {
    skill('codex/skills/.system/s', named('s'));
    skill('codex/skills/b', named('b'));
    skill('user/.agents/skills/a', named('a'));
    skill('extra/c', named('c'));
    skill('work/.agents/skills/z', named('z'));
    skill('work/sub/.codex/skills/y', named('y'));
    expect(await shown('work/sub')).toEqual(['repo y', 'repo z', 'user a', 'user b', 'user c', 'system s']);
    expect(await shown('work', { withSystem: false })).toEqual(['repo z', 'user a', 'user b', 'user c']);
  });

  test('are off when the last table that names them says so', async () => {
    const path = skill('codex/skills/a', named('a'));
    skill('codex/skills/b', named('b'));
    const on = (config: unknown[]) => shown('work', { config: { skills: { config } } });
    expect(await on([{ path, enabled: false }])).toEqual(['user a off', 'user b']);
    expect(
      await on([
        { name: 'a', enabled: false },
        { path, enabled: true },
      ]),
    ).toEqual(['user a', 'user b']);
    expect(await on([{ path: dirname(path), enabled: false }])).toEqual(['user a', 'user b']);
  });

  test('are switched by a table of their own, and back by taking it away', () => {
    const first = switched({}, { name: 'a' }, false);
    expect(first).toEqual([{ name: 'a', enabled: false }]);
    const both = switched({ skills: { config: first } }, { path: '/p' }, false);
    expect(both).toEqual([
      { name: 'a', enabled: false },
      { path: '/p', enabled: false },
    ]);
    expect(switched({ skills: { config: both } }, { name: 'a' }, true)).toEqual([
      { path: '/p', enabled: false },
    ]);
  });

  test('that are broken are told with their path, except those of the system', async () => {
    const path = skill('codex/skills/a', 'nothing');
    skill('codex/skills/.system/s', 'nothing');
    const { skills, errors } = await find('work');
    expect(skills).toEqual([]);
    expect(errors).toEqual([{ path, message: 'missing YAML frontmatter delimited by ---' }]);
  });

  test('may leave out quotes only where front matter is read leniently', async () => {
    skill('codex/skills/a', '---\nname: a\ndescription: use it: now\n---\n');
    expect((await find('work')).skills[0]?.shown.description).toBe('use it: now');
    expect((await find('work', { isLenient: false })).errors[0]?.message).toBe(
      'invalid YAML: mapping values are not allowed in this context at line 2 column 20',
    );
  });
});
