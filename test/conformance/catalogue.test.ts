import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { baselines, catalogue, selectScenarios } from '../../src/conformance/index.js';
import { RULES } from '../../src/lint/index.js';
import { loadProfile, profileNames } from '../../src/protocol/index.js';

describe('the catalogue', () => {
  it('names each scenario as its file is named', () => {
    const missing = catalogue.filter(({ id }) => !existsSync(`src/conformance/scenarios/${id}.ts`));
    expect(missing.map(({ id }) => id)).toEqual([]);
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  });

  it('says what is required in one sentence', () => {
    const others = catalogue.filter(({ requires }) => !/^\S.*\.$/.test(requires));
    expect(others.map(({ id }) => id)).toEqual([]);
  });

  it('covers and breaks only what there is', () => {
    const known = profileNames
      .map(loadProfile)
      .flatMap(({ facts }) => [
        ...Object.keys(facts.clientRequests),
        ...Object.keys(facts.serverRequests),
        ...Object.keys(facts.notifications),
      ]);
    const unknown = catalogue.flatMap(({ id, covers = [], breaks = [] }) => [
      ...covers.filter((method) => !known.includes(method)).map((method) => `${id}: ${method}`),
      ...breaks.filter((rule) => !RULES.some((one) => one.id === rule)).map((rule) => `${id}: ${rule}`),
    ]);
    expect(unknown).toEqual([]);
  });

  it('is chosen from by id, family and pattern, and by nothing else', () => {
    expect(selectScenarios(catalogue, ['turns/plain-text']).map(({ id }) => id)).toEqual([
      'turns/plain-text',
    ]);
    expect(selectScenarios(catalogue, ['turns']).every(({ id }) => id.startsWith('turns/'))).toBe(true);
    expect(selectScenarios(catalogue, ['*/plain-*']).map(({ id }) => id)).toContain('turns/plain-text');
    expect(() => selectScenarios(catalogue, ['turn'])).toThrow('turn is no scenario');
  });
});

describe('the baselines', () => {
  it('speak of scenarios and quirks that there are', () => {
    const quirks = readFileSync('docs/quirks.md', 'utf8');
    const scenarios = new Set(catalogue.map(({ id }) => id));
    const wrong = baselines.flatMap(({ name, differences }) =>
      differences
        .filter(({ scenario, quirk }) => !scenarios.has(scenario) || !quirks.includes(`### ${quirk}\n`))
        .map(({ scenario, quirk }) => `${name}: ${scenario} (${quirk})`),
    );
    expect(wrong).toEqual([]);
  });
});
