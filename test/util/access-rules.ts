import type { Access, AccessRules, RulePlace } from '../../src/domain/access-rules.js';

/** Rules by their places: `:root` and its like by name, a glob by a star, everything else as a path. */
export function accessRules(
  entries: Readonly<Record<string, Access>>,
  more: Partial<AccessRules> = {},
): AccessRules {
  const placeOf = (name: string): RulePlace => {
    if (name.startsWith(':')) return { type: name.slice(1) as 'root' | 'minimal' | 'tmpdir' | 'slashTmp' };
    return name.includes('*') ? { type: 'glob', path: name } : { type: 'path', path: name };
  };
  return {
    rules: Object.entries(entries).map(([name, access]) => ({ place: placeOf(name), access })),
    workspace: [],
    globDepth: null,
    network: false,
    networkLimits: null,
    denialsHold: true,
    ...more,
  };
}
