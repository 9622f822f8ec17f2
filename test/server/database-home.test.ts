import { expect, test } from 'vitest';
import { databaseHome } from '../../src/server/database-home.js';

const at = (env: NodeJS.ProcessEnv) => ({ codexHome: '/home/codex', cwd: '/work', env });

test('databases lie in the home unless the configuration or else the environment says where', () => {
  expect(databaseHome(() => ({}), at({}))).toBe('/home/codex');
  expect(databaseHome(() => ({}), at({ CODEX_SQLITE_HOME: ' ' }))).toBe('/home/codex');
  expect(databaseHome(() => ({}), at({ CODEX_SQLITE_HOME: 'here' }))).toBe('/work/here');
  expect(databaseHome(() => ({ sqlite_home: '/there' }), at({ CODEX_SQLITE_HOME: '/here' }))).toBe('/there');
  const broken = (): never => {
    throw new Error('no TOML');
  };
  expect(databaseHome(broken, at({}))).toBe('/home/codex');
});
