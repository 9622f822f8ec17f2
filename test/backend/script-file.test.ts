import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScriptError } from '../../src/backend/errors.js';
import { loadScript, parseScript } from '../../src/backend/script-file.js';

const docs = new URL('../../docs/', import.meta.url);

function failure(source: string): string {
  try {
    parseScript(source, 'my.yaml');
  } catch (thrown) {
    if (thrown instanceof ScriptError) return thrown.message;
    throw thrown;
  }
  throw new Error('the script was accepted');
}

describe('parseScript', () => {
  it('reads YAML', () => {
    const { replies, otherwise } = parseScript(
      'replies:\n  - Hello.\n  - text: Again.\notherwise: default\n',
      'f',
    );
    expect(replies.map(({ label }) => label)).toEqual(['replies[0]', 'replies[1]']);
    expect(otherwise).toBe('default');
  });

  it('reads JSON', () => {
    expect(parseScript('{"replies": [{"name": "greeting", "text": "Hello."}]}', 'f').replies[0]?.label).toBe(
      'greeting',
    );
  });

  it('points at the value that is wrong', () => {
    const message = failure('replies:\n  - Hello.\n  - text:\n      content: a\n      delayMs: fast\n');
    expect(message).toBe(
      'my.yaml is not a valid script:\n  my.yaml:5:7: replies[1].text.delayMs: expected a number of milliseconds of at least 0, got "fast"',
    );
  });

  it('points at a key that is unknown', () => {
    expect(failure('replies:\n  - text: a\n    tmes: 2\n')).toContain(
      'my.yaml:3:5: replies[0].tmes: unknown key; did you mean "times"?',
    );
  });

  it('points at the object in which something is missing', () => {
    expect(failure('replies:\n  - parts:\n    - text: a\n    - failed:\n        code: x\n')).toContain(
      'my.yaml:4:7: replies[0].parts[1].failed: "message" is missing',
    );
  });

  it('points into JSON too', () => {
    expect(failure('{\n  "replies": [\n    { "text": 3 }\n  ]\n}')).toContain(
      'my.yaml:3:7: replies[0].text: ',
    );
  });

  it('points at broken syntax', () => {
    expect(failure('replies:\n  - "open\n')).toMatch(
      /^my\.yaml is not a valid script:\n {2}my\.yaml:\d+:\d+: .*quote/,
    );
  });

  it('says that an empty file is no script', () => {
    expect(failure('')).toContain('my.yaml:1:1: expected an object, got null');
  });

  it('refuses aliases that multiply without end', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 8; level += 1)
      lines.push(`a${level}: &a${level} [${`*a${level - 1},`.repeat(10)}]`);
    expect(failure(lines.join('\n'))).toMatch(/alias/i);
  });
});

describe('loadScript', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'script-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads a file', async () => {
    const file = join(folder, 'a.yaml');
    await writeFile(file, 'replies: [Hello.]');
    expect((await loadScript(file)).replies).toHaveLength(1);
  });

  it('names a file that is not there', async () => {
    const file = join(folder, 'missing.yaml');
    await expect(loadScript(file)).rejects.toMatchObject({
      code: 'script_unreadable',
      message: expect.stringContaining(`Cannot read the script ${file}`),
    });
  });
});

describe('the documentation', () => {
  it('has example scripts that load', async () => {
    const folder = new URL('examples/scripts/', docs);
    const files = await readdir(folder);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) await expect(loadScript(new URL(file, folder).pathname)).resolves.toBeDefined();
  });

  it('shows scripts that load', async () => {
    const page = await readFile(new URL('script-format.md', docs), 'utf8');
    const scripts = [...page.matchAll(/```(?:yaml|json)\n(.*?)```/gs)].map(([, source]) => source ?? '');
    expect(scripts.length).toBeGreaterThan(5);
    for (const source of scripts) {
      const whole = /^\s*\{|^(replies|otherwise|account|logins|usage):/m.test(source)
        ? source
        : `replies:\n${source}`;
      expect(() => parseScript(whole, source)).not.toThrow();
    }
  });

  it('explains every key of the format', async () => {
    const page = await readFile(new URL('script-format.md', docs), 'utf8');
    const files = ['script.ts', 'script-answers.ts', 'login-script.ts'];
    const sources = await Promise.all(
      files.map((file) => readFile(new URL(`../src/backend/${file}`, docs), 'utf8')),
    );
    const types = sources.join('\n');
    const keys = [...types.matchAll(/readonly (\w+)\??:/g)].map(([, key]) => key ?? '');
    expect(keys.length).toBeGreaterThan(90);
    expect(
      keys.filter((key) => !page.includes(`\`${key}\``) && !new RegExp(`\\b${key}:`).test(page)),
    ).toEqual([]);
  });
});
