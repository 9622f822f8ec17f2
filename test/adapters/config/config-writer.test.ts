import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigEdit } from '../../../src/adapters/config/config-edit.js';
import { createConfiguration, treeOfOverrides } from '../../../src/adapters/config/index.js';
import { readToml } from '../../../src/adapters/config/toml-text.js';
import { fingerprint } from '../../../src/adapters/config/tree.js';
import { tempFolder } from '../../support/temp-folder.js';

const TEXT = `# The model.
model = "m" # why

# Tables may have comments, too.
[a]
x = 1 # one
when = 2026-01-01T00:00:00Z
`;

function home(text: string | null = TEXT, flags = {}) {
  const codexHome = tempFolder('config');
  const file = join(codexHome, 'config.toml');
  if (text !== null) writeFileSync(file, text);
  const configuration = createConfiguration({
    codexHome,
    version: '0.169.0',
    flags,
    env: {},
    cwd: codexHome,
    defaultModel: () => 'd',
    systemFolder: join(codexHome, 'none'),
  });
  const write = (edits: readonly Partial<ConfigEdit>[], more = {}) =>
    configuration.write({
      edits: edits.map((edit) => ({ keyPath: 'k', value: 1, mergeStrategy: 'replace', ...edit })),
      filePath: null,
      expectedVersion: null,
      ...more,
    });
  return { file, configuration, write, text: () => readFileSync(file, 'utf8') };
}

describe('writes to config.toml', () => {
  it('keep comments, order and dates of what they do not touch', async () => {
    const { write, text } = home();
    await write([
      { keyPath: 'model', value: 'other' },
      { keyPath: 'a.x', value: 2 },
      { keyPath: 'new', value: true },
    ]);
    expect(text()).toBe(`# The model.
model = "other" # why
new = true

# Tables may have comments, too.
[a]
x = 2 # one
when = 2026-01-01T00:00:00Z
`);
  });

  it('make the file when there is none, for nobody else to read', async () => {
    const { write, text, file } = home(null);
    expect(await write([{ keyPath: 'model', value: 'x' }])).toMatchObject({ status: 'ok', filePath: file });
    expect(text()).toBe('model = "x"\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are all made or none', async () => {
    const { write, text } = home();
    await expect(write([{ keyPath: 'good' }, { keyPath: '' }])).rejects.toMatchObject({
      code: 'configValidationError',
    });
    expect(text()).toBe(TEXT);
  });

  it('hold from the next reading on', async () => {
    const { write, configuration } = home();
    await write([{ keyPath: 'model', value: 'other' }]);
    expect(configuration.read({ includeLayers: false, cwd: null }).config.model).toBe('other');
  });

  it('are refused to a writer who knows another version, and only to that one', async () => {
    const { write, configuration } = home();
    const [user] = configuration.read({ includeLayers: true, cwd: null }).layers ?? [];
    const expectedVersion = user?.version ?? '';
    const { version } = await write([{ keyPath: 'b' }], { expectedVersion });
    await expect(write([{ keyPath: 'c' }], { expectedVersion })).rejects.toMatchObject({
      code: 'configVersionConflict',
    });
    await write([{ keyPath: 'c' }], { expectedVersion: version });
  });

  it('do not lose one another when they come at once', async () => {
    const { write, text } = home();
    await Promise.all(Array.from({ length: 20 }, (_, at) => write([{ keyPath: `k${at}`, value: at }])));
    expect(Object.keys(readToml(text(), 'x')).filter((key) => /^k\d+$/.test(key))).toHaveLength(20);
  });

  it('say when the command line has the last word', async () => {
    const { write } = home(TEXT, treeOfOverrides([{ path: ['model'], value: 'flagged' }]));
    expect(await write([{ keyPath: 'model', value: 'mine' }])).toMatchObject({
      status: 'okOverridden',
      overriddenMetadata: {
        message: 'Overridden by session flags',
        overridingLayer: { name: { type: 'sessionFlags' } },
        effectiveValue: 'flagged',
      },
    });
    expect(await write([{ keyPath: 'model', value: 'flagged' }])).toMatchObject({ status: 'ok' });
  });

  it('insert a first array of tables', async () => {
    const { write, text } = home();
    await write([{ keyPath: 'list', value: [{ a: 1 }, { b: 'x "y"' }] }]);
    expect(text()).toContain('list = [{ a = 1 }, { b = "x \\"y\\"" }]\n');
    expect(text()).toContain('x = 1 # one');
  });

  it('never change anything but what was asked for, or refuse', async () => {
    const key = fc.constantFrom('a', 'b', 'c-d', 'with space', 'x.y');
    const value = fc.oneof(
      fc.integer({ min: -1000, max: 1000 }),
      fc.boolean(),
      fc.string(),
      fc.array(fc.integer({ min: 0, max: 9 })),
      fc.dictionary(key, fc.string()),
    );
    const edit = fc.record({ path: fc.array(key, { minLength: 1, maxLength: 3 }), value });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        const { write, text } = home();
        for (const { path, value: wanted } of edits) {
          const before = text();
          const keyPath = path.map((part) => JSON.stringify(part)).join('.');
          const made = await write([{ keyPath, value: wanted }]).catch(() => null);
          const after = readToml(text(), 'x');
          if (made === null) expect(text()).toBe(before);
          else expect(made.version).toBe(fingerprint(after));
        }
      }),
      { numRuns: 60 },
    );
  });
});
