// The folders in which skills are looked for, the nearest first.

import { join } from 'node:path';
import type { SkillScope } from '../../protocol/index.js';
import { SYSTEM_FOLDER } from '../../util/system-folder.js';
import { projectOf } from '../config/config-layers.js';

export interface SkillRoot {
  /** Absolute. */
  readonly path: string;
  readonly scope: SkillScope;
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
  /** What lies in the root of a project. */
  readonly markers: readonly string[];
}

const ADMIN_ROOT = `${SYSTEM_FOLDER}/skills`;

/** Roots for work in `cwd`: its project from the folder itself upwards, the user, the system, the administrator. */
export function skillRoots(cwd: string, places: SkillPlaces): SkillRoot[] {
  const { codexHome, home, extra, withSystem, plugins, markers } = places;
  const projects = projectOf(cwd, markers).folders.flatMap((folder) => [
    join(folder, '.codex', 'skills'),
    join(folder, '.agents', 'skills'),
  ]);
  const users = [
    join(codexHome, 'skills'),
    ...(home === null ? [] : [join(home, '.agents', 'skills')]),
    ...extra,
  ];
  const system = withSystem ? [join(codexHome, 'skills', '.system')] : [];
  const scoped = (scope: SkillScope, paths: readonly string[]): SkillRoot[] =>
    paths.map((path) => ({ path, scope }));
  return [
    ...scoped('repo', projects),
    ...scoped('user', users),
    ...plugins,
    ...scoped('system', system),
    ...scoped('admin', [ADMIN_ROOT]),
  ];
}
