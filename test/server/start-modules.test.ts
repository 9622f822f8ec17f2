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

test('no room but that of the handshake is loaded with the server, or with what is behind its rooms', () => {
  const start = loadedWith(path.join(SERVER, 'create-app-server.ts'));
  expect(roomsIn(start)).toEqual(['initialize.ts']);
  // More methods must not make it more.
  expect(start.size).toBeGreaterThan(10);
  expect(start.size).toBeLessThan(100);

  expect(roomsIn(loadedWith(path.join(SERVER, 'rooms-on-demand.ts')))).toEqual(['initialize.ts', 'index.ts']);
  expect(roomsIn(loadedWith(path.join(SERVER, 'compose.ts')))).toEqual([]);
});

test('every room is loaded by a request for one of its methods', () => {
  const index = readFileSync(path.join(ROOMS, 'index.ts'), 'utf8');
  const onDemand = [...index.matchAll(/import\('\.\/([\w-]+)\.js'\)/g)].map(([, name]) => `${name}.ts`);
  const all = readdirSync(ROOMS).filter(
    (name) => !['index.ts', 'initialize.ts', 'refused.ts'].includes(name),
  );
  expect(onDemand.sort()).toEqual(all.sort());
});

test('what the answer to the handshake waits for is neither decoder nor store nor agent', () => {
  const start = [...loadedWith(path.join(SERVER, 'create-app-server.ts'))];
  const heavy = start.filter((file) => /src\/(adapters|backend|oauth)\/|create-agent|compose/.test(file));
  expect(heavy).toEqual([]);
});
