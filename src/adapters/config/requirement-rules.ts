// Rules on commands in `[rules]` of requirements.toml: they are obeyed beside everybody's own, the strictest of all
// counting. Pure; texts are those of the real servers.

import type { PrefixRule } from '../../domain/commands/exec-policy.js';
import type { ConfigVersion } from './config-schema.js';
import type { Shape } from './requirement-shape.js';
import { isTree, type Tree } from './tree.js';

const DECISIONS: Readonly<Record<ConfigVersion, readonly string[]>> = {
  '0.118.0': ['allow', 'prompt', 'forbidden'],
  '0.169.0': ['allow', 'prompt', 'prompt-user', 'forbidden'],
};

export function rulesShape(version: ConfigVersion): Shape {
  const token: Shape = {
    expected: 'struct RequirementsExecPolicyPatternTokenToml',
    members: { token: 'string', any_of: { list: 'string' } },
  };
  const rule: Shape = {
    expected: 'struct RequirementsExecPolicyPrefixRuleToml',
    members: {
      pattern: { list: token },
      decision: { words: DECISIONS[version] },
      justification: 'string',
      ...(version === '0.118.0' ? {} : { canonical_matching: 'known' as const }),
    },
    required: ['pattern'],
  };
  return {
    expected: 'struct RequirementsExecPolicyToml',
    members: { prefix_rules: { list: rule } },
    required: ['prefix_rules'],
  };
}

function written(required: Tree): readonly Tree[] | null {
  // The shape has been looked at.
  return isTree(required.rules) ? (required.rules.prefix_rules as Tree[]) : null;
}

/** Of values whose shape is right. */
export function rulesIn(required: Tree): PrefixRule[] {
  return (written(required) ?? []).map(({ pattern, decision, justification }) => ({
    pattern: (pattern as Tree[]).map(({ token, any_of: words }) =>
      token === undefined ? (words as string[]) : [token as string],
    ),
    decision: decision === 'forbidden' ? 'forbidden' : 'prompt',
    justification: typeof justification === 'string' ? justification : null,
  }));
}

/** Why no command could be judged by the rules; null where all make sense. */
export function rulesProblem(required: Tree, version: ConfigVersion): string | null {
  const rules = written(required);
  if (rules?.length === 0) return 'rules prefix_rules cannot be empty';
  for (const [at, rule] of (rules ?? []).entries()) {
    const problem = ruleProblem(rule, version);
    if (problem !== null) return `rules prefix_rule at index ${at} ${problem}`;
  }
  return null;
}

function ruleProblem({ pattern, decision, justification }: Tree, version: ConfigVersion): string | null {
  if (typeof justification === 'string' && justification.trim() === '') return 'has an empty justification';
  const tokens = pattern as Tree[];
  if (tokens.length === 0) return 'has an empty pattern';
  for (const [at, token] of tokens.entries()) {
    const problem = tokenProblem(token);
    if (problem !== null) return `has an invalid pattern token at index ${at}: ${problem}`;
  }
  if (decision === undefined) return 'is missing a decision';
  if (decision !== 'allow') return null;
  const stricter = DECISIONS[version].slice(1).map((word) => `'${word}'`);
  const use = `${stricter.slice(0, -1).join(', ')}${stricter.length > 2 ? ',' : ''} or ${stricter.at(-1)}`;
  return `has decision 'allow', which is not permitted in requirements.toml: Codex merges these rules with other config and uses the most restrictive result (use ${use})`;
}

function tokenProblem({ token, any_of: words }: Tree): string | null {
  if (token === undefined && words === undefined) return 'set either token or any_of';
  if (token !== undefined && words !== undefined) return 'set either token or any_of, not both';
  const isEmpty = (word: unknown): boolean => String(word).trim() === '';
  if (words === undefined) return isEmpty(token) ? 'token cannot be empty' : null;
  if ((words as unknown[]).length === 0) return 'any_of cannot be empty';
  return (words as unknown[]).some(isEmpty) ? 'any_of cannot include empty tokens' : null;
}
