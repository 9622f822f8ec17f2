// What an administrator demands, as `configRequirements/read` shows it. Pure.

import { pathToFileURL } from 'node:url';
import type { ResultOf } from '../../protocol/index.js';
import type { ConfigVersion } from './config-schema.js';
import { shownManagedHooks } from './requirement-hooks.js';
import { requirementsShape, shownPlainKeys, shownTables } from './requirement-keys.js';
import { shownNetwork } from './requirement-network.js';
import { shownProviders } from './requirement-providers.js';
import { shownAutoReview, shownReviewers } from './requirement-reviewers.js';
import { unknownIn } from './requirement-shape.js';
import type { Requirements } from './requirements.js';
import { isTree, type Tree, valueAt } from './tree.js';

type Shown = NonNullable<ResultOf<'configRequirements/read'>['requirements']>;

/** As `configRequirements/read` shows them; null where nothing is demanded. */
export function shownRequirements(
  requirements: Requirements,
  {
    version,
    allowedLoginMethods,
  }: {
    version: ConfigVersion /** All that are left, the user's own settings counted. */;
    allowedLoginMethods: readonly ('api' | 'chatgpt')[];
  },
): Shown | null {
  const { approvalPolicies, sandboxModes, tree } = requirements;
  const webSearch = tree.allowed_web_search_modes;
  const shown = {
    allowedApprovalPolicies: approvalPolicies?.words ?? null,
    allowedSandboxModes: (sandboxModes?.isImplied ? null : sandboxModes?.words) ?? null,
    allowedWebSearchModes: Array.isArray(webSearch) ? [...new Set([...webSearch, 'disabled'])] : null,
    featureRequirements: isTree(tree.features) ? tree.features : null,
    enforceResidency: tree.enforce_residency ?? null,
    network: shownNetwork(tree, version),
  };
  if (!demandsAnything(tree, version) && Object.values(shown).every((value) => value === null)) return null;
  const all = version === '0.118.0' ? shown : { ...newer(tree), ...shown, allowedLoginMethods };
  return all as unknown as Shown; // the words of a file; see requirementsShape
}

/** Empty tables, lists and texts demand nothing; instructions are said, be they empty. */
function demandsAnything(tree: Tree, version: ConfigVersion): boolean {
  const unknown = new Set(unknownIn(tree, requirementsShape(version)));
  const says = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.length > 0;
    if (typeof value === 'string') return value.trim() !== '';
    return !isTree(value) || Object.values(value).some(says);
  };
  return (
    (version !== '0.118.0' && typeof tree.additional_developer_instructions === 'string') ||
    Object.entries(tree).some(([key, value]) => !unknown.has(key) && says(value))
  );
}

/** What 0.169.0 can demand besides. */
function newer(tree: Tree): Tree {
  const usual = isTree(tree.models) ? tree.models.new_thread : undefined;
  const { allowed_approvals_reviewers: reviewers } = tree;
  const { log_dir: logDir, sqlite_home: sqliteHome, model_catalog_json: modelCatalogJson } = tree;
  return {
    ...shownPlainKeys(tree),
    ...shownTables(tree),
    modelProviders: shownProviders(tree),
    allowedWindowsSandboxImplementations:
      valueAt(tree, ['windows', 'allowed_sandbox_implementations']) ?? null,
    hooks: shownManagedHooks(tree),
    autoReview: shownAutoReview(tree),
    allowedApprovalsReviewers: Array.isArray(reviewers) ? shownReviewers(reviewers) : null,
    models: isTree(tree.models) ? { newThread: isTree(usual) ? usualModel(usual) : null } : null,
    feedback: isTree(tree.feedback) ? { enabled: tree.feedback.enabled ?? null } : null,
    logDir: fileUrl(logDir),
    sqliteHome: fileUrl(sqliteHome),
    modelCatalogJson: fileUrl(modelCatalogJson),
  };
}

function usualModel(usual: Tree): Tree {
  const {
    model = null,
    model_reasoning_effort: modelReasoningEffort = null,
    service_tier: serviceTier = null,
  } = usual;
  return { model, modelReasoningEffort, serviceTier };
}

function fileUrl(path: unknown): string | null {
  return typeof path === 'string' ? pathToFileURL(path).href : null;
}
