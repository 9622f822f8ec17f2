import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hostFacts } from '../../../src/adapters/host/host-facts.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'astc-host-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('the shell is the one of the account, named without its folder', () => {
  expect(hostFacts({}, { shellPath: '/usr/bin/fish' }).shell).toBe('fish');
  expect(hostFacts({ SHELL: '/no/such/shell' }).shell).not.toBe('shell');
});

test('a shell that is asked for is the account’s own, one on the path, or plain sh', () => {
  const bin = path.join(dir, 'bin');
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'zsh'), '');
  const { shellNamed } = hostFacts({ PATH: `relative:${bin}` }, { shellPath: '/opt/bash' });
  expect(['/no/bash', 'zsh', 'sh', 'python3'].map(shellNamed)).toEqual([
    '/opt/bash',
    path.join(bin, 'zsh'),
    '/bin/sh',
    '/bin/sh',
  ]);
});

test('the zone is that of the environment', () => {
  expect(hostFacts({ TZ: 'Asia/Tokyo' }).timezone()).toBe('Asia/Tokyo');
  expect(hostFacts({ TZ: ':Asia/Tokyo' }).timezone()).toBe('Asia/Tokyo');
});

test('without one, the zone is what the system links to', () => {
  const zone = path.join(dir, 'zoneinfo', 'Europe', 'Vienna');
  mkdirSync(path.dirname(zone), { recursive: true });
  writeFileSync(zone, '');
  const localtime = path.join(dir, 'localtime');
  symlinkSync(zone, localtime);
  expect(hostFacts({}, { localtime }).timezone()).toBe('Europe/Vienna');
});

test('where nothing tells it, the runtime does', () => {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  expect(hostFacts({}, { localtime: path.join(dir, 'nothing') }).timezone()).toBe(timeZone);
});

test('a date is local and has ten characters', () => {
  expect(hostFacts({}).date(new Date(2026, 0, 2, 23, 59).getTime())).toBe('2026-01-02');
});
