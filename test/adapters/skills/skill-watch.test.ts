import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SkillWatch } from '../../../src/adapters/skills/skill-watch.js';
import { deferred } from '../../../src/util/deferred.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skills-'));
  mkdirSync(join(folder, 'a'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('tells of a change at once, and of what follows together when the pause is over', async () => {
  const timers: (() => void)[] = [];
  const clock = {
    now: () => 0,
    monotonic: () => 0,
    setTimeout(task: () => void) {
      timers.push(task);
      return () => {};
    },
  };
  let told = 0;
  let heard = deferred();
  const watch = new SkillWatch(clock, () => {
    told++;
    heard.resolve();
  });
  watch.add([folder, join(folder, 'none')]);
  writeFileSync(join(folder, 'a/SKILL.md'), 'x');
  await heard.promise;
  expect([told, timers.length]).toEqual([1, 1]);
  // Whether more of it was heard in the pause or nothing was: a change after it is told.
  heard = deferred();
  timers.shift()?.();
  writeFileSync(join(folder, 'a/SKILL.md'), 'y');
  await heard.promise;
  expect(told).toBe(2);
  watch.close();
});

test('tells of a folder that comes to be, however deep, and of one that comes again', async () => {
  const timers: (() => void)[] = [];
  const clock = {
    now: () => 0,
    monotonic: () => 0,
    setTimeout(task: () => void) {
      timers.push(task);
      return () => {};
    },
  };
  let heard = deferred();
  const watch = new SkillWatch(clock, () => heard.resolve());
  const root = join(folder, 'none/.codex/skills');
  watch.add([root]);
  writeFileSync(join(folder, 'other'), '');
  const made = (): void => {
    mkdirSync(join(root, 'fresh'), { recursive: true });
    writeFileSync(join(root, 'fresh/SKILL.md'), 'x');
  };
  made();
  await heard.promise;
  for (const change of [() => rmSync(join(folder, 'none'), { recursive: true }), made]) {
    heard = deferred();
    change();
    timers.shift()?.();
    await heard.promise;
  }
  watch.close();
});
