// A run as JUnit XML, as CI systems read it. A known difference counts as skipped, with its reason.

import type { Comparison } from '../baseline.js';
import { nameOf } from './name-of.js';
import { sideBySide } from './side-by-side.js';

export function junitOf({ cases, unlisted, stale, missing }: Comparison, target: string): string {
  const ms = cases.reduce((sum, { result }) => sum + result.ms, 0);
  const skipped = cases.filter(
    ({ result, known }) => result.outcome === 'skipped' || known !== undefined,
  ).length;
  const attributes = [
    `name="conformance of ${escaped(target)}"`,
    `tests="${cases.length + stale.length + missing.length}"`,
    `failures="${unlisted.length + stale.length + missing.length}"`,
    `skipped="${skipped}"`,
    `time="${seconds(ms)}"`,
  ].join(' ');
  const tests = cases.map(({ result, known }) => {
    const head = `    <testcase classname="${escaped(result.id.split('/')[0] ?? '')}" name="${escaped(nameOf(result))}" time="${seconds(result.ms)}"`;
    if (result.outcome === 'skipped')
      return `${head}><skipped message="${escaped(result.reason ?? '')}"/></testcase>`;
    if (known !== undefined) return `${head}><skipped message="${escaped(known.reason)}"/></testcase>`;
    if (result.outcome === 'passed') return `${head}/>`;
    const failures = result.problems.map(({ message, expected, actual }) => {
      const body =
        expected === undefined && actual === undefined ? '' : sideBySide(expected, actual).join('\n');
      return `<failure message="${escaped(message)}">${escaped(body)}</failure>`;
    });
    return `${head}>${failures.join('')}</testcase>`;
  });
  const old = stale.map(
    ({ scenario, failure }) =>
      `    <testcase classname="baseline" name="${escaped(scenario)}"><failure message="${escaped(`It no longer fails with: ${failure}`)}"/></testcase>`,
  );
  const absent = missing.map(
    (method) =>
      `    <testcase classname="methods" name="${escaped(method)}"><failure message="The server does not offer it."/></testcase>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite ${attributes}>\n${[...tests, ...old, ...absent].join('\n')}\n  </testsuite>\n</testsuites>\n`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escaped(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found)
      // XML 1.0 knows no other control characters.
      .replace(/\p{Cc}/gu, (found) => (/[\n\t]/.test(found) ? found : ' '))
  );
}
