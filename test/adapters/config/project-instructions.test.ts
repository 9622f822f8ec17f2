import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { instructionsFor } from '../../../src/adapters/config/project-instructions.js';

const roots: string[] = [];

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** The instructions for `project/a/b` of a home with these files, with paths below that home. */
function told(files: Record<string, string>, config: Record<string, unknown> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'instructions-'));
  roots.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const folders = ['project/a/b', 'project/a', 'project'].map((name) => join(root, name));
  const { instructions: found } = instructionsFor(config, {
    codexHome: join(root, 'home'),
    folders,
    version: '0.169.0',
  });
  return found && { ...found, sources: found.sources.map((path) => path.slice(root.length + 1)) };
}

describe('instructions of a project', () => {
  it('are one file a folder, from the root down, after those of the user', () => {
    const found = told({
      'home/AGENTS.md': 'mine\n\n',
      'project/AGENTS.md': 'root\n',
      'project/a/AGENTS.md': 'not this',
      'project/a/AGENTS.override.md': 'this',
      'project/a/b/AGENTS.md': 'leaf',
    });
    expect(found?.text).toBe('mine\n\n--- project-doc ---\n\nroot\n\n\nthis\n\nleaf');
    expect(found?.sources).toEqual([
      'home/AGENTS.md',
      'project/AGENTS.md',
      'project/a/AGENTS.override.md',
      'project/a/b/AGENTS.md',
    ]);
    expect(found?.folder).toMatch(/project\/a\/b$/);
  });

  it('end at the limit in bytes, which those of the user do not count against', () => {
    const files = { 'home/AGENTS.md': 'mine', 'project/AGENTS.md': '12345', 'project/a/AGENTS.md': '6789' };
    expect(told(files, { project_doc_max_bytes: 7 })?.text).toBe(
      'mine\n\n--- project-doc ---\n\n12345\n\n67',
    );
    expect(told(files, { project_doc_max_bytes: 0 })).toMatchObject({ text: 'mine', folder: null });
    expect(told({ 'project/AGENTS.md': 'x'.repeat(40_000) })?.text).toHaveLength(32_768);
  });

  it('may have other names, in the order in which they are configured', () => {
    const config = { project_doc_fallback_filenames: ['OTHER.md', 'X.md'] };
    const files = { 'project/X.md': 'x', 'project/OTHER.md': 'other', 'project/a/X.md': 'x in a' };
    expect(told(files, config)?.text).toBe('other\n\nx in a');
    expect(told(files)).toBeNull();
  });

  it('are passed over where a file is blank, whatever else the folder has', () => {
    expect(told({ 'project/AGENTS.override.md': ' \n', 'project/AGENTS.md': 'no' })).toBeNull();
    const own = { 'home/AGENTS.override.md': ' ', 'home/AGENTS.md': 'mine' };
    expect(told(own)).toMatchObject({ text: 'mine', sources: ['home/AGENTS.md'] });
  });

  it('are no folders and nothing that cannot be read', () => {
    expect(told({ 'project/AGENTS.md/file': 'x', 'home/x': '' })).toBeNull();
  });
});
