import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { composeRules } from '../../src/server/compose-rules.js';
import type { HostIdentity } from '../../src/server/host-identity.js';

let codexHome: string;

beforeEach(() => {
  codexHome = mkdtempSync(join(tmpdir(), 'rules-'));
});

afterEach(() => rmSync(codexHome, { recursive: true, force: true }));

it('serves although the rules cannot be read, and writes down why', async () => {
  mkdirSync(join(codexHome, 'rules', 'folder.rules'), { recursive: true });
  const logged: unknown[] = [];
  const { warning, commandRules } = composeRules({
    host: { codexHome } as HostIdentity,
    logger: { log: (_level, _message, fields) => void logged.push(fields) },
    configuration: { rulesFolders: () => [], requiredRules: () => [], demands: () => null },
    version: '0.169.0',
  });
  expect(await warning(codexHome)).toBeNull();
  expect(logged).toEqual([{ detail: expect.stringContaining('EISDIR') }]);
  await expect(commandRules.read(codexHome)).rejects.toThrow('EISDIR');
});
