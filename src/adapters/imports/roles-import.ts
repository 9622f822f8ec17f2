// Sub-agents of another agent → roles of ours, a TOML file each. A file that is there stays as it is.

import { statSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ensureFolder } from '../files/folders.js';
import { isFolder, isThere } from '../files/look.js';
import type { ImportScope } from './import-scope.js';
import type { ImportSource } from './import-source.js';
import { fieldOf, type MarkdownDocument, readDocument } from './markdown-document.js';
import { inOurTerms } from './terms.js';
import { tomlOf } from './toml-document.js';

const EFFORTS = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);
const SANDBOXES: Readonly<Record<string, string>> = {
  acceptEdits: 'workspace-write',
  readOnly: 'read-only',
};

interface Role {
  readonly name: string;
  readonly target: string;
  readonly document: MarkdownDocument;
}

/** Names of those that are missing here, by file. */
export async function missingRoles(scope: ImportScope): Promise<string[]> {
  return (await rolesIn(scope)).map(({ name }) => name);
}

/** Those that were written. @throws the file system's error */
export async function writeRoles(scope: ImportScope, { terms }: ImportSource): Promise<string[]> {
  // A file in its place is told before what cannot be looked for below it.
  if (isThere(scope.roles)) await ensureFolder(scope.roles);
  const roles = await rolesIn(scope);
  if (roles.length > 0) await ensureFolder(scope.roles);
  for (const { name, target, document } of roles) {
    const effort = (fieldOf(document, 'effort') ?? '').replace(/^max$/, 'xhigh');
    const sandbox = SANDBOXES[fieldOf(document, 'permissionMode') ?? ''];
    const role = {
      name,
      description: inOurTerms(fieldOf(document, 'description') ?? '', terms),
      ...(EFFORTS.has(effort) ? { model_reasoning_effort: effort } : {}),
      ...(sandbox === undefined ? {} : { sandbox_mode: sandbox }),
      developer_instructions: inOurTerms(document.body.trim(), terms),
    };
    await writeFile(target, tomlOf(role));
  }
  return roles.map(({ name }) => name);
}

async function rolesIn(scope: ImportScope): Promise<Role[]> {
  const folder = join(scope.source, 'agents');
  if (!isFolder(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /^(?!README\.md$).+\.md$/.test(entry.name));
  return files
    .map(({ name }) => name)
    .sort()
    .flatMap((file): Role[] => {
      const document = readDocument(join(folder, file));
      const name = fieldOf(document, 'name');
      const target = join(scope.roles, `${basename(file, '.md')}.toml`);
      const isWhole = fieldOf(document, 'description') !== null && document.body.trim() !== '';
      return name !== null && isWhole && statSync(target, { throwIfNoEntry: false }) === undefined
        ? [{ name, target, document }]
        : [];
    });
}
