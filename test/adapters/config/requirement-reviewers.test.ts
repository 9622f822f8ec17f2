import { describe, expect, it } from 'vitest';
import {
  ignoresRules,
  mustBeReviewed,
  oddReviewedModel,
  reviewRulesIn,
  shownAutoReview,
} from '../../../src/adapters/config/requirement-reviewers.js';
import { readToml } from '../../../src/adapters/config/toml-text.js';
import { place, settings } from './support.js';

const treeOf = (text: string) => readToml(text, '/requirements.toml');

describe('what an administrator says of reviewers', () => {
  it('is shown where it names something', () => {
    expect(shownAutoReview(treeOf('[auto_review]\nrequired_on_models = []\n'))).toBeNull();
    expect(shownAutoReview(treeOf('[auto_review]\nignore_rules = ["x"]\n'))).toEqual({
      requiredOnModels: null,
      ignoreRules: ['x'],
    });
  });

  it('names models that must be reviewed, each as providers do not', () => {
    const on = (models: string) => treeOf(`[auto_review]\nrequired_on_models = ${models}\n`);
    expect(mustBeReviewed('m', on('["m"]'), '0.169.0')).toBe(true);
    expect(mustBeReviewed('other', on('["m"]'), '0.169.0')).toBe(false);
    expect(mustBeReviewed('m', on('["m"]'), '0.118.0')).toBe(false);
    expect(mustBeReviewed('m', {}, '0.169.0')).toBe(false);
    expect(oddReviewedModel(on('["m", "a/b"]'))).toBe('a/b');
    expect(oddReviewedModel(on('[" m"]'))).toBe(' m');
    expect(oddReviewedModel(on('["m"]'))).toBeNull();
  });

  it('names models whose commands no rule allows', () => {
    const demanded = { auto_review: { ignore_rules: ['m'] } };
    const judged = ['m', 'other'].map((model) => ignoresRules(model, demanded, '0.169.0'));
    expect(judged).toEqual([true, false]);
    expect(ignoresRules('m', demanded, '0.118.0')).toBe(false);
  });

  it('keeps them behind a sandbox, whoever was asked for', async () => {
    using at = place('model = "m"\nsandbox_mode = "danger-full-access"\n');
    const system = { 'requirements.toml': '[auto_review]\nrequired_on_models = ["m"]\n' };
    const configuration = at.configuration({ system });
    expect(await settings(configuration, { approvalsReviewer: 'user' })).toMatchObject({
      approvalsReviewer: 'auto_review',
      requestedReviewer: 'user',
      sandboxPolicy: { type: 'workspaceWrite' },
    });
    expect(await settings(configuration, { model: 'other' })).toMatchObject({
      approvalsReviewer: 'user',
      sandboxPolicy: { type: 'dangerFullAccess' },
    });
  });

  it('beats the rules of users, unless it is blank', () => {
    const own = { auto_review: { policy: ' own ' } };
    const both = treeOf('guardian_policy_config = " all "\nguardian_extra_policy = "more"\n');
    expect(reviewRulesIn(own, both, '0.169.0')).toEqual({ policy: 'all', extra: 'more' });
    const blank = treeOf('guardian_policy_config = " "\nguardian_extra_policy = ""\n');
    expect(reviewRulesIn(own, blank, '0.169.0')).toEqual({ policy: 'own', extra: null });
    expect(reviewRulesIn({}, blank, '0.169.0')).toBeUndefined();
    expect(reviewRulesIn(own, both, '0.118.0')).toBeUndefined();
  });

  it('decides who reviews, and tells whoever asked for somebody else', async () => {
    using at = place('approvals_reviewer = "guardian_subagent"\n');
    const open = at.configuration();
    expect((await settings(open)).approvalsReviewer).toBe('auto_review');
    const system = { 'requirements.toml': 'allowed_approvals_reviewers = ["user"]\n' };
    const configuration = at.configuration({ system });
    expect((await settings(configuration)).approvalsReviewer).toBe('user');
    expect(configuration.warnings().map(({ summary }) => summary)).toEqual([
      expect.stringContaining('falling back to required value User.'),
    ]);
    expect(configuration.refusal({ approvalsReviewer: 'auto_review' })).toMatch(
      /^invalid value for `approvals_reviewer`: `AutoReview` is not in the allowed set \[User\]/,
    );
    const older = at.configuration({ version: '0.118.0', system });
    expect((await settings(older)).approvalsReviewer).toBe('guardian_subagent');
  });
});
