// Access rules as the sandbox policy that clients are shown and administrators judge: the nearest that the protocol has
// words for. Pure.

import type { SandboxPolicy } from '../protocol/index.js';
import {
  type AccessRule,
  type AccessRules,
  type PlacedRule,
  placedRules,
  type RuleFacts,
  rootAccess,
  ruleFor,
} from './access-rules.js';

/** As 0.169.0 shows them. */
export function shownPolicy(rules: AccessRules, facts: RuleFacts): SandboxPolicy {
  const { network } = rules;
  if (isUnlimited(rules)) return unlimited(network);
  const all = placedAll(rules, facts);
  const roots = all.filter(({ access }) => access === 'write').map(({ path }) => path);
  if (roots.length === 0 && !writes(rules, 'tmpdir')) return { type: 'readOnly', networkAccess: network };
  if (rootAccess(rules) !== 'write' && roots.includes(facts.cwd)) {
    const named = all.filter(({ access, place }) => access === 'write' && place.type === 'path');
    return workspace(named, facts, {
      networkAccess: network,
      excludeTmpdirEnvVar: !writes(rules, 'tmpdir'),
      excludeSlashTmp: !writes(rules, 'slashTmp'),
    });
  }
  const placed = placedRules(rules, facts);
  const mayWrite = (path: string): boolean => ruleFor(placed, path)?.access === 'write';
  const { tmpdir } = facts;
  return workspace(
    all.filter(({ access }) => access === 'write'),
    facts,
    {
      networkAccess: network,
      excludeTmpdirEnvVar: !tmpdir?.startsWith('/') || !mayWrite(tmpdir),
      excludeSlashTmp: !roots.some((root) => ['/', '/tmp'].includes(root)) || !mayWrite('/tmp'),
    },
  );
}

/** As 0.118.0 shows them, with what it can read; null: it has no policy for them, and does not take them. */
export function olderPolicy(rules: AccessRules, facts: RuleFacts): SandboxPolicy | null {
  const root = rootAccess({ ...rules, rules: rules.rules.filter(({ access }) => access !== 'deny') });
  if (root === 'write') return unlimited(rules.network);
  const all = placedAll(rules, facts);
  const ofPaths = (access: 'read' | 'write') =>
    all.filter((one) => one.access === access && one.place.type !== 'root' && one.place.type !== 'tmpdir');
  const access =
    root === 'read'
      ? { type: 'fullAccess' }
      : {
          type: 'restricted',
          includePlatformDefaults: rules.rules.some(
            ({ place, access: given }) => place.type === 'minimal' && given !== 'deny',
          ),
          readableRoots: distinct(
            all.filter((one) => one.access === 'read' && one.place.type !== 'root').map(({ path }) => path),
          ),
        };
  const written = ofPaths('write');
  if (written.some(({ path }) => path === facts.cwd)) {
    const policy: object = workspace(written, facts, {
      networkAccess: rules.network,
      excludeTmpdirEnvVar: !writes(rules, 'tmpdir'),
      excludeSlashTmp: !writes(rules, 'slashTmp'),
    });
    // Only the older protocol has a word for what may be read.
    return { ...policy, readOnlyAccess: access } as object as SandboxPolicy;
  }
  if (written.length > 0 || writes(rules, 'tmpdir')) return null;
  return { type: 'readOnly', networkAccess: rules.network, access } as SandboxPolicy; // as above
}

/** Whether nothing is taken away from what may be written. */
export function isUnlimited(rules: AccessRules): boolean {
  if (rootAccess(rules) !== 'write') return false;
  const written = new Set(
    rules.rules.filter(({ access }) => access === 'write').map(({ place }) => JSON.stringify(place)),
  );
  return rules.rules.every(({ place, access }) => {
    if (access === 'write' || place.type === 'minimal' || (place.type === 'root' && access === 'read'))
      return true;
    return access === 'read' && written.has(JSON.stringify(place));
  });
}

function unlimited(network: boolean): SandboxPolicy {
  return network ? { type: 'dangerFullAccess' } : { type: 'externalSandbox', networkAccess: 'restricted' };
}

type Placed = PlacedRule & Pick<AccessRule, 'place'>;

/** Every rule at its paths, in the order of the rules. */
function placedAll(rules: AccessRules, facts: RuleFacts): Placed[] {
  return rules.rules.flatMap((rule) =>
    placedRules({ ...rules, rules: [rule] }, facts).map((placed) => ({ ...placed, place: rule.place })),
  );
}

function writes({ rules }: AccessRules, type: 'tmpdir' | 'slashTmp'): boolean {
  return rules.some(({ place, access }) => place.type === type && access === 'write');
}

function workspace(
  written: readonly PlacedRule[],
  { cwd }: RuleFacts,
  more: { networkAccess: boolean; excludeTmpdirEnvVar: boolean; excludeSlashTmp: boolean },
): SandboxPolicy {
  const writableRoots = distinct(written.map(({ path }) => path).filter((path) => path !== cwd));
  return { type: 'workspaceWrite', writableRoots, ...more };
}

function distinct(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
