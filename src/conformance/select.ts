// Chooses scenarios by id, family or pattern.

import { familyOf, type Scenario } from './scenario.js';

/**
 * A word chooses a family, a scenario by its id, or, with `*`, every id that fits; none chooses all.
 * @throws RangeError for a word that chooses nothing
 */
export function selectScenarios(all: readonly Scenario[], words: readonly string[]): Scenario[] {
  if (words.length === 0) return [...all];
  const tests = words.map((word) => {
    const fits = fitter(word);
    if (!all.some(fits))
      throw new RangeError(`${word} is no scenario, no family and no pattern that fits one.`);
    return fits;
  });
  return all.filter((one) => tests.some((fits) => fits(one)));
}

function fitter(word: string): (one: Scenario) => boolean {
  if (!word.includes('*')) return (one) => one.id === word || familyOf(one) === word;
  const pattern = new RegExp(`^${word.split('*').map(escaped).join('.*')}$`);
  return ({ id }) => pattern.test(id);
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
