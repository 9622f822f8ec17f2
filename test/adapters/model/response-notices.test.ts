import { describe, expect, it } from 'vitest';
import { noticesOf } from '../../../src/adapters/model/response-notices.js';

const metadata = (members: object): object => ({ type: 'response.metadata', metadata: members });

describe('what a provider says beside its answer', () => {
  it('is a wish for verification of the one kind there is', () => {
    const event = metadata({ openai_verification_recommendation: ['other', 'trusted_access_for_cyber'] });
    expect(noticesOf(event)).toEqual([{ type: 'verification', verifications: ['trustedAccessForCyber'] }]);
    expect(noticesOf(metadata({ openai_verification_recommendation: ['other'] }))).toEqual([]);
    expect(noticesOf({ ...event, type: 'response.other' })).toEqual([]);
  });

  it('is whatever moderation says, null included', () => {
    const of = (said: unknown): unknown => noticesOf(metadata({ openai_chatgpt_moderation_metadata: said }));
    expect(of({ a: 1 })).toEqual([{ type: 'moderation', metadata: { a: 1 } }]);
    expect(of(null)).toEqual([{ type: 'moderation', metadata: null }]);
  });

  it('is caution in any event, when it is whole', () => {
    const of = (said: unknown): unknown => noticesOf({ type: 'response.any', safety_buffering: said });
    expect(of({ use_cases: ['a'], reasons: [] })).toEqual([
      { type: 'safetyBuffering', useCases: ['a'], reasons: [], fasterModel: null },
    ]);
    expect(of({ use_cases: ['a'], reasons: ['b'], retry_model: 'm' })).toMatchObject([{ fasterModel: 'm' }]);
    expect([of({ use_cases: ['a'] }), of({ use_cases: 'a', reasons: [] }), of(null)]).toEqual([[], [], []]);
  });
});
