import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOwnCatalog } from '../../../src/adapters/config/own-catalog.js';

const model = (slug: string) => ({
  slug,
  display_name: slug,
  supported_reasoning_levels: [],
  shell_type: 'default',
  visibility: 'list',
  supported_in_api: true,
  priority: 1,
  base_instructions: 'Be.',
  support_verbosity: false,
  truncation_policy: { mode: 'bytes', limit: 1 },
  experimental_supported_tools: [],
});

describe('models of a file', () => {
  let folder: string;
  let file: string;
  const write = (...slugs: string[]): void =>
    writeFileSync(file, JSON.stringify({ models: slugs.map(model) }));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'astc-catalog-'));
    file = join(folder, 'models.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are none where no file is named', () => {
    expect(createOwnCatalog('0.169.0')({})).toBeNull();
  });

  it('are read again only when the file has changed', () => {
    const modelsOf = createOwnCatalog('0.169.0');
    const config = { model_catalog_json: file };
    write('one');
    const first = modelsOf(config);
    expect(modelsOf(config)).toBe(first);
    write('one', 'two');
    expect(modelsOf(config)?.map(({ slug }) => slug)).toEqual(['one', 'two']);
    const { atimeMs, mtimeMs } = statSync(file);
    write('one', 'new');
    utimesSync(file, atimeMs / 1000, mtimeMs / 1000 + 5);
    expect(modelsOf(config)?.map(({ slug }) => slug)).toEqual(['one', 'new']);
  });

  it('say what is wrong each time, and are there again when it is mended', () => {
    const modelsOf = createOwnCatalog('0.169.0');
    const config = { model_catalog_json: file };
    expect(() => modelsOf(config)).toThrow('No such file');
    write('one');
    expect(modelsOf(config)).toHaveLength(1);
    writeFileSync(file, 'nonsense');
    expect(() => modelsOf(config)).toThrow('as JSON');
    expect(() => modelsOf(config)).toThrow('as JSON');
    rmSync(file);
    expect(() => modelsOf(config)).toThrow('No such file');
    write('one');
    expect(modelsOf(config)).toHaveLength(1);
  });
});
