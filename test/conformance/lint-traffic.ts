// Every rule of the linter over the whole traffic of a run: what is broken and neither meant by the scenario nor
// named in the baseline.
import { type Comparison, catalogue, Linter, lintFrameOf, RULES } from '../../src/conformance/index.js';

/** One line each: scenario, rule with its sentence and source, message. */
export function unexpectedFindings({ cases }: Comparison): string[] {
  return cases.flatMap(({ result, known }) => {
    const breaks = catalogue.find(({ id }) => id === result.id)?.breaks ?? [];
    return result.transcript.flatMap((frames) => {
      const linter = new Linter();
      for (const frame of (frames ?? []).map(lintFrameOf)) if (frame !== undefined) linter.frame(frame);
      // What was open when a scenario broke off is no news.
      if (result.outcome === 'passed') linter.end();
      return linter.findings
        .filter(({ rule, level }) => level === 'error' && !breaks.includes(rule))
        .filter(({ rule }) => known?.failure.includes(rule) !== true)
        .map(({ rule, message }) => `${result.id}: ${ruleInWords(rule)}: ${message}`);
    });
  });
}

function ruleInWords(id: string): string {
  const rule = RULES.find((one) => one.id === id);
  return `${id} (${rule?.sentence ?? ''} ${rule?.source ?? ''})`;
}
