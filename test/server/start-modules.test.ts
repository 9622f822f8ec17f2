import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const SERVER = path.resolve(import.meta.dirname, '..', '..', 'src', 'server');
const ROOMS = path.join(SERVER, 'rooms');

/** Imports that are there before a module runs; types alone load nothing, and what stands in a call is loaded later. */
const IMPORT = /^(?:import|export)(?!\s+type\b)[^;'"]*?from '(\.[^']+)';/gm;

function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(IMPORT))
    loadedWith(path.resolve(path.dirname(file), from.replace(/\.js$/, '.ts')), seen);
  return seen;
}

function roomsIn(modules: ReadonlySet<string>): string[] {
  return [...modules].filter((file) => path.dirname(file) === ROOMS).map((file) => path.basename(file));
}

test('no room but that of the handshake is loaded before the first other request', () => {
  const start = loadedWith(path.join(SERVER, 'create-app-server.ts'));
  expect(roomsIn(start)).toEqual(['initialize.ts']);
  // More methods must not make it more.
  expect(start.size).toBeGreaterThan(10);
  expect(start.size).toBeLessThan(100);

  const later = roomsIn(loadedWith(path.join(ROOMS, 'index.ts')));
  const all = readdirSync(ROOMS).filter((name) => name !== 'refused.ts');
  expect([...new Set([...later, 'initialize.ts'])].sort()).toEqual(all.sort());
});

test('what the answer to the handshake waits for is neither decoder nor store nor agent', () => {
  const start = [...loadedWith(path.join(SERVER, 'create-app-server.ts'))];
  const heavy = start.filter((file) => /src\/(adapters|backend|oauth)\/|create-agent|compose/.test(file));
  expect(heavy).toEqual([]);
});
