// One kind of sub-agent as a configuration says it: in a table, in the file that the table names, or in a file of the
// `agents` folder. Problems are worded as the real servers do.

import { readFileSync } from 'node:fs';
import type { AgentRole } from '../../domain/agents/agent-ports.js';
import type { SettingsOverrides } from '../../domain/settings.js';
import { messageOf } from '../../util/coded-error.js';
import { ConfigProblem, quotedProblem } from './config-problem.js';
import { type ConfigVersion, complaintAbout } from './config-schema.js';
import type { Tree } from './tree.js';
import { viewFactsOf } from './view-facts.js';

/** Why a kind of agent is passed over. */
export class RoleProblem extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'RoleProblem';
  }
}

/** Without a description it is none yet. */
export type RoleDraft = Omit<AgentRole, 'description'> & { readonly description: string | null };

export interface RoleFiles {
  /** What a file says; null where there is none. @throws ConfigProblem `syntax` */
  treeOf(file: string): Tree | null;
  readonly version: ConfigVersion;
}

const OWN_KEYS = ['name', 'description', 'nickname_candidates'] as const;
const NICKNAME = /^[A-Za-z0-9 _-]+$/;

/** A table, with what its file says where it names one. @throws RoleProblem */
export function roleOfTable(
  name: string,
  table: Tree,
  { path, files }: { path: string | null; files: RoleFiles },
): RoleDraft {
  const label = `agents.${name}`;
  const said = partsIn(table, label);
  if (path === null) return { name, ...said, overrides: {} };
  const own = readRoleFile(path, files);
  if (own === null) {
    throw new RoleProblem(
      `${label}.config_file must point to an existing file at ${path}: No such file or directory (os error 2)`,
    );
  }
  const inFile = partsIn(own, `agent role file ${path}`);
  return {
    name: textIn(own.name) ?? name,
    description: inFile.description ?? said.description,
    nicknames: inFile.nicknames ?? said.nicknames,
    overrides: overridesIn(own),
  };
}

/** A file that says itself what it is. @throws RoleProblem */
export function roleOfFile(path: string, files: RoleFiles): RoleDraft {
  const own = readRoleFile(path, files) ?? {};
  const said = partsIn(own, `agent role file ${path}`);
  if (textIn(own.developer_instructions) === null) {
    throw new RoleProblem(`agent role file at ${path} must define \`developer_instructions\``);
  }
  const name = textIn(own.name);
  if (name === null) throw new RoleProblem(`agent role file at ${path} must define a non-empty \`name\``);
  return { name, ...said, overrides: overridesIn(own) };
}

function readRoleFile(path: string, { treeOf, version }: RoleFiles): Tree | null {
  let own: Tree | null;
  try {
    own = treeOf(path);
  } catch (cause) {
    if (!(cause instanceof ConfigProblem)) {
      throw new RoleProblem(`failed to read agent role file at ${path}: ${messageOf(cause)}`, { cause });
    }
    const what = quotedProblem(readFileSync(path, 'utf8'), cause.place, cause.message);
    throw new RoleProblem(`failed to parse agent role file at ${path}: ${what}`, { cause });
  }
  const misfit = own === null ? null : misfitIn(own, version);
  if (misfit === null) return own;
  throw new RoleProblem(`failed to deserialize agent role file at ${path}: ${misfit}\n`);
}

/** What cannot be in such a file. */
function misfitIn(own: Tree, version: ConfigVersion): string | null {
  for (const key of ['name', 'description'] as const) {
    const value = own[key];
    if (value === undefined || typeof value === 'string') continue;
    const what =
      typeof value === 'number' ? `integer \`${value}\`` : `${typeof value} \`${JSON.stringify(value)}\``;
    return `invalid type: ${what}, expected a string\nin \`${key}\``;
  }
  const known = viewFactsOf(version).keys;
  const isOwn = (key: string): boolean => OWN_KEYS.some((one) => one === key);
  const unknown = Object.keys(own).find((key) => !isOwn(key) && !Object.hasOwn(known, key));
  return unknown === undefined
    ? (complaintAbout(own, version)?.message ?? null)
    : `unknown field \`${unknown}\``;
}

/** What tables and files say alike. @throws RoleProblem */
function partsIn(said: Tree, label: string): Pick<RoleDraft, 'description' | 'nicknames'> {
  const { description, nickname_candidates: candidates } = said;
  if (typeof description === 'string' && description.trim() === '') {
    throw new RoleProblem(`${label}.description cannot be blank`);
  }
  const nicknames = Array.isArray(candidates) ? candidates.map((one) => String(one).trim()) : null;
  const problem = nicknames === null ? null : nicknameProblem(nicknames);
  if (problem !== null) throw new RoleProblem(`${label}.nickname_candidates ${problem}`);
  return { description: textIn(description), nicknames };
}

function nicknameProblem(nicknames: readonly string[]): string | null {
  if (nicknames.length === 0) return 'must contain at least one name';
  for (const [index, nickname] of nicknames.entries()) {
    if (nickname === '') return 'cannot contain blank names';
    if (nicknames.indexOf(nickname) !== index) return 'cannot contain duplicates';
    if (!NICKNAME.test(nickname)) {
      return 'may only contain ASCII letters, digits, spaces, hyphens, and underscores';
    }
  }
  return null;
}

/** What such an agent may do and where it works stays its parent's. */
function overridesIn(own: Tree): SettingsOverrides {
  const texts = {
    model: textIn(own.model),
    effort: textIn(own.model_reasoning_effort),
    summary: textIn(own.model_reasoning_summary),
    developerInstructions: textIn(own.developer_instructions),
    personality: textIn(own.personality),
    serviceTier: textIn(own.service_tier),
  };
  // The values are those of a configuration, which knows no others.
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== null)) as SettingsOverrides;
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
