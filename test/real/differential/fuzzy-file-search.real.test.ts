// Searches for files: ours beside the real servers, over the same names.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { handshake, type Scenario, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Target, Version } from '../support/target.js';

const FILES =
  'abc a/b/c.txt src/main.ts src/mainMenu.ts src/MAIN.md domain.txt m_a_i_n .hidden/main lib/foo-bar.ts lib/fooBar.ts lib/xfoobar dir/sub/leaf é.txt UPPER 123abc a1b2 out/main';
const QUERIES =
  "main MAIN Main abc foobar fb src src/main sm e é up 123 a1 b2 xyz . main.ts ^src ts$ 'foo leaf sub dsl c.txt ab a/c";

function makeFiles(target: Target): void {
  for (const name of FILES.split(' ')) {
    mkdirSync(dirname(join(target.cwd, name)), { recursive: true });
    writeFileSync(join(target.cwd, name), '');
  }
  mkdirSync(join(target.cwd, '.git'));
  writeFileSync(join(target.cwd, '.gitignore'), 'out/\n');
}

const scenarios: Scenario[] = [
  {
    name: 'single searches',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      makeFiles(target);
      for (const query of [...QUERIES.split(' '), 'foo bar', '']) {
        await target.request('fuzzyFileSearch', { query, roots: [join(target.cwd)] });
      }
      const roots = ['src', 'lib', 'none'].map((name) => join(target.cwd, name));
      await target.request('fuzzyFileSearch', { query: 'main', roots, cancellationToken: 'a' });
      await target.request('fuzzyFileSearch', { query: 'main' });
    },
  },
  {
    name: 'searches of ignored folders',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      const rules = [
        'out/',
        '*',
        'out\n*.log',
        '/out\n/out/deep',
        'out/**',
        'out\n!keep.txt\n*.txt',
        'parent/',
      ];
      for (const [at, text] of rules.entries()) {
        const folder = join(target.cwd, String(at));
        for (const name of [
          'out/keep.txt',
          'out/a.log',
          'out/deep/a.txt',
          'out/sub/a.txt',
          'parent/in/a.txt',
        ]) {
          mkdirSync(dirname(join(folder, name)), { recursive: true });
          writeFileSync(join(folder, name), '');
        }
        mkdirSync(join(folder, '.git'));
        writeFileSync(join(folder, '.gitignore'), text);
        for (const root of ['out', 'out/deep', 'parent/in']) {
          for (const query of ['a.', 'keep']) {
            await target.request('fuzzyFileSearch', { query, roots: [join(folder, root)] });
          }
        }
      }
    },
  },
  {
    name: 'sessions',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      makeFiles(target);
      const session = async (what: string, params: object): Promise<void> => {
        const from = target.frames.length;
        const { error } = await target.request(`fuzzyFileSearch/session${what}`, params);
        if (error !== undefined || what === 'Stop') return;
        for (const told of ['fuzzyFileSearch/sessionUpdated', 'fuzzyFileSearch/sessionCompleted']) {
          await target.waitFor(told, ({ method }) => method === told, from);
        }
      };
      const roots = [target.cwd];
      await session('Start', { sessionId: '', roots });
      await session('Start', { sessionId: 'e', roots: [] });
      await session('Start', { sessionId: 's', roots });
      await session('Update', { sessionId: 's', query: 'dsl' });
      await session('Update', { sessionId: 's', query: 'zzz' });
      await session('Update', { sessionId: 'x', query: 'dsl' });
      await session('Stop', { sessionId: 's' });
      await session('Stop', { sessionId: 's' });
      await session('Update', { sessionId: 's', query: 'dsl' });
    },
  },
];

for (const version of ['0.118.0', '0.169.0'] as Version[]) {
  describe(`searches for files, ours beside codex ${version}`, () => {
    it.each(scenarios)('$name', async (scenario) => {
      const real = await transcript('real', version, scenario);
      const ours = await transcript('ours', version, scenario);
      // The real server tells results and the end of a search in either order.
      const settled = (frames: string[]) => (scenario.name === 'sessions' ? frames.toSorted() : frames);
      expect(unexplained(differences(settled(ours), settled(real)), version)).toEqual([]);
    });
  });
}
