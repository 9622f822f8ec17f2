// What an administrator lets threads have: requirements.toml beside the system's config.toml, and what managed_config.toml
// sets of the same. Texts are those of each version.

import type { ApprovalsReviewer, AskForApproval, SandboxPolicy } from '../../protocol/index.js';
import { ConfigProblem, DemandProblem } from './config-problem.js';
import type { ConfigVersion } from './config-schema.js';
import { type Pins, pinsIn } from './requirement-features.js';
import { loginMethodsIn } from './requirement-keys.js';
import { mcpProblem } from './requirement-mcp.js';
import { deniedReads } from './requirement-profiles.js';
import { oddReviewedModel, reviewerNamed, shownReviewers } from './requirement-reviewers.js';
import { rulesProblem } from './requirement-rules.js';
import { type Tree, valueAt } from './tree.js';

/** Words of a setting that may be used, and the file that says so. */
export interface Allowed {
  readonly words: readonly string[];
  readonly file: string;
  /** Nobody has said so: it follows from another demand. */
  readonly isImplied?: true;
}

export interface Requirements {
  /** The first is what a thread gets that may not have what it asks for. */
  readonly approvalPolicies: Allowed | null;
  /** Always with `read-only`, which a thread gets that may not have what it asks for. */
  readonly sandboxModes: Allowed | null;
  /** Always with `disabled`. */
  readonly webSearchModes: Allowed | null;
  /** Null in 0.118.0, which passes them over. */
  readonly approvalsReviewers: Allowed | null;
  readonly pins: Pins;
  /** What requirements.toml says; null: there is none. */
  readonly demanded: RequirementFiles['required'];
  /** The same, empty where there is none. */
  readonly tree: Tree;
  /** Absolute path of requirements.toml, be it there or not. */
  readonly file: string;
}

export interface RequirementFiles {
  /** Null where there is none. */
  readonly required: { readonly file: string; readonly tree: Tree } | null;
  readonly requirementsFile: string;
  readonly managed: { readonly file: string; readonly tree: Tree } | null;
}

const APPROVAL_NAMES: Readonly<Record<string, string>> = {
  untrusted: 'UnlessTrusted',
  'on-failure': 'OnFailure',
  'on-request': 'OnRequest',
  granular: 'Granular',
  never: 'Never',
};

const SANDBOX_NAMES: Readonly<Record<string, string>> = {
  'read-only': 'ReadOnly',
  'workspace-write': 'WorkspaceWrite',
  'danger-full-access': 'DangerFullAccess',
  'external-sandbox': 'ExternalSandbox',
};

/** Modes that leave something to a sandbox of this program. */
const SANDBOXED = ['read-only', 'workspace-write'];

const REVIEWER_NAMES: Readonly<Record<string, string>> = {
  user: 'User',
  auto_review: 'AutoReview',
};

/** What a thread falls back to, as each version prints it. */
const READ_ONLY: Readonly<Record<ConfigVersion, { key: string; value: string; kind: string }>> = {
  '0.118.0': {
    key: 'sandbox_mode',
    value: 'ReadOnly { access: FullAccess, network_access: false }',
    kind: 'SandboxPolicy',
  },
  '0.169.0': {
    key: 'permission_profile',
    value:
      'Managed { file_system: Restricted { entries: [FileSystemSandboxEntry { path: Special { value: Root }, access: Read, missing_path_behavior: None }], glob_scan_max_depth: None }, network: Restricted }',
    kind: 'PermissionProfile',
  },
};

