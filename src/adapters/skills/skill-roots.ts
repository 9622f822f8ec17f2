// The folders in which skills are looked for, the nearest first.

import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PlacedFiles } from '../../domain/environments/environment-ports.js';
import type { SkillPlace } from '../../domain/skills/skill-reader.js';
import type { SkillScope } from '../../protocol/index.js';
import { textAt } from '../../util/peek.js';
import { SYSTEM_FOLDER } from '../../util/system-folder.js';
import { projectOf } from '../config/config-layers.js';
import { remoteSkillFiles, type SkillFiles } from './skill-files.js';

export interface SkillRoot {
  /** Absolute. */
  readonly path: string;
  readonly scope: SkillScope;
  /** The environment it lies in, and its files; absent: this machine. */
  readonly far?: { readonly environmentId: string; readonly files: SkillFiles };
  /** The plug-in that brings the skills. */
  readonly plugin?: {
    /** `plugin@marketplace` */
    readonly key: string;
    /** What names of its skills begin with. */
    readonly name: string;
  };
}

export interface SkillPlaces {
  /** Absolute. */
  readonly codexHome: string;
  /** The user's own folder; null when there is none. */
  readonly home: string | null;
  /** Folders that a client named. */
  readonly extra: readonly string[];
  /** Whether the skills that came with codex count. */
  readonly withSystem: boolean;
  /** Those of plug-ins. */
  readonly plugins: readonly SkillRoot[];
}

const ADMIN_ROOT = `${SYSTEM_FOLDER}/skills`;

const FOLDERS_OF_SKILLS = ['.codex/skills', '.agents/skills'];

/** As many of a project's roots lie in each of its folders. */
export const ROOTS_PER_FOLDER = FOLDERS_OF_SKILLS.length;

/** Roots of the project around `cwd`, from the folder itself upwards; `markers`: what lies in the root of a project. */
export function projectRoots(cwd: string, markers: readonly string[]): SkillRoot[] {
  return projectOf(cwd, markers)
    .folders.flatMap((folder) => FOLDERS_OF_SKILLS.map((name) => join(folder, name)))
    .map((path) => ({ path, scope: 'repo' }));
}

/** Whether it is a folder, there or not yet: nothing lies below a file. */
export function mayHoldFiles(cwd: string): boolean {
  try {
    return statSync(cwd).isDirectory();
  } catch (thrown) {
    return textAt(thrown, 'code') !== 'ENOTDIR';
  }
}

/** The same of work behind an executor. */
export async function farRoots(
  { environmentId, cwd }: SkillPlace,
  placed: PlacedFiles,
): Promise<SkillRoot[]> {
  const root = (await placed.repositoryRoot(cwd)) ?? cwd;
  const far = { environmentId, files: remoteSkillFiles(placed) };
  const roots: SkillRoot[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    roots.push({ path: join(folder, '.agents', 'skills'), scope: 'repo', far });
    if (folder === root || folder === dirname(folder)) return roots;
  }
}

/** Every root: those of the project, then of the user, the system, the administrator. */
export function skillRoots(project: readonly SkillRoot[], places: SkillPlaces): SkillRoot[] {
  const { codexHome, home, extra, withSystem, plugins } = places;
  const users = [
    join(codexHome, 'skills'),
    ...(home === null ? [] : [join(home, '.agents', 'skills')]),
    ...extra,
  ];
  const system = withSystem ? [join(codexHome, 'skills', '.system')] : [];
  const scoped = (scope: SkillScope, paths: readonly string[]): SkillRoot[] =>
    paths.map((path) => ({ path, scope }));
  return [
    ...project,
    ...scoped('user', users),
    ...plugins,
    ...scoped('system', system),
    ...scoped('admin', [ADMIN_ROOT]),
  ];
}
