// Files of an executor's machine: patches, pictures, the root of a repository, AGENTS.md files, and what lies in folders.

import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type FileText,
  type PatchFiles,
  type PatchStep,
  PatchStepFailed,
} from '../../domain/command-ports.js';
import type { PlacedEntry, PlacedFiles } from '../../domain/environments/environment-ports.js';
import type { ImageReader } from '../../domain/ports.js';
import type { ProjectInstructions } from '../../domain/settings.js';
import { messageOf } from '../../util/coded-error.js';
import { at, listAt, textAt } from '../../util/peek.js';
import { imageIn } from '../files/image-file-reader.js';
import { utf8Text } from '../files/patch-files.js';
import type { Executor } from './executor.js';
import { ExecutorRefusal } from './executor-line.js';
import { fileUrl } from './remote-sandbox.js';

const NOT_THERE = -32004;
const AGENTS_FILES = ['AGENTS.override.md', 'AGENTS.md'];
/** As much of AGENTS.md files as models are told by default, in bytes. */
const MOST_INSTRUCTIONS = 32 * 1024;

export class RemoteFiles implements PatchFiles, PlacedFiles {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  resolve(cwd: string, path: string): string {
    return posix.resolve(cwd, path);
  }

  async read(path: string): Promise<FileText> {
    try {
      return utf8Text(await this.#bytes(path));
    } catch (thrown) {
      return { problem: reasonOf(thrown) };
    }
  }

  async real(path: string): Promise<string> {
    try {
      const found = textAt(await this.#ask('fs/canonicalize', { path: fileUrl(path) }), 'path');
      return found === undefined ? path : fileURLToPath(found);
    } catch {
      const parent = posix.dirname(path);
      return parent === path ? path : posix.join(await this.real(parent), posix.basename(path));
    }
  }

  async entries(folder: string): Promise<PlacedEntry[]> {
    try {
      return listAt(await this.#ask('fs/readDirectory', { path: fileUrl(folder) }), 'entries').map(
        (entry) => ({
          name: textAt(entry, 'fileName') ?? '',
          isFolder: at(entry, 'isDirectory') === true,
          isFile: at(entry, 'isFile') === true,
        }),
      );
    } catch {
      return [];
    }
  }

  async apply(steps: readonly PatchStep[]): Promise<void> {
    const undos: (() => Promise<unknown>)[] = [];
    for (const step of steps) {
      try {
        const before = await this.#before(step.path);
        await this.#take(step);
        undos.push(() => (before === null ? this.#remove(step.path) : this.#write(step.path, before)));
      } catch (thrown) {
        for (const undo of undos.reverse()) await undo();
        throw thrown instanceof PatchStepFailed
          ? thrown
          : new PatchStepFailed(step, 'file', { cause: plain(thrown) });
      }
    }
  }

  readonly images: ImageReader = {
    view: async (path) => {
      try {
        const found = await this.#ask('fs/getMetadata', { path: fileUrl(path) });
        if (at(found, 'isFile') !== true) return { problem: 'notAFile', detail: '' };
        return imageIn(path, await this.#bytes(path));
      } catch (thrown) {
        return { problem: 'unreadable', detail: reasonOf(thrown) };
      }
    },
    // Pictures that users send lie on this machine.
    read: (path) =>
      Promise.resolve({ problem: `The image at ${path} is on another machine.`, isFile: false }),
  };

  /** The folder that holds `.git` above `path`; null outside a repository. */
  async repositoryRoot(path: string): Promise<string | null> {
    for (let folder = path; ; folder = posix.dirname(folder)) {
      if (await this.#isThere(posix.join(folder, '.git'))) return folder;
      if (folder === posix.dirname(folder)) return null;
    }
  }

  /** What AGENTS.md files say from the root of the repository down to `cwd`; null: nothing. */
  async instructions(cwd: string): Promise<ProjectInstructions | null> {
    const root = (await this.repositoryRoot(cwd)) ?? cwd;
    const told = await Promise.all(foldersBetween(root, cwd).map((folder) => this.#instructionsIn(folder)));
    const found = told.filter((one) => one !== null);
    if (found.length === 0) return null;
    const bytes = Buffer.from(found.map(({ text }) => text).join('\n\n')).subarray(0, MOST_INSTRUCTIONS);
    return { text: bytes.toString(), folder: cwd, sources: found.map(({ path }) => path) };
  }

  async #instructionsIn(folder: string): Promise<{ path: string; text: string } | null> {
    for (const name of AGENTS_FILES) {
      const path = posix.join(folder, name);
      const read = await this.read(path);
      if ('text' in read && read.text.trim() !== '') return { path, text: read.text };
    }
    return null;
  }

  async #take(step: PatchStep): Promise<unknown> {
    if (step.type === 'remove') return this.#remove(step.path);
    const bytes = Buffer.from(step.text);
    try {
      return await this.#write(step.path, bytes);
    } catch (thrown) {
      if (!isNotThere(thrown)) throw thrown;
    }
    try {
      const folder = fileUrl(posix.dirname(step.path));
      await this.#ask('fs/createDirectory', { path: folder, recursive: true });
    } catch (cause) {
      throw new PatchStepFailed(step, 'parents', { cause: plain(cause) });
    }
    return this.#write(step.path, bytes);
  }

  async #before(path: string): Promise<Buffer | null> {
    try {
      return await this.#bytes(path);
    } catch (thrown) {
      if (isNotThere(thrown)) return null;
      throw thrown;
    }
  }

  async #bytes(path: string): Promise<Buffer> {
    return Buffer.from(
      textAt(await this.#ask('fs/readFile', { path: fileUrl(path) }), 'dataBase64') ?? '',
      'base64',
    );
  }

  #write(path: string, bytes: Buffer): Promise<unknown> {
    return this.#ask('fs/writeFile', { path: fileUrl(path), dataBase64: bytes.toString('base64') });
  }

  #remove(path: string): Promise<unknown> {
    return this.#ask('fs/remove', { path: fileUrl(path), recursive: false, force: false });
  }

  async #isThere(path: string): Promise<boolean> {
    try {
      await this.#ask('fs/getMetadata', { path: fileUrl(path) });
      return true;
    } catch {
      return false;
    }
  }

  #ask(method: string, params: Record<string, unknown>): Promise<unknown> {
    return this.#executor.request(method, { ...params, sandbox: null });
  }
}

function foldersBetween(root: string, cwd: string): string[] {
  const folders = [cwd];
  for (let folder = cwd; folder !== root && folder !== posix.dirname(folder); ) {
    folder = posix.dirname(folder);
    folders.unshift(folder);
  }
  return folders;
}

function isNotThere(thrown: unknown): boolean {
  return thrown instanceof ExecutorRefusal && thrown.code === NOT_THERE;
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof ExecutorRefusal ? thrown.reason : messageOf(thrown);
}

/** An error in the words of the system, as local ones are. */
function plain(thrown: unknown): Error {
  return new Error(reasonOf(thrown), { cause: thrown });
}
