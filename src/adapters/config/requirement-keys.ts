// The keys of requirements.toml that 0.169.0 knows beyond those of 0.118.0 and that are one plain value: what each may
// be, and the name under which `configRequirements/read` shows it.

import { isTree, type Tree } from './tree.js';

type Kind = 'boolean' | 'string' | 'switches' | { readonly words: readonly string[]; readonly many: boolean };

/** `allowed_login_methods` is shown in an order of its own; see shownLoginMethods. */
const KEYS: Readonly<Record<string, Kind>> = {
  additional_developer_instructions: 'string',
  allow_appshots: 'boolean',
  allow_browser_and_computer_use: 'boolean',
  allow_login_shell: 'boolean',
  allow_managed_hooks_only: 'boolean',
  allow_remote_control: 'boolean',
  allowed_approvals_reviewers: { words: ['user', 'auto_review', 'guardian_subagent'], many: true },
  allowed_login_methods: { words: ['chatgpt', 'api'], many: true },
  allowed_permission_profiles: 'switches',
  check_for_update_on_startup: 'boolean',
  cli_auth_credentials_store: { words: ['file', 'keyring', 'auto', 'ephemeral'], many: false },
  default_permissions: 'string',
  enforce_residency: { words: ['us'], many: false },
};

/** What is wrong with the first value that is not as it must be, in the words of 0.169.0; null where all are. */
export function plainKeyProblem(tree: Tree): string | null {
  for (const [key, kind] of Object.entries(KEYS)) {
    const value = tree[key];
    const problem = value === undefined ? null : problemOf(value, kind, key);
    if (problem !== null) return problem;
  }
  return null;
}

/** Every plain key by its name on the wire; null where nothing is said. */
export function shownPlainKeys(tree: Tree): Tree {
  const entries = Object.keys(KEYS).map((key): [string, unknown] => [wireName(key), tree[key] ?? null]);
  return { ...Object.fromEntries(entries), allowedLoginMethods: loginMethodsIn(tree) };
}

/** In the order in which 0.169.0 shows them; null where nothing is said. */
export function loginMethodsIn(tree: Tree): ('api' | 'chatgpt')[] | null {
  const { allowed_login_methods: words } = tree;
  return Array.isArray(words) ? (['api', 'chatgpt'] as const).filter((word) => words.includes(word)) : null;
}

function problemOf(value: unknown, kind: Kind, key: string): string | null {
  if (kind === 'switches') {
    if (!isTree(value)) return told(typeProblem(value, 'a map'), key);
    const wrong = Object.entries(value).find(([, one]) => typeof one !== 'boolean');
    return wrong ? told(typeProblem(wrong[1], 'a boolean'), `${key}.${wrong[0]}`) : null;
  }
  if (typeof kind === 'string') {
    return typeof value === kind ? null : told(typeProblem(value, `a ${kind}`), key);
  }
  if (kind.many && !Array.isArray(value)) return told(typeProblem(value, 'a sequence'), key);
  const words = [value].flat().map(String);
  const odd = words.find((word) => !kind.words.includes(word));
  return odd === undefined ? null : told(variantProblem(odd, kind.words), key);
}

/** A problem, and the key it is with. */
export function told(problem: string, path: string): string {
  return `${problem}\nin \`${path}\`\n`;
}

/** A word nobody knows, as the real servers tell it. */
export function variantProblem(word: string, words: readonly string[]): string {
  const names = words.map((one) => `\`${one}\``);
  const few = names.length <= 2;
  return `unknown variant \`${word}\`, expected ${few ? names.join(' or ') : `one of ${names.join(', ')}`}`;
}

/** A value of another type than `expected`, as the real servers tell it. */
export function typeProblem(value: unknown, expected: string): string {
  return `invalid type: ${typeName(value)}, expected ${expected}`;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'sequence';
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value === 'bigint') return `integer \`${value}\``;
  if (typeof value !== 'number') return 'map';
  return `${Number.isInteger(value) ? 'integer' : 'floating point'} \`${value}\``;
}

function wireName(key: string): string {
  return key.replace(/_[a-z]/g, (match) => match.charAt(1).toUpperCase());
}
