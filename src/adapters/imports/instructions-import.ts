// Instructions of another agent → AGENTS.md, where that is missing or says nothing.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFile } from '../files/look.js';
import { strictText } from '../files/strict-text.js';
import { isBlank } from './hooks-import.js';
import type { ImportScope } from './import-scope.js';
import type { ImportSource } from './import-source.js';
import { inOurTerms } from './terms.js';

/** The file they would come from; null where there is none, or no room for them. @throws Error of reading one */
export function instructionsFile(scope: ImportScope, source: ImportSource): string | null {
  const { homeInstructions } = source;
  const candidates =
    scope.repository === null
      ? homeInstructions === null
        ? []
        : [join(scope.source, homeInstructions)]
      : source.instructions.map((name) => join(scope.sourceRoot, name));
  const file = candidates.find((one) => isFile(one) && strictText(one).trim() !== '');
  return file !== undefined && isBlank(scope.instructions) ? file : null;
}

/** @throws the file system's error */
export async function writeInstructions(
  file: string,
  scope: ImportScope,
  source: ImportSource,
): Promise<void> {
  await mkdir(dirname(scope.instructions), { recursive: true });
  await writeFile(scope.instructions, inOurTerms(strictText(file), source.terms));
}
