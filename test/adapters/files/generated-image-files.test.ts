import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generatedImageFiles } from '../../../src/adapters/files/generated-image-files.js';
import { tempFolder } from '../../support/temp-folder.js';

const text = Buffer.from('a picture').toString('base64');

it('keeps each picture below the folder of its thread, whatever it is called', () => {
  const home = tempFolder('generated-images');
  const images = generatedImageFiles(home);
  const saved = ['ig_1', '../../up', '', 'é'].map((id) => images.save('../thread', id, text));
  const folder = join(home, 'generated_images', '___thread');
  expect(saved).toEqual(
    ['ig_1', '______up', 'generated_image', '_'].map((name) => join(folder, `${name}.png`)),
  );
  expect(readFileSync(saved[0] ?? '', 'utf8')).toBe('a picture');
  expect(readdirSync(home)).toEqual(['generated_images']);
});

it('keeps nothing of what is no base64', () => {
  const home = tempFolder('generated-images');
  for (const odd of ['no picture!', 'abc', 'ab=c', `${text}$`]) {
    expect(generatedImageFiles(home).save('t', 'i', odd)).toBeUndefined();
  }
  expect(readdirSync(home)).toEqual([]);
});

it('goes without a file where the disk takes none', () => {
  const home = tempFolder('generated-images');
  writeFileSync(join(home, 'generated_images'), 'in the way');
  expect(generatedImageFiles(home).save('t', 'i', text)).toBeUndefined();
});
