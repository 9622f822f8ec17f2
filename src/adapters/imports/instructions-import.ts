// Instructions of another agent → AGENTS.md, where that is missing or says nothing.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { textOf } from '../files/look.js';
import { isBlank } from './hooks-import.js';
import type { ImportScope } from './import-scope.js';
import type { ImportSource } from './import-source.js';
import { inOurTerms } from './terms.js';

/** The file they would come from; null where there is none, or no room for them. */
export function instructionsFile(scope: ImportScope, source: ImportSource): string | null {
  const { homeInstructions } = source;
  const candidates =
    scope.repository === null
      ? homeInstructions === null
        ? []
        : [join(scope.source, homeInstructions)]
      : source.instructions.map((name) => join(scope.sourceRoot, name));
  const file = candidates.find((one) => (textOf(one) ?? '').trim() !== '');
  return file !== undefined && isBlank(scope.instructions) ? file : null;
}

/** @throws the file system's error */
export async function writeInstructions(
  file: string,
  scope: ImportScope,
  source: ImportSource,
): Promise<void> {
  await mkdir(dirname(scope.instructions), { recursive: true });
  await writeFile(scope.instructions, inOurTerms(await readFile(file, 'utf8'), source.terms));
}