/** Values of `tree` have been looked at. @throws ConfigProblem where nothing would be allowed at all */
export function requirementsOf(
  { required, requirementsFile, managed }: RequirementFiles,
  version: ConfigVersion,
): Requirements {
  const demanded = (key: string): Allowed | null => {
    const words = required?.tree[key];
    return required && Array.isArray(words) ? { words: words as string[], file: required.file } : null;
  };
  const policy = managed?.tree.approval_policy;
  const mode = managed?.tree.sandbox_mode;
  const byManaged = (words: readonly string[]): Allowed | null => managed && { words, file: managed.file };
  const policyByManaged = typeof policy === 'string' ? byManaged([policy]) : null;
  const modeByManaged = typeof mode === 'string' ? byManaged([...new Set(['read-only', mode])]) : null;
  // Where both say something, the older version believes the newer file, and the newer one the older.
  const stronger = (a: Allowed | null, b: Allowed | null): Allowed | null =>
    version === '0.118.0' ? (a ?? b) : (b ?? a);
  const approvalPolicies = stronger(demanded('allowed_approval_policies'), policyByManaged);
  const modes = stronger(demanded('allowed_sandbox_modes'), modeByManaged);
  const sandboxModes = version === '0.118.0' ? modes : bySandbox(modes, required);
  if (approvalPolicies?.words.length === 0) {
    throw new DemandProblem('field `allowed_approval_policies` cannot be empty');
  }
  if (sandboxModes && !sandboxModes.words.includes('read-only')) {
    const names = sandboxModes.words.map((word) => SANDBOX_NAMES[word] ?? word).join(', ');
    throw new DemandProblem(
      `invalid value for \`allowed_sandbox_modes\`: \`[${names}]\` is not in the allowed set must include 'read-only' to allow any ${READ_ONLY[version].kind} (set by ${sandboxModes.file})`,
    );
  }
  const tree = required?.tree ?? {};
  if (version !== '0.118.0') refuseEmpty(tree);
  refuseSenseless(tree, requirementsFile, version);
  const searches = demanded('allowed_web_search_modes');
  const webSearchModes = searches && { ...searches, words: [...new Set(['disabled', ...searches.words])] };
  return {
    approvalPolicies,
    sandboxModes,
    webSearchModes,
    approvalsReviewers: version === '0.118.0' ? null : reviewersIn(demanded('allowed_approvals_reviewers')),
    pins: pinsIn(tree, version),
    demanded: required,
    tree,
    file: requirementsFile,
  };
}

/** Nothing may be kept from being read but by a sandbox. */
function bySandbox(modes: Allowed | null, required: RequirementFiles['required']): Allowed | null {
  if (required === null || deniedReads(required.tree).length === 0) return modes;
  if (modes === null) return { words: SANDBOXED, file: required.file, isImplied: true };
  return { ...modes, words: modes.words.filter((word) => SANDBOXED.includes(word)) };
}

/** @throws ConfigProblem where nobody could review, or sign in */
function refuseEmpty(tree: Tree): void {
  const { allowed_approvals_reviewers: reviewers } = tree;
  if (Array.isArray(reviewers) && reviewers.length === 0) {
    throw new DemandProblem('field `allowed_approvals_reviewers` cannot be empty');
  }
  const windows = valueAt(tree, ['windows', 'allowed_sandbox_implementations']);
  if (Array.isArray(windows) && windows.length === 0) {
    throw new DemandProblem('field `windows.allowed_sandbox_implementations` cannot be empty');
  }
  if (loginMethodsIn(tree)?.length === 0) {
    throw new DemandProblem(NO_WAY_IN);
  }
}

function reviewersIn(allowed: Allowed | null): Allowed | null {
  return allowed && { ...allowed, words: shownReviewers(allowed.words) };
}

export const NO_WAY_IN = 'authentication requirements do not permit any usable login method';

/** @throws ConfigProblem where rules, identities of servers or names of models cannot be judged by */
function refuseSenseless(tree: Tree, file: string, version: ConfigVersion): void {
  const rules = rulesProblem(tree, version);
  if (rules !== null) throw new DemandProblem(`invalid rules in requirements (set by ${file}): ${rules}`);
  const odd = version === '0.118.0' ? null : oddReviewedModel(tree);
  if (odd !== null) {
    throw new DemandProblem(
      `invalid value for \`auto_review.required_on_models\`: \`${JSON.stringify(odd)}\` is not in the allowed set non-empty model slugs without surrounding whitespace or provider namespaces (set by ${file})`,
    );
  }
  const mcp = mcpProblem(tree);
  if (mcp !== null) {
    throw new DemandProblem(
      `invalid requirement for MCP server \`${mcp.server}\` (set by ${file}): ${mcp.problem}`,
    );
  }
}

export interface Wishes {
  readonly approvalPolicy?: AskForApproval | undefined;
  readonly sandboxPolicy?: SandboxPolicy | undefined;
  readonly approvalsReviewer?: ApprovalsReviewer | undefined;
}

