import { describe, expect, it } from 'vitest';
import { type CaseResult, type Comparison, type Frame, RULES } from '../../src/conformance/index.js';
import { unexpectedFindings } from './lint-traffic.js';

const twice: Frame[] = [1, 1].map((id) => {
  const value = { id, result: {} };
  return { dir: 'in', kind: 'success', method: undefined, value, text: JSON.stringify(value) };
});

function comparison(result: Partial<CaseResult>, failure?: string): Comparison {
  const played: CaseResult = {
    id: 'turns/plain-text',
    requires: '',
    way: 'stdio',
    outcome: 'passed',
    problems: [],
    transcript: [twice],
    ms: 1,
    ...result,
  };
  const known = failure === undefined ? undefined : { scenario: played.id, failure, reason: 'r', quirk: 'q' };
  return { cases: [{ result: played, known }], unlisted: [], stale: [], missing: [], unoffered: [] };
}

describe('the linter over the traffic of a run', () => {
  it('names scenario, rule, sentence and source of what nobody expects', () => {
    const [found] = unexpectedFindings(comparison({}));
    expect(found).toMatch(
      /^turns\/plain-text: answers-asked \(Every answer belongs to a request .* JSON-RPC 2\.0\)/,
    );
  });

  it('passes over what the baseline names', () => {
    expect(unexpectedFindings(comparison({ outcome: 'failed' }, 'lint answers-asked: The server'))).toEqual(
      [],
    );
  });

  it('has an id of its own, a sentence and a source for every rule', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const { id, sentence, source } of RULES) {
      expect(id).toMatch(/^[a-z-]+$/);
      expect(sentence).toMatch(/^\S.* .*\.$/);
      expect(source).not.toBe('');
    }
  });
});
