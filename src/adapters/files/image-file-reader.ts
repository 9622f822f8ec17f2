// ImageReader over the file system: an image by path becomes a data URL; what cannot be used is told in words.

import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ImageProblem, UserFiles } from '../../domain/ports.js';
import { messageOf } from '../../util/coded-error.js';
import { pictureType } from '../../util/picture-type.js';
import { osErrorText } from './os-error.js';

/** Paths that are not absolute begin at `cwd`. */
export function createImageFileReader(cwd: string): UserFiles {
  return {
    async view(path) {
      const file = resolve(cwd, path);
      let bytes: Buffer;
      try {
        if (!(await stat(file)).isFile())
          return { problem: 'notAFile', detail: 'Is a directory (os error 21)' };
        bytes = await readFile(file);
      } catch (thrown) {
        return { problem: 'unreadable', detail: osErrorText(thrown) };
      }
      return imageIn(path, bytes);
    },

    async read(path) {
      let bytes: Buffer;
      try {
        bytes = await readFile(resolve(cwd, path));
      } catch (thrown) {
        return { problem: `The image at ${path} could not be read: ${messageOf(thrown)}.`, isFile: false };
      }
      const mime = pictureType(bytes);
      if (mime === undefined) {
        const problem = `The file at ${path} is no image in a known format (PNG, JPEG, GIF, WebP).`;
        return { problem, isFile: true };
      }
      return { dataUrl: dataUrl(mime, bytes) };
    },

    async sound(path) {
      const mime = SOUNDS.get(extensionOf(path));
      if (mime === undefined) return { problem: null };
      try {
        return { dataUrl: dataUrl(mime, await readFile(resolve(cwd, path))) };
      } catch (thrown) {
        return { problem: osErrorText(thrown) };
      }
    },
  };
}

/** The picture that a file holds. */
export function imageIn(path: string, bytes: Buffer): { dataUrl: string } | ImageProblem {
  const mime = pictureType(bytes);
  return mime === undefined
    ? { problem: 'unsupported', detail: mimeByName(path) ?? (isUtf8(bytes) ? TEXT : BINARY) }
    : { dataUrl: dataUrl(mime, bytes) };
}

const TEXT = 'text/plain';
const BINARY = 'application/octet-stream';

/** What a file calls itself, whatever it holds. */
function mimeByName(path: string): string | undefined {
  return MIME_BY_EXTENSION.get(extensionOf(path));
}

function extensionOf(path: string): string {
  const [, extension = ''] = /\.([^./]+)$/.exec(path) ?? [];
  return extension.toLowerCase();
}

/** What models listen to. */
const SOUNDS: ReadonlyMap<string, string> = new Map([
  ['wav', 'audio/wav'],
  ['mp3', 'audio/mpeg'],
  ['m4a', 'audio/mp4'],
  ['ogg', 'audio/ogg'],
  ['webm', 'audio/webm'],
]);

const MIME_BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['bmp', 'image/bmp'],
  ['ico', 'image/x-icon'],
  ['svg', 'image/svg+xml'],
  ['tif', 'image/tiff'],
  ['tiff', 'image/tiff'],
  ['pdf', 'application/pdf'],
  ['json', 'application/json'],
  ['md', 'text/markdown'],
]);

function dataUrl(mime: string, bytes: Buffer): string {
  return `data:${mime};base64,${bytes.toString('base64')}`;
}
