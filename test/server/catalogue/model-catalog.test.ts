import { describe, expect, test } from 'vitest';
import { loadProfile } from '../../../src/protocol/index.js';
import { usualCatalogue as catalogOf } from '../support/catalogue.js';

const newer = catalogOf(loadProfile('0.169.0'));
const older = catalogOf(loadProfile('0.118.0'));

describe('what is known of a model', () => {
  test('goes by the known name that says most of its own', () => {
    expect(older.facts('gpt-5.2-codex-new').verbosity).toBeUndefined();
    expect(older.facts('gpt-5.2-new').verbosity).toBe('low');
    expect(newer.facts('gpt-6')).toMatchObject({ known: false });
  });

  test.each([
    ['space/gpt-5.5', true],
    ['a-space/gpt-5.5-new', true],
    ['/gpt-5.5', false],
    ['a.space/gpt-5.5', false],
    ['a/b/gpt-5.5', false],
  ])('looks behind one namespace: %s', (name, known) => {
    expect(newer.facts(name).known).toBe(known);
  });

  test('says what stands for the effort `ultra`: its own word, or the most of its efforts', () => {
    const models = ['gpt-6.1-sol', 'gpt-6-luna', 'gpt-5.5', 'nobodys'];
    expect(models.map((model) => newer.facts(model).effortForUltra)).toEqual([
      'xhigh',
      'max',
      'xhigh',
      'medium',
    ]);
  });

  test('lets models that nobody knows reason in the newer version alone', () => {
    expect(newer.facts('nobodys')).toMatchObject({ supportsReasoning: true, callsInParallel: true });
    expect(older.facts('nobodys')).toMatchObject({ supportsReasoning: false, callsInParallel: false });
  });

  test('lets people choose how some models of the older version talk', () => {
    expect(older.facts('gpt-5.4').personalities).toBeDefined();
    expect(older.facts('gpt-5.2').personalities).toBeUndefined();
    expect(newer.facts('gpt-5.5').personalities).toBeUndefined();
  });

  test('names hidden models as well, but offers them to no agent', () => {
    expect(newer.names).toContain('codex-auto-review');
    expect(newer.forAgents).not.toContain('codex-auto-review');
  });
});
