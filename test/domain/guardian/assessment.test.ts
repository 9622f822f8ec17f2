import { describe, expect, it } from 'vitest';
import { judged } from '../../../src/domain/guardian/assessment.js';
import { scored } from '../../../src/domain/guardian/score.js';

describe('an assessment of 0.169.0', () => {
  it('needs no more than an outcome, also among other words', () => {
    expect(judged.conclude('{"outcome":"allow"}')).toMatchObject({
      review: { status: 'approved', riskLevel: 'low' },
      verdict: { type: 'accept' },
    });
    expect(judged.conclude('So: {"outcome":"deny","risk_level":"critical"}').review).toMatchObject({
      status: 'denied',
      riskLevel: 'critical',
      userAuthorization: 'unknown',
    });
  });

  it('says why it cannot be used', () => {
    expect(() => judged.conclude('Well.')).toThrow('guardian assessment was not valid JSON');
    expect(() => judged.conclude('{"outcome":"maybe"}')).toThrow('unknown variant `maybe`');
    expect(() => judged.conclude('{}')).toThrow('missing field `outcome`');
  });

  it('warns people, and tells the model the reason of a refusal', () => {
    const said = { outcome: 'deny', risk_level: 'high', user_authorization: 'low', rationale: 'Too much.' };
    const { verdict, warning } = judged.conclude(JSON.stringify(said));
    expect(verdict).toMatchObject({ type: 'refused', message: expect.stringContaining('Reason: Too much.') });
    expect(warning).toBe('Automatic approval review denied (risk: high, authorization: low): Too much.');
  });
});

describe('a score of 0.118.0', () => {
  const score = (more: object) =>
    JSON.stringify({ risk_level: 'low', risk_score: 5, rationale: 'Fine.', evidence: [], ...more });

  it('lets pass what is below 80, and warns nobody', () => {
    expect(scored.conclude(score({ risk_score: 79 }))).toMatchObject({
      review: { status: 'approved', riskScore: 79, riskLevel: 'low', rationale: 'Fine.' },
      warning: null,
      verdict: { type: 'accept' },
    });
    expect(scored.conclude(score({ risk_score: 80 }))).toMatchObject({
      review: { status: 'denied', riskScore: 80 },
      verdict: { type: 'refused' },
    });
  });

  it.each([
    ['What?', 'guardian assessment was not valid JSON'],
    [score({ evidence: undefined }), 'missing field `evidence` at line 1 column 55'],
    [score({ risk_score: 300 }), 'invalid value: integer `300`, expected u8 at line 1 column 36'],
    [
      score({ risk_level: 'critical' }),
      'unknown variant `critical`, expected one of `low`, `medium`, `high` at line 1 column 24',
    ],
    ['{"outcome":"allow"}', 'missing field `risk_level` at line 1 column 19'],
  ])('says why %j cannot be used', (text, message) => {
    expect(() => scored.conclude(text)).toThrow(message);
  });
});

describe.each([judged, scored])('a review that cannot be had', (dialect) => {
  it('lets nothing pass', () => {
    expect(dialect.failed('No.')).toMatchObject({
      review: { status: 'denied', rationale: 'Automatic approval review failed: No.' },
      verdict: { type: 'refused' },
    });
    expect(dialect.timedOut().verdict.type).toBe('refused');
  });
});
