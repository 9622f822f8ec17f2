// Loads a script from a YAML or JSON file, and tells problems with file, line and column.

import { readFile } from 'node:fs/promises';
import { type Document, isMap, LineCounter, type Node, parseDocument } from 'yaml';
import { messageOf } from '../util/coded-error.js';
import type { CheckedScript } from './checked-script.js';
import { BackendError, ScriptError, type ScriptProblem } from './errors.js';
import { readScript, withPathText } from './script-check.js';
import type { Path } from './script-reader.js';

/**
 * Reads and checks a script file. JSON is read as the YAML it is.
 * @throws BackendError `script_unreadable`, ScriptError `script_invalid`
 */
export async function loadScript(path: string): Promise<CheckedScript> {
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch (cause) {
    throw new BackendError('script_unreadable', `Cannot read the script ${path}: ${messageOf(cause)}.`, {
      cause,
    });
  }
  return parseScript(source, path);
}

/**
 * Checks the text of a script file; `file` names it in problems.
 * @throws ScriptError `script_invalid`
 */
export function parseScript(source: string, file: string): CheckedScript {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, merge: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw new ScriptError(
      file,
      document.errors.map(
        (error): ScriptProblem => ({ path: '', message: error.message, at: at(error.pos[0]) }),
      ),
    );
  }
  const { script, problems } = readScript(plainValue(document, file));
  if (script !== undefined) return script;
  throw new ScriptError(
    file,
    problems.map((problem) => ({ ...withPathText(problem), at: at(offsetOf(document, problem.path)) })),
  );
}

function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (thrown) {
    // Aliases that would multiply without end are found only here.
    throw new ScriptError(file, [{ path: '', message: messageOf(thrown) }]);
  }
}

/** Where a path starts in the file: at the key for members, else at the nearest parent that is there. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true) ?? document.contents;
    const key = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => String((item.key as { value?: unknown } | null)?.value) === key)
      : undefined;
    const node = (pair?.key ?? document.getIn(path.slice(0, length), true)) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
