// The patch engine beside the real one: the real binary, called by the name of its tool, applies the same patches to
// the same files.
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPatchFiles } from '../../src/adapters/files/patch-files.js';
import { applyPatch } from '../../src/domain/patch/apply-patch.js';
import { parsePatch } from '../../src/domain/patch/parse-patch.js';
import { PatchError } from '../../src/domain/patch/patch.js';
import { verifyPatch } from '../../src/domain/patch/verify-patch.js';
import { BEGIN, CASES, END } from '../domain/patch/cases.js';
import { NEW_RULES, OLD_RULES } from '../domain/patch/rules.js';
import { freshFolder, realBinary, type Version } from './support/target.js';

const scratch = freshFolder('patch');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Result {
  readonly text: string;
  readonly files: Record<string, string>;
}

function prepared(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(scratch, 'work-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}

function real(version: Version, patch: string, files: Readonly<Record<string, string>>): Result {
  const tools = mkdtempSync(join(scratch, 'bin-'));
  symlinkSync(realBinary(version), join(tools, 'apply_patch'));
  const cwd = prepared(files);
  const { stdout, stderr } = spawnSync(join(tools, 'apply_patch'), [patch], {
    cwd,
    encoding: 'utf8',
    env: { HOME: scratch, CODEX_HOME: scratch, PATH: '/usr/bin:/bin' },
  });
  return { text: (stdout + stderr).replaceAll(cwd, '<cwd>').trimEnd(), files: filesBelow(cwd) };
}

/** In the tool's wordings, which differ from those of a turn in how they begin. */
async function ours(
  version: Version,
  patch: string,
  files: Readonly<Record<string, string>>,
): Promise<Result> {
  const cwd = prepared(files);
  const port = createPatchFiles();
  const rules = version === '0.169.0' ? NEW_RULES : OLD_RULES;
  const named = (path: string): string =>
    rules.failuresNameAbsolutePaths ? path : path.replace('<cwd>/', '');
  const text = await run().catch((thrown: unknown) => {
    if (!(thrown instanceof PatchError)) throw thrown;
    return named(thrown.message.replaceAll(cwd, '<cwd>'))
      .replace(/^invalid patch: /, 'Invalid patch: ')
      .replace(/^invalid hunk at line (\d+), /, 'Invalid patch hunk on line $1: ')
      .replace(/^patch rejected: empty patch$/, 'No files were modified.');
  });
  return { text: text.replaceAll(cwd, '<cwd>').trimEnd(), files: filesBelow(cwd) };

  async function run(): Promise<string> {
    const verified = await verifyPatch(parsePatch(patch, rules), { cwd, files: port, rules });
    return (await applyPatch(verified, { files: port, rules })).output;
  }
}

const FURTHER: readonly { name: string; patch: string; files: Readonly<Record<string, string>> }[] = [
  { name: 'no operations', patch: BEGIN + END, files: {} },
  { name: 'a bad line without @@', patch: `${BEGIN}*** Update File: a\nfoo\n${END}`, files: { a: '' } },
  { name: 'an environment', patch: `${BEGIN}*** Environment ID: x\n*** Add File: x\n+1\n${END}`, files: {} },
  { name: 'a file below a file', patch: `${BEGIN}*** Add File: a/x\n+1\n${END}`, files: { a: '' } },
  { name: 'a file over a folder', patch: `${BEGIN}*** Add File: d\n+1\n${END}`, files: { 'd/x': '' } },
  {
    name: 'a move onto a folder',
    patch: `${BEGIN}*** Update File: a\n*** Move to: d\n@@\n-x\n+y\n${END}`,
    files: { a: 'x\n', 'd/x': '' },
  },
];

describe.each<Version>(['0.118.0', '0.169.0'])('apply_patch of %s does and says the same of', (version) => {
  it.each([...CASES, ...FURTHER])('$name', async ({ patch, files }) => {
    expect(await ours(version, patch, files)).toEqual(real(version, patch, files));
  });
});

// Where we do better; each is a line of docs/quirks.md, and the day the real one changes this fails.
describe('apply_patch of the real server', () => {
  it('keeps what it wrote before it failed, and ours does not', async () => {
    const patch = `${BEGIN}*** Add File: x\n+1\n*** Add File: a/y\n+1\n${END}`;
    for (const version of ['0.118.0', '0.169.0'] as const) {
      expect(real(version, patch, { a: '' }).files).toEqual({ a: '', x: '1\n' });
      expect((await ours(version, patch, { a: '' })).files).toEqual({ a: '' });
    }
  });

  it('loses a file that is moved onto itself, and ours changes it', async () => {
    const patch = `${BEGIN}*** Update File: a\n*** Move to: a\n@@\n-x\n+y\n${END}`;
    expect(real('0.169.0', patch, { a: 'x\n' }).files).toEqual({});
    expect((await ours('0.169.0', patch, { a: 'x\n' })).files).toEqual({ a: 'y\n' });
  });

  it('keeps line endings and blank last lines since 0.169.0, and ours does in both versions', async () => {
    const patch = `${BEGIN}*** Update File: a\n@@\n one\n-two\n+2\n${END}`;
    const files = { a: 'one \r\ntwo\r\n\r\n' };
    expect(real('0.118.0', patch, files).files).toEqual({ a: 'one\n2\n\r\n' });
    const kept = { a: 'one \r\n2\r\n\r\n' };
    expect(real('0.169.0', patch, files).files).toEqual(kept);
    expect((await ours('0.118.0', patch, files)).files).toEqual(kept);
  });
});
