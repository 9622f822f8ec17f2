// The models of a file that a configuration names in place of all others.

import { readFileSync } from 'node:fs';
import type { ModelInfo } from '../../domain/model-info.js';
import { jsonProblem } from '../../util/json-problem.js';
import { statOf } from '../files/look.js';
import { osErrorText } from '../files/os-error.js';
import { ModelsMalformed, modelsIn } from '../models/model-info.js';
import { ConfigProblem, type ConfigVersion } from './config-problem.js';
import type { Tree } from './tree.js';

/** Which models a configuration has; null: it names no file. @throws ConfigProblem where it cannot be used */
export type OwnCatalog = (config: Tree) => readonly ModelInfo[] | null;

/** Reads a file again only when it has changed. */
export function createOwnCatalog(version: ConfigVersion): OwnCatalog {
  let known: { readonly stamp: string; readonly models: readonly ModelInfo[] } | undefined;
  return ({ model_catalog_json: file }) => {
    if (typeof file !== 'string') return null;
    const stat = statOf(file);
    const stamp = `${file}:${stat?.mtimeMs}:${stat?.size}:${stat?.ino}`;
    if (known?.stamp !== stamp) known = { stamp, models: modelsOf(file, version) };
    return known.models;
  };
}

function modelsOf(file: string, version: ConfigVersion): readonly ModelInfo[] {
  const where = `model_catalog_json path \`${file}\``;
  const models = parsed(textOf(file), where, version);
  if (models.length === 0) throw new ConfigProblem('reference', `${where} must contain at least one model`);
  return models;
}

function parsed(text: string, where: string, version: ConfigVersion): readonly ModelInfo[] {
  const malformed = (problem: string): ConfigProblem =>
    new ConfigProblem('reference', `failed to parse ${where} as JSON: ${problem}`);
  try {
    return modelsIn(JSON.parse(text), version);
  } catch (thrown) {
    if (thrown instanceof ModelsMalformed) throw malformed(thrown.message);
    const problem = jsonProblem(text);
    throw problem === null ? thrown : malformed(problem);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new ConfigProblem('reference', osErrorText(thrown));
  }
}
