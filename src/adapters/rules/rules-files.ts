// Rules on commands: every `*.rules` of the folders that count, read at each asking so that edits count; amendments are
// appended to `rules/default.rules` of the CODEX_HOME.

import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { allowingLine, type PrefixRule } from '../../domain/commands/exec-policy.js';
import { hostLine } from '../../domain/commands/host-line.js';
import { parseRules, RulesProblem } from '../../domain/commands/rules-text.js';
import type { HostAmendment } from '../../domain/network/host-gate.js';
import { type HostRules, NO_HOST_RULES } from '../../domain/network/network-limits.js';
import { textAt } from '../../util/peek.js';
import { replaceFile } from '../files/replace-file.js';

/** Rules of all files; a problem in any of them leaves none. */
interface RulesRead {
  readonly rules: readonly PrefixRule[];
  readonly hosts: HostRules;
  readonly problem: RulesFileProblem | null;
}

/** Line and column count from 1. */
export interface RulesFileProblem {
  readonly path: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface RulesFiles {
  /** @param folders of the projects around a thread, besides the home's own */
  read(folders: readonly string[]): Promise<RulesRead>;
  /** Allows commands that begin with `prefix` from now on. What is allowed already is not written again. */
  allow(prefix: readonly string[]): Promise<void>;
  /** Allows or denies a host from now on, likewise. */
  amendHost(amendment: HostAmendment): Promise<void>;
}

/** `codexHome` is absolute. */
export function createRulesFiles(codexHome: string): RulesFiles {
  const folder = join(codexHome, 'rules');
  let writing: Promise<void> = Promise.resolve();
  const add = (line: string): Promise<void> => {
    const done = writing.then(() => append(join(folder, 'default.rules'), line));
    writing = done.catch(() => undefined);
    return done;
  };
  return {
    read: (folders) => readRules([folder, ...folders]),
    allow: (prefix) => add(allowingLine(prefix)),
    amendHost: (amendment) => add(hostLine(amendment)),
  };
}

async function readRules(folders: readonly string[]): Promise<RulesRead> {
  const rules: PrefixRule[] = [];
  const [allowed, denied]: [string[], string[]] = [[], []];
  for (const path of (await Promise.all(folders.map(rulesFilesIn))).flat()) {
    try {
      const read = parseRules(await readFile(path, 'utf8'));
      rules.push(...read.rules);
      allowed.push(...read.hosts.allowed);
      denied.push(...read.hosts.denied);
    } catch (thrown) {
      if (!(thrown instanceof RulesProblem)) throw thrown;
      return {
        rules: [],
        hosts: NO_HOST_RULES,
        problem: { path, message: thrown.message, line: thrown.line, column: thrown.column },
      };
    }
  }
  return { rules, hosts: { allowed, denied }, problem: null };
}

async function rulesFilesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder);
    const names = entries.filter((name) => name.endsWith('.rules')).sort();
    return names.map((name) => join(folder, name));
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(textAt(thrown, 'code') ?? '')) return [];
    throw thrown;
  }
}

async function append(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    if (textAt(thrown, 'code') === 'ENOENT') return '';
    throw thrown;
  });
  if (text.split('\n').some((one) => one.trim() === line)) return;
  const joint = text === '' || text.endsWith('\n') ? '' : '\n';
  await replaceFile(path, `${text}${joint}${line}\n`, 0o600);
}
