// Which skills the configuration switches off: `[[skills.config]]` tables, each naming one by its file or all by a name.

import type { Tree } from '../config/tree.js';
import { isTree } from '../config/tree.js';
import { canonical } from './skill-files.js';

export type SkillSelector = { readonly path: string } | { readonly name: string };

type Switches = (skill: { path: string; name: string }) => boolean;

/** Whether a skill is on under this configuration; what comes later counts more. */
export function switchesIn(config: Tree): Switches {
  const rules = rulesIn(config).map((rule) =>
    typeof rule.path === 'string' ? { ...rule, path: canonical(rule.path) } : rule,
  );
  return ({ path, name }) => {
    const rule = rules.findLast((one) => (one.path === undefined ? one.name === name : one.path === path));
    return rule === undefined || rule.enabled !== false;
  };
}

/** The tables after one skill was switched: what is on needs none. */
export function switched(config: Tree, selector: SkillSelector, enabled: boolean): Tree[] {
  const others = rulesIn(config).filter((rule) =>
    'path' in selector ? rule.path !== selector.path : rule.name !== selector.name || rule.path !== undefined,
  );
  return enabled ? others : [...others, { ...selector, enabled: false }];
}

function rulesIn(config: Tree): Tree[] {
  const { skills } = config;
  return isTree(skills) && Array.isArray(skills.config) ? skills.config.filter(isTree) : [];
}