/** Why each wish may not be had. */
function violations(
  { approvalPolicy, sandboxPolicy, approvalsReviewer }: Wishes,
  requirements: Requirements,
) {
  const { approvalPolicies, sandboxModes, approvalsReviewers } = requirements;
  const policy = typeof approvalPolicy === 'object' ? 'granular' : approvalPolicy;
  return {
    approval: violation('approval_policy', policy, approvalPolicies, APPROVAL_NAMES),
    sandbox: violation('sandbox_mode', sandboxPolicy && modeOf(sandboxPolicy), sandboxModes, SANDBOX_NAMES),
    reviewer: violation('approvals_reviewer', approvalsReviewer, approvalsReviewers, REVIEWER_NAMES),
  };
}

/** Null where every wish may be had. */
export function refusalOf(wishes: Wishes, requirements: Requirements): string | null {
  const { approval, sandbox, reviewer } = violations(wishes, requirements);
  return approval ?? sandbox ?? reviewer;
}

export type Granted = Required<Wishes> & { readonly told: string[] };

/**
 * What a thread gets of what was asked for, or of the usual where nothing was; `told` says what it does not get.
 * @throws ConfigProblem `reference` where it could do nothing and ask nobody
 */
export function granted(
  { asked, usual }: { asked: Wishes; usual: Required<Wishes> },
  requirements: Requirements,
  version: ConfigVersion,
): Granted {
  const wanted = {
    approvalPolicy: asked.approvalPolicy ?? usual.approvalPolicy,
    sandboxPolicy: asked.sandboxPolicy ?? usual.sandboxPolicy,
    approvalsReviewer: reviewerNamed(asked.approvalsReviewer ?? usual.approvalsReviewer, version),
  };
  const broken = violations(wanted, requirements);
  const told: string[] = [];
  let { approvalPolicy, sandboxPolicy, approvalsReviewer } = wanted;
  if (broken.approval !== null) {
    const first = requirements.approvalPolicies?.words[0] ?? '';
    approvalPolicy = first as AskForApproval; // its words have been looked at
    if (asked.approvalPolicy !== undefined)
      told.push(fallback('approval_policy', APPROVAL_NAMES[first] ?? first, broken.approval));
  }
  if (broken.sandbox !== null) {
    if (version !== '0.118.0' && approvalPolicy === 'never' && sandboxPolicy.type === 'dangerFullAccess') {
      throw new ConfigProblem('reference', HELPLESS);
    }
    sandboxPolicy = { type: 'readOnly', networkAccess: false };
    if (asked.sandboxPolicy !== undefined) told.push(withoutSandbox(broken.sandbox, version));
  }
  if (broken.reviewer !== null) {
    const first = requirements.approvalsReviewers?.words[0] ?? '';
    approvalsReviewer = first as ApprovalsReviewer; // its words have been looked at
    if (asked.approvalsReviewer !== undefined)
      told.push(fallback('approvals_reviewer', REVIEWER_NAMES[first] ?? first, broken.reviewer));
  }
  return { approvalPolicy, sandboxPolicy, approvalsReviewer, told };
}

const HELPLESS =
  '`approval_policy = "never"` cannot be used because requirements do not allow `sandbox_mode = "danger-full-access"`; Codex would fall back to read-only permissions with approvals disabled. Choose an `approval_policy` based on what you need, such as `on-request`, or choose an allowed sandbox mode.';

/** What somebody is told who asks for a sandbox that may not be had. */
export function withoutSandbox(why: string, version: ConfigVersion): string {
  const { key, value } = READ_ONLY[version];
  return fallback(key, value, why);
}

/** What somebody is told who asks for what may not be had. */
export function fallback(key: string, value: string, why: string): string {
  return `Configured value for \`${key}\` is disallowed by requirements; falling back to required value ${value}. Details: ${why}`;
}

/** Why a word may not be used; null where it may. `names` are those that are shown. */
export function violation(
  key: string,
  word: string | undefined,
  allowed: Allowed | null,
  names: Readonly<Record<string, string>>,
): string | null {
  if (word === undefined || allowed === null || allowed.words.includes(word)) return null;
  const set = allowed.words.map((one) => (allowed.isImplied ? one : (names[one] ?? one))).join(', ');
  return `invalid value for \`${key}\`: \`${names[word] ?? word}\` is not in the allowed set [${set}] (set by ${allowed.file})`;
}

function modeOf({ type }: SandboxPolicy): string {
  return type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
