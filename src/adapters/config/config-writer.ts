// Writes to the user's config.toml: edits checked as a whole, comments and order kept, the file replaced at once.

import { resolve } from 'node:path';
import type { ConfigLayerMetadata, ResultOf } from '../../protocol/index.js';
import { replaceFile } from '../files/replace-file.js';
import { type ConfigEdit, ConfigWriteRefused, isOverridden, keySegments, withEdit } from './config-edit.js';
import { type ConfigLayer, effective, fileOf } from './config-layers.js';
import { ConfigProblem } from './config-problem.js';
import { type ConfigVersion, complaintAbout } from './config-schema.js';
import { withTrustApart } from './hook-trust.js';
import { looseComplaint } from './path-keys.js';
import { exactAt, exactIn } from './requirement-exact.js';
import { brokenPin, pinText } from './requirement-features.js';
import type { Requirements } from './requirements.js';
import { readToml } from './toml-text.js';
import { fingerprint, isTree, type Tree, valueAt } from './tree.js';

const NO_PROFILES =
  '`profiles` contains legacy config profile tables and can no longer be written; use `--profile <name>` with `<name>.config.toml` instead';

interface ConfigWrite {
  readonly edits: readonly ConfigEdit[];
  /** The only file that is written is the user's own. */
  readonly filePath: string | null;
  /** Fingerprint of the user's layer as the writer knows it. */
  readonly expectedVersion: string | null;
}

type ConfigWritten = ResultOf<'config/value/write'>;

export interface ConfigWriter {
  /** @throws ConfigWriteRefused, or Error when the file cannot be read or written */
  write(write: ConfigWrite): Promise<ConfigWritten>;
}

export interface ConfigWriterOptions {
  /** Absolute path of the user's config.toml. */
  readonly userFile: string;
  readonly version: ConfigVersion;
  /** Every layer of no folder, strongest first, read anew. @throws ConfigProblem `syntax` */
  layers(): readonly ConfigLayer[];
  /** @throws ConfigProblem `syntax` */
  requirements(): Requirements;
  /** Every switch, in the version's order. */
  readonly knownSwitches: (() => Promise<readonly string[]>) | undefined;
}

export function createConfigWriter(options: ConfigWriterOptions): ConfigWriter {
  // One write at a time, so that none starts from what another is about to replace.
  let last: Promise<unknown> = Promise.resolve();
  return {
    write(write) {
      const mine = last.then(() => perform(options, write));
      last = mine.catch(() => {});
      return mine;
    },
  };
}

async function perform(options: ConfigWriterOptions, write: ConfigWrite): Promise<ConfigWritten> {
  const { userFile, version } = options;
  if (write.filePath !== null && resolve(write.filePath) !== resolve(userFile))
    throw new ConfigWriteRefused('configLayerReadonly', 'Only writes to the user config are allowed');
  const before = userLayer(
    loaded(() => options.layers()),
    userFile,
  );
  if (write.expectedVersion !== null && write.expectedVersion !== before.version)
    throw new ConfigWriteRefused(
      'configVersionConflict',
      'Configuration was modified since last read. Fetch latest version and retry.',
    );
  const edits = write.edits
    .map((edit) => ({ ...edit, path: keySegments(edit.keyPath, version) }))
    .flatMap((edit) => (version === '0.118.0' ? [edit] : withTrustApart(edit)));
  const requirements = loaded(() => options.requirements());
  const exact = exactIn(requirements.tree, version);
  for (const { path } of edits) {
    const fixed = exactAt(path, exact);
    if (fixed !== null)
      throw new ConfigWriteRefused(
        'configRequirementReadonly',
        `\`${fixed}\` is managed by requirements and cannot be changed`,
      );
  }
  if (version !== '0.118.0' && edits.some(({ path, value }) => path[0] === 'profiles' && value !== null))
    throw new ConfigWriteRefused('configValidationError', NO_PROFILES);
  const edited = apply(before.config, edits, version);
  const complaint = complaintAbout(edited, version) ?? looseComplaint(edited, version);
  if (complaint !== null) {
    const { details } = new ConfigProblem('value', complaint.message, { key: complaint.path.join('.') });
    throw new ConfigWriteRefused('configValidationError', `Invalid configuration: ${details}`);
  }
  const broken = brokenPin(edited, requirements.pins, version);
  if (broken !== null) {
    const known = (await options.knownSwitches?.()) ?? Object.keys(requirements.pins);
    const problem = pinText(broken, requirements, known);
    throw new ConfigWriteRefused('configValidationError', `Invalid configuration: ${problem}`);
  }
  if (edits.length > 0) {
    const text = await withEdits(before.text ?? '', edits, options);
    await replaceFile(userFile, text, 0o600);
  }
  const overridden = overriding(
    loaded(() => options.layers()),
    userFile,
    edits,
  );
  return {
    status: overridden === null ? 'ok' : 'okOverridden',
    version: fingerprint(edited),
    filePath: userFile,
    overriddenMetadata: overridden,
  };
}

