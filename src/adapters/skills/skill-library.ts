// All skills that count for a folder, read anew each time they are asked for.

import { basename, dirname, join } from 'node:path';
import { LOCAL } from '../../domain/environments/environment.js';
import type { FoundSkills, Skill } from '../../domain/skills/skill.js';
import type { SkillErrorInfo, SkillScope } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import type { Tree } from '../config/tree.js';
import { descriptionOf } from './skill-description.js';
import { LOCAL_FILES, skillFiles } from './skill-files.js';
import { frontMatterOf, SkillProblem } from './skill-front-matter.js';
import type { SkillRoot } from './skill-roots.js';
import { switchesIn } from './skill-switches.js';

export interface SkillRules {
  /** Decides which skills are on. */
  readonly config: Tree;
  /** See FrontMatterRules. */
  readonly isLenient: boolean;
}

const RANK: Readonly<Record<SkillScope, number>> = { repo: 0, user: 1, system: 2, admin: 3 };

/** Skills below these folders, the nearest first; what a file in several of them is follows from the first. */
export async function skillsIn(roots: readonly SkillRoot[], rules: SkillRules): Promise<FoundSkills> {
  const isOn = switchesIn(rules.config);
  const skills = new Map<string, Skill>();
  const errors = new Map<string, SkillErrorInfo>();
  for (const root of roots) {
    for (const path of await skillFiles(root.path, root.far?.files ?? LOCAL_FILES)) {
      const key = `${root.far?.environmentId ?? LOCAL}:${path}`;
      if (skills.has(key) || errors.has(key)) continue;
      try {
        const skill = await readSkill(path, root, rules);
        const enabled = isOn({ path, name: skill.shown.name });
        skills.set(key, { ...skill, shown: { ...skill.shown, enabled } });
      } catch (thrown) {
        if (root.scope !== 'system') errors.set(key, { path, message: problemOf(thrown) });
      }
    }
  }
  return {
    skills: [...skills.values()].sort(byScopeNamePath),
    errors: [...errors.values()].sort((a, b) => compare(a.path, b.path)),
  };
}

/** @throws SkillProblem, or what reading failed with */
async function readSkill(
  path: string,
  { scope, path: root, plugin, far }: SkillRoot,
  rules: SkillRules,
): Promise<Skill> {
  const folder = dirname(path);
  const { text } = far?.files ?? LOCAL_FILES;
  const { name, description, shortDescription } = frontMatterOf(await text(path), {
    fallbackName: basename(folder),
    isLenient: rules.isLenient,
  });
  const described = descriptionOf(await text(join(folder, 'agents', 'openai.yaml')).catch(() => ''), folder);
  return {
    shown: {
      name: plugin === undefined ? name : `${plugin.name}:${name}`,
      description,
      ...(shortDescription === null ? {} : { shortDescription }),
      ...(described.interface === null ? {} : { interface: described.interface }),
      ...(described.dependencies === null ? {} : { dependencies: described.dependencies }),
      path,
      scope,
      enabled: true,
      pluginId: plugin?.key ?? null,
    },
    isOffered: described.isOffered,
    root,
    environmentId: far?.environmentId ?? LOCAL,
  };
}

function problemOf(thrown: unknown): string {
  return thrown instanceof SkillProblem ? thrown.message : `failed to read file: ${messageOf(thrown)}`;
}

function byScopeNamePath({ shown: a }: Skill, { shown: b }: Skill): number {
  return RANK[a.scope] - RANK[b.scope] || compare(a.name, b.name) || compare(a.path, b.path);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
