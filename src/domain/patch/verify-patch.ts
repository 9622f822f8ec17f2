// Patch + the files as they are → everything that will be written, or a refusal before anything was.

import type { FileUpdateChange } from '../../protocol/index.js';
import type { FileText, PatchFiles, PatchStep } from '../command-ports.js';
import { changeText } from './change-text.js';
import { type FileOperation, type Patch, PatchError, type PatchRules } from './patch.js';
import { unifiedDiff } from './unified-diff.js';

/** A patch that fits the files it was verified against. */
export interface VerifiedPatch {
  /** One entry a file, sorted by path, as fileChange items show them; paths are absolute. */
  readonly changes: readonly FileUpdateChange[];
  /** What is to be written, in order. */
  readonly steps: readonly PatchStep[];
  /** What the model is told on success: a line of its own, then `A`, `M` and `D` with paths as the patch has them. */
  readonly summary: string;
}

/**
 * Reads each file of the patch and works out its new text. Writes nothing.
 * `cwd` is absolute; relative paths of the patch begin there.
 * @throws PatchError in the words the model is told, without the prefix that says a verification failed
 */
export async function verifyPatch(
  patch: Patch,
  where: { readonly cwd: string; readonly files: PatchFiles; readonly rules: PatchRules },
): Promise<VerifiedPatch> {
  const plan = new Plan(where.cwd, where.files);
  if (where.rules.oneOperationPerFile) plan.refuseRepeatedTargets(patch.operations);
  for (const operation of patch.operations) await plan.add(operation);
  return plan.result();
}

class Plan {
  readonly #cwd: string;
  readonly #files: PatchFiles;
  /** By path, so that a later operation on the same file shows in its place. */
  readonly #changes = new Map<string, FileUpdateChange>();
  readonly #steps: PatchStep[] = [];
  /** What earlier operations of the patch make of files; null: gone. */
  readonly #planned = new Map<string, string | null>();
  readonly #summary = { add: '', update: '', delete: '' };

  constructor(cwd: string, files: PatchFiles) {
    this.#cwd = cwd;
    this.#files = files;
  }

  refuseRepeatedTargets(operations: readonly FileOperation[]): void {
    const seen = new Set<string>();
    for (const operation of operations) {
      const path = this.#absolute(operation.path);
      if (seen.has(path)) throw new PatchError(`invalid patch: multiple operations target ${path}`);
      seen.add(path);
    }
  }

  async add(operation: FileOperation): Promise<void> {
    const path = this.#absolute(operation.path);
    switch (operation.type) {
      case 'add':
        this.#write(path, operation.path, operation.text);
        this.#changes.set(path, { path, kind: { type: 'add' }, diff: operation.text });
        this.#summary.add += `A ${operation.path}\n`;
        return;
      case 'delete': {
        const text = textOf(await this.#files.read(path), `Failed to read ${path}`);
        if (this.#planned.get(path) === null) throw new PatchError(`Failed to delete file ${path}`);
        this.#remove(path, operation.path);
        this.#changes.set(path, { path, kind: { type: 'delete' }, diff: text });
        this.#summary.delete += `D ${operation.path}\n`;
        return;
      }
      case 'update':
        return this.#update(operation, path);
    }
  }

  async #update(operation: Extract<FileOperation, { type: 'update' }>, path: string): Promise<void> {
    const failed = `Failed to read file to update ${path}`;
    const before = textOf(await this.#files.read(path), failed);
    const after = changeText(before, operation.chunks, path);
    const target = operation.moveTo === null ? path : this.#absolute(operation.moveTo);
    const moved = operation.moveTo === null ? '' : `\n\nMoved to: ${target}`;
    const kind = { type: 'update', move_path: operation.moveTo === null ? null : target } as const;
    this.#changes.set(path, { path, kind, diff: unifiedDiff(before, after) + moved });
    this.#summary.update += `M ${operation.moveTo ?? operation.path}\n`;

    const planned = this.#planned.get(path);
    if (planned === null) throw new PatchError(`${failed}: No such file or directory (os error 2)`);
    const written = planned === undefined ? after : changeText(planned, operation.chunks, path);
    this.#write(target, operation.moveTo ?? operation.path, written);
    if (target !== path) this.#remove(path, operation.path);
  }

  result(): VerifiedPatch {
    const { add, update, delete: deleted } = this.#summary;
    return {
      changes: [...this.#changes.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
      steps: this.#steps,
      summary: `Success. Updated the following files:\n${add}${update}${deleted}`,
    };
  }

  #absolute(path: string): string {
    return this.#files.resolve(this.#cwd, path);
  }

  #write(path: string, name: string, text: string): void {
    this.#planned.set(path, text);
    this.#steps.push({ type: 'write', path, name, text });
  }

  #remove(path: string, name: string): void {
    this.#planned.set(path, null);
    this.#steps.push({ type: 'remove', path, name });
  }
}

function textOf(read: FileText, failed: string): string {
  if ('text' in read) return read.text;
  throw new PatchError(`${failed}: ${read.problem}`);
}
