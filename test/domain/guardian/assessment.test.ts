import { describe, expect, it } from 'vitest';
import { concluded, failed, readAssessment } from '../../../src/domain/guardian/assessment.js';

describe('an assessment', () => {
  it('needs no more than an outcome, also among other words', () => {
    expect(readAssessment('{"outcome":"allow"}')).toMatchObject({ isAllowed: true, riskLevel: 'low' });
    expect(readAssessment('So: {"outcome":"deny","risk_level":"critical"}')).toMatchObject({
      isAllowed: false,
      riskLevel: 'critical',
      userAuthorization: 'unknown',
    });
  });

  it('says why it cannot be used', () => {
    expect(() => readAssessment('Well.')).toThrow('guardian assessment was not valid JSON');
    expect(() => readAssessment('{"outcome":"maybe"}')).toThrow('unknown variant `maybe`');
    expect(() => readAssessment('{}')).toThrow('missing field `outcome`');
  });

  it('lets an action pass, or refuses it with the reason', () => {
    const details = { riskLevel: 'high', userAuthorization: 'low', rationale: 'Too much.' } as const;
    expect(concluded({ isAllowed: true, ...details }).verdict).toEqual({ type: 'accept' });
    const { verdict, warning, review } = concluded({ isAllowed: false, ...details });
    expect(verdict).toMatchObject({ type: 'refused', message: expect.stringContaining('Reason: Too much.') });
    expect(warning).toBe('Automatic approval review denied (risk: high, authorization: low): Too much.');
    expect(review.status).toBe('denied');
  });

  it('that cannot be had lets nothing pass', () => {
    expect(failed('No.')).toMatchObject({ review: { status: 'denied' }, verdict: { type: 'refused' } });
  });
});