function loaded<T>(load: () => T): T {
  try {
    return load();
  } catch (cause) {
    if (!(cause instanceof ConfigProblem)) throw cause;
    throw new Error(`failed to load configuration: ${cause.details}`, { cause });
  }
}

function userLayer(layers: readonly ConfigLayer[], userFile: string): ConfigLayer {
  const layer = layers.find(({ name }) => name.type === 'user' && name.file === userFile);
  if (layer === undefined) throw new Error('the configuration has no layer of the user');
  return layer;
}

function apply(tree: Tree, edits: readonly PathEdit[], version: ConfigVersion): Tree {
  return edits.reduce((so, edit) => withEdit(so, edit.path, edit, version), tree);
}

/** The text with values added under keys it has not; comments and order stay. @throws Error where that cannot be done */
export function withAdditions(
  text: string,
  additions: readonly { readonly path: readonly string[]; readonly value: unknown }[],
  file: string,
): Promise<string> {
  const edits = additions.map((addition) => ({
    ...addition,
    keyPath: '',
    mergeStrategy: 'replace' as const,
  }));
  return withEdits(text, edits, { userFile: file, version: '0.169.0' });
}

interface PathEdit extends ConfigEdit {
  readonly path: readonly string[];
}

/** The text with the edits in it; what they do not touch stays, comments included. */
async function withEdits(
  text: string,
  edits: readonly PathEdit[],
  { userFile, version }: Pick<ConfigWriterOptions, 'userFile' | 'version'>,
): Promise<string> {
  const { parse, patch } = await import('@decimalturn/toml-patch');
  const before = readToml(text, userFile);
  const wanted = fingerprint(apply(before, edits, version));
  // Dates and the like stay what they are in the editor's own reading of the text.
  const patched = (some: readonly PathEdit[]): string =>
    some.length === 0 ? text : patch(text, apply(parse(text) as Tree, some, version));
  const isLine = ({ path: [key = '', ...rest], value }: PathEdit): boolean =>
    rest.length === 0 && value !== null && !isTree(value) && !Object.hasOwn(before, key);
  const ways = [
    // The editor would put new lines below comments that belong to the first table.
    () => withLines(patched(edits.filter((edit) => !isLine(edit))), edits.filter(isLine)),
    () => patched(edits),
    // It knows no way for some edits, such as a table in a list of its own.
    () => withLines(text, edits),
  ];
  for (const way of ways) {
    try {
      const made = way();
      // The editor is young: what it makes is believed only when it reads as what was asked for.
      if (fingerprint(readToml(made, userFile)) === wanted) return made.endsWith('\n') ? made : `${made}\n`;
    } catch {
      // Then the next one.
    }
  }
  throw new Error(
    'the edit cannot be made without changing other parts of the configuration; edit the file by hand',
  );
}

/** The text with each value as a line of its own, below the last setting that is in no table. */
function withLines(text: string, edits: readonly PathEdit[]): string {
  const lines = text.split('\n');
  const table = lines.findIndex((line) => /^\s*\[/.test(line));
  const head = table === -1 ? lines : lines.slice(0, table);
  const last = head.findLastIndex((line) => !/^\s*(#|$)/.test(line));
  const added = edits
    .filter(({ value }) => value !== null)
    .map(({ value, path }) => `${path.map(keyText).join('.')} = ${inlineValue(value)}`);
  const isFirst = last === -1 && table !== -1;
  return lines.toSpliced(last + 1, 0, ...added, ...(isFirst ? [''] : [])).join('\n');
}

/** A key as it stands in a path of keys. */
export function keyText(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
}

function inlineValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inlineValue).join(', ')}]`;
  if (!isTree(value)) return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const members = Object.entries(value).map(([key, inner]) => `${keyText(key)} = ${inlineValue(inner)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function titleOf(layer: ConfigLayer): string {
  const file = fileOf(layer);
  return file === null ? 'session flags' : `legacy managed_config.toml: ${file}`;
}

/** The first key that a stronger layer has its own say about. */
function overriding(
  layers: readonly ConfigLayer[],
  userFile: string,
  edits: readonly PathEdit[],
): ConfigWritten['overriddenMetadata'] {
  const user = userLayer(layers, userFile);
  const all = effective(layers);
  const stronger = layers
    .slice(0, layers.indexOf(user))
    .filter(({ disabledReason }) => disabledReason === null);
  for (const { path } of edits) {
    const layer = stronger.find(({ config }) => valueAt(config, path) !== undefined);
    if (layer === undefined || !isOverridden(user.config, all, path)) continue;
    const overridingLayer: ConfigLayerMetadata = { name: layer.name, version: layer.version };
    return {
      message: `Overridden by ${titleOf(layer)}`,
      overridingLayer,
      effectiveValue: valueAt(all, path) ?? null,
    };
  }
  return null;
}
