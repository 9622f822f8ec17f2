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

  it.each([
    ...['C.1', 'C.2', 'C.3', 'C.4', 'C.5', 'C.6', 'D.4', 'D.6', 'D.7', 'D.8', 'E.4'].map(
      (section) => ['app-server', section] as const,
    ),
    ...['4.1', '4.2', '4.3', '4.4', '4.5'].map((section) => ['login', section] as const),
  ])('holds servers to what the notes on %s say in %s', (page, section) => {
    // `login 4.1, 4.5; measured` names two sections of one page.
    const names = ({ source }: { source: string }): boolean =>
      source.split('; ').some(
        (part) =>
          part.startsWith(`${page} `) &&
          part
            .slice(page.length + 1)
            .split(', ')
            .includes(section),
      );
    expect(catalogue.filter(names).length).toBeGreaterThan(0);
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
