// JSON files of other agents.

import { jsonProblem } from '../../util/json-problem.js';
import { isFile } from '../files/look.js';
import { strictText } from '../files/strict-text.js';
import { ImportProblem } from './import-problem.js';

/** Undefined where there is no such file; `of` is what it holds, in a complaint. @throws ImportProblem; Error of reading it */
export function jsonIn(file: string, of?: string): unknown {
  if (!isFile(file)) return undefined;
  const text = strictText(file);
  const problem = jsonProblem(text);
  if (problem !== null) throw new ImportProblem(of === undefined ? problem : `invalid ${of}: ${problem}`);
  return JSON.parse(text);
}

/** Numbers and truth values as their text, like lists of them. */
export function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one) => textOf(one) ?? []);
}

/** Undefined for what is no single value. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
