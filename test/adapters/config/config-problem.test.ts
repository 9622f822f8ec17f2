import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { place, settings } from './support.js';

const span = (line: number, from: number, to = from) => ({
  start: { line, column: from },
  end: { line, column: to },
});

describe.each(['0.118.0', '0.169.0'] as const)('a broken config.toml (%s)', (version) => {
  it.each<[string, string, string, ReturnType<typeof span>, string]>([
    ['extra sign', 'model = "x"\nfoo = = 3\n', 'extra `=`, expected nothing', span(2, 7), 'syntax'],
    ['open string', 'model = "x\n', 'invalid basic string, expected `"`', span(1, 11), 'syntax'],
    ['open literal', "s = 'x\n", "invalid literal string, expected `'`", span(1, 7), 'syntax'],
    ['key given twice', 'model = "x"\nmodel = "y"\n', 'duplicate key', span(2, 1, 5), 'syntax'],
    ['table given twice', '[a]\nb=1\n[a]\n', 'duplicate key', span(3, 2), 'syntax'],
    ['key alone', 'foo\n', 'key with no value, expected `=`', span(1, 4), 'syntax'],
    ['open table', '[a\n', 'unclosed table, expected `]`', span(1, 3), 'syntax'],
    [
      'open list',
      'x = [1, 2\ny=3\n',
      'missing comma between array elements, expected `,`',
      span(2, 1),
      'syntax',
    ],
    ['wrong type', 'model = 5\n', 'invalid type: integer `5`, expected a string', span(1, 9), 'model'],
    [
      'wrong type in a table',
      'model_provider="s"\n[model_providers.s]\nname = "s"\nbase_url = 7\n',
      'invalid type: integer `7`, expected a string',
      span(4, 12),
      'model_providers.s.base_url',
    ],
    [
      'unknown word',
      '\nsandbox_mode = "bogus"\n',
      'unknown variant `bogus`, expected one of `read-only`, `workspace-write`, `danger-full-access`',
      span(2, 16, 22),
      'sandbox_mode',
    ],
    [
      'built-in provider described again',
      'model_provider = "openai"\n[model_providers.openai]\nname="x"\n',
      'model_providers contains reserved built-in provider IDs: `openai`. Built-in providers cannot be overridden. Rename your custom provider (for example, `openai-custom`).',
      span(2, 2, 16),
      'model_providers',
    ],
    [
      'chat protocol',
      'model_provider = "s"\n[model_providers.s]\nname="x"\nwire_api="chat"\n',
      '`wire_api = "chat"` is no longer supported.\nHow to fix: set `wire_api = "responses"` in your provider config.\nMore info: https://github.com/openai/codex/discussions/7782',
      span(4, 10, 15),
      'model_providers.s.wire_api',
    ],
  ])('names file, line and column of %s', async (_, toml, message, range, kind) => {
    using at = place(toml);
    const configuration = at.configuration({ version });
    const { line, column } = range.start;
    const details = `${at.file}:${line}:${column}: ${message}`;
    expect(configuration.warnings()).toEqual([
      { summary: 'Invalid configuration; using defaults.', details, path: at.file, range },
    ]);
    expect(() => configuration.read({ includeLayers: false, cwd: null })).toThrowError(
      kind === 'syntax'
        ? `failed to read configuration layers: ${details}`
        : `invalid configuration: ${message}\nin \`${kind}\`\n`,
    );
    await expect(settings(configuration)).rejects.toMatchObject({
      failure: { code: 'configInvalid', message: details },
    });
    expect(configuration.defaultProvider()).toBe('openai');
  });

  it('is told apart from one that names a provider nobody has described', async () => {
    using at = place('model_provider = "nope"\n');
    const configuration = at.configuration({ version });
    expect(configuration.warnings()).toEqual([
      { summary: 'Invalid configuration; using defaults.', details: 'Model provider `nope` not found' },
    ]);
    expect(() => configuration.read({ includeLayers: false, cwd: null })).toThrowError(
      'failed to resolve feature override precedence: Model provider `nope` not found',
    );
  });

  it('tells of a provider without a name as its version does', () => {
    using at = place('model_provider = "s"\n[model_providers.s]\nbase_url="http://127.0.0.1:1/v1"\n');
    const [warning] = at.configuration({ version }).warnings();
    expect(warning).toMatchObject(
      version === '0.118.0'
        ? { details: `${at.file}:2:1: missing field \`name\``, range: span(2, 1, 19) }
        : {
            details: `${at.file}:2:2: model_providers.s: provider name must not be empty`,
            range: span(2, 2, 16),
          },
    );
  });

  it('does not matter where a stronger layer says better', async () => {
    using at = place('model = 5\n');
    const configuration = at.configuration({ version, flags: ['model="x"'] });
    expect(configuration.warnings()).toEqual([]);
    expect((await settings(configuration)).model).toBe('x');
  });
});

describe('warnings after the handshake', () => {
  it('name settings that 0.169.0 does not know, and nothing in 0.118.0', () => {
    using at = place('zzz = 1\n[yyy]\na=1\n');
    expect(at.configuration({ version: '0.118.0' }).warnings()).toEqual([]);
    expect(at.configuration().warnings()).toEqual([
      {
        summary: `Codex is ignoring 2 unrecognized configuration settings. Check for typos or deprecated settings.\n  user (${at.file}): \`yyy\` is ignored.\n  user (${at.file}): \`zzz\` is ignored.`,
        details: null,
      },
    ]);
    using other = place();
    expect(other.configuration({ flags: ['a.b.c=1'] }).warnings()).toEqual([
      {
        summary:
          'Codex is ignoring 1 unrecognized configuration setting. Check for typos or deprecated settings.\n  session-flags: `a` is ignored.',
        details: null,
      },
    ]);
  });

  it('name project files that are not read', () => {
    using at = place();
    // A project of its own, whatever lies in the folders above.
    mkdirSync(join(at.cwd, '.git'));
    mkdirSync(join(at.cwd, '.codex'));
    writeFileSync(join(at.cwd, '.codex/config.toml'), 'model_reasoning_effort = "low"\n');
    expect(at.configuration({ version: '0.118.0' }).warnings()).toEqual([
      {
        summary: `Project config.toml files are disabled in the following folders. Settings in those files are ignored, but skills and exec policies still load.\n    1. ${at.cwd}/.codex\n       To load config.toml, add ${at.cwd} as a trusted project in ${at.file}.\n`,
        details: null,
      },
    ]);
    expect(at.configuration().warnings()[0]?.summary).toBe(
      `Project-local config, hooks, and exec policies are disabled in the following folders until the project is trusted, but skills still load.\n    1. ${at.cwd}/.codex\n       To load project-local config, hooks, and exec policies, add ${at.cwd} as a trusted project in ${at.file}.\n`,
    );
  });
});
