// What requirements.toml says of who reviews approvals and by which rules, and how `configRequirements/read` shows it.

import type { ReviewRules } from '../../domain/settings.js';
import type { ApprovalsReviewer } from '../../protocol/index.js';
import { textAt } from '../../util/peek.js';
import type { ConfigVersion } from './config-schema.js';
import { isTree, type Tree } from './tree.js';

/** As `auto_review` is shown; null where it names nothing. */
export function shownAutoReview({ auto_review: table }: Tree): Tree | null {
  const listAt = (key: string): unknown => {
    const list = isTree(table) ? table[key] : null;
    return Array.isArray(list) && list.length > 0 ? list : null;
  };
  const shown = { requiredOnModels: listAt('required_on_models'), ignoreRules: listAt('ignore_rules') };
  return shown.requiredOnModels === null && shown.ignoreRules === null ? null : shown;
}

function modelsNamed(
  { auto_review: table }: Tree,
  key: 'required_on_models' | 'ignore_rules',
): readonly string[] {
  const models = isTree(table) ? table[key] : null;
  return Array.isArray(models) ? (models as string[]) : []; // texts, by the file's shape
}

/** Models that may only work where a model reviews what they want to do. */
function reviewedModels(demanded: Tree): readonly string[] {
  return modelsNamed(demanded, 'required_on_models');
}

/** Whether no command of the model runs because a rule allows it. */
export function ignoresRules(model: string, demanded: Tree, version: ConfigVersion): boolean {
  return version !== '0.118.0' && modelsNamed(demanded, 'ignore_rules').includes(model);
}

export function mustBeReviewed(model: string, demanded: Tree, version: ConfigVersion): boolean {
  return version !== '0.118.0' && reviewedModels(demanded).includes(model);
}

/** What names no model among them; null: nothing. */
export function oddReviewedModel(demanded: Tree): string | null {
  return (
    reviewedModels(demanded).find((one) => one === '' || one.trim() !== one || one.includes('/')) ?? null
  );
}

/** Newer versions know one reviewer that is a model, by two names, and say the one. */
export function reviewerNamed(name: ApprovalsReviewer, version: ConfigVersion): ApprovalsReviewer {
  return version !== '0.118.0' && name === 'guardian_subagent' ? 'auto_review' : name;
}

/** As often as they are named. The words have been looked at. */
export function shownReviewers(words: readonly string[]): ApprovalsReviewer[] {
  return words.map((word) => reviewerNamed(word as ApprovalsReviewer, '0.169.0'));
}

/** What a reviewer goes by; undefined: by what it always does. An administrator's rules beat the user's. */
export function reviewRulesIn(config: Tree, demanded: Tree, version: ConfigVersion): ReviewRules | undefined {
  const demandedText = (key: string): string | null => blankIsNull(textAt(demanded, key));
  const rules =
    version === '0.118.0'
      ? { policy: demandedText('guardian_developer_instructions'), extra: null }
      : {
          policy:
            demandedText('guardian_policy_config') ?? blankIsNull(textAt(config, 'auto_review', 'policy')),
          extra: demandedText('guardian_extra_policy'),
        };
  return rules.policy === null && rules.extra === null ? undefined : rules;
}

function blankIsNull(text: string | undefined): string | null {
  return text?.trim() ? text.trim() : null;
}
