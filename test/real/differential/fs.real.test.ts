// Files: ours beside the real servers, on the same folder, which is made anew for each and lies in its home.
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { handshake, type Scenario, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Target, Version } from '../support/target.js';

function folder(target: Target): (name: string) => string {
  const at = (name: string): string => join(target.cwd, name);
  mkdirSync(at('d/e'), { recursive: true });
  for (const name of ['a', 'd/x', 'd/e/y']) writeFileSync(at(name), name);
  symlinkSync('a', at('l'));
  symlinkSync('d', at('ld'));
  return at;
}

const scenarios: Scenario[] = [
  {
    name: 'reading, writing, describing',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      const at = folder(target);
      for (const path of [at('a'), at('none'), at('d'), at('a/x'), 'a', '', at('d/../a')]) {
        await target.request('fs/readFile', { path });
      }
      for (const dataBase64 of [
        'aGk=',
        '',
        'a',
        'aGk',
        'a!k=',
        'aGl=',
        'aG k=',
        'aGk=\n',
        'aGk=aGk=',
        '=',
        'aG=k',
      ]) {
        await target.request('fs/writeFile', { path: at('w'), dataBase64 });
      }
      await target.request('fs/writeFile', { path: at('none/w'), dataBase64: 'aGk=' });
      await target.request('fs/writeFile', { path: at('d'), dataBase64: 'aGk=' });
      await target.request('fs/writeFile', { path: at('w') });
      for (const name of ['a', 'd', 'l', 'ld', 'none']) {
        await target.request('fs/getMetadata', { path: at(name) });
      }
      await target.request('fs/readDirectory', { path: at('d/e') });
      await target.request('fs/readDirectory', { path: at('a') });
      await target.request('fs/readDirectory', { path: at('none') });
    },
  },
  {
    name: 'making, copying, removing',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      const at = folder(target);
      const make = (name: string, more = {}) =>
        target.request('fs/createDirectory', { path: at(name), ...more });
      await make('n/m');
      await make('n/m');
      await make('n/m', { recursive: false });
      await make('q/r', { recursive: false });
      await make('a');
      await make('a/x');
      const copy = (source: string, destination: string, more = {}) =>
        target.request('fs/copy', { sourcePath: at(source), destinationPath: at(destination), ...more });
      await copy('a', 'c');
      await copy('a', 'd');
      await copy('a', 'none/x');
      await copy('none', 'x');
      await copy('d', 'dd');
      await copy('d', 'dd', { recursive: true });
      await copy('d', 'dd', { recursive: true });
      await copy('d', 'd/e/f', { recursive: true });
      await copy('d', 'd', { recursive: true });
      await copy('d', 'a', { recursive: true });
      await copy('l', 'l2');
      await copy('l', 'l2');
      await target.request('fs/copy', { sourcePath: '/dev/null', destinationPath: at('null') });
      const remove = (name: string, more = {}) => target.request('fs/remove', { path: at(name), ...more });
      await remove('c');
      await remove('c');
      await remove('c', { force: false });
      await remove('dd', { recursive: false });
      await remove('n/m', { recursive: false });
      await remove('ld');
      await remove('dd');
      await remove('a/x');
      expect(readFileSync(at('d/e/y'), 'utf8')).toBe('d/e/y');
      expect(readFileSync(at('a'), 'utf8')).toBe('a');
    },
  },
  {
    name: 'watching a file and a folder',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      const at = folder(target);
      const changed = async (act: () => void): Promise<void> => {
        const from = target.frames.length;
        act();
        await target.waitFor('fs/changed', ({ method }) => method === 'fs/changed', from);
        // Whatever belongs to this change has been told by then.
        await new Promise((resolve) => setTimeout(resolve, 400));
      };
      await target.request('fs/watch', { path: at('d'), watchId: 'folder' });
      await target.request('fs/watch', { path: at('d/x'), watchId: 'folder' });
      await changed(() => writeFileSync(at('d/new'), '1'));
      // Newer servers alone gather, and see files that come late.
      if (target.frames.some((frame) => 'emittedAtMs' in frame)) {
        await target.request('fs/watch', { path: at('later'), watchId: 'file' });
        await changed(() => writeFileSync(at('later'), '1'));
        await changed(() => rmSync(at('later')));
        await changed(() => writeFileSync(at('later'), '2'));
        await changed(() => {
          writeFileSync(at('later.new'), '3');
          renameSync(at('later.new'), at('later'));
        });
        await changed(() => {
          writeFileSync(at('d/b'), '');
          writeFileSync(at('d/a'), '');
        });
        await changed(() => renameSync(at('d/a'), at('d/c')));
        await target.request('fs/unwatch', { watchId: 'file' });
      }
      await target.request('fs/unwatch', { watchId: 'nobody' });
      await target.request('fs/unwatch', {});
      await target.request('fs/watch', { path: 'relative', watchId: 'x' });
    },
  },
];

for (const version of ['0.118.0', '0.169.0'] as Version[]) {
  describe(`files, ours beside codex ${version}`, () => {
    it.each(scenarios)('$name', async (scenario) => {
      const real = await transcript('real', version, scenario);
      const ours = await transcript('ours', version, scenario);
      expect(unexplained(differences(ours, real), version)).toEqual([]);
    });
  });
}
