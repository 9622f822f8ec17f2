// `--junit FILE`: the verdict of a command as a JUnit report, for CI systems that read those.

import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../util/coded-error.js';
import { UsageError } from './errors.js';
import type { ExpectationResult } from './expectations.js';
import type { Verdict } from './output/output.js';
import { withoutControls } from './output/text.js';

export interface Report {
  /** The command's name. */
  readonly name: string;
  readonly elapsedMs: number;
  readonly verdict: Verdict;
  readonly expectations: readonly ExpectationResult[];
}

/** One test case for the command itself, and one for each expectation. */
function junitXml({ name, elapsedMs, verdict, expectations }: Report): string {
  const seconds = (elapsedMs / 1000).toFixed(3);
  const isPassed = verdict.code === 0 || verdict.outcome === 'unexpected';
  const cases = [
    testCase(name, name, seconds, isPassed ? undefined : (verdict.message ?? `exit code ${verdict.code}`)),
    ...expectations.map(({ expectation, isMet, found }) =>
      testCase(name, `expects ${expectation.text}`, '0', isMet ? undefined : `found ${found}`),
    ),
  ];
  const failures = cases.filter((text) => text.includes('<failure')).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failures}" time="${seconds}">`,
    `  <testsuite name="${xml(`astc ${name}`)}" tests="${cases.length}" failures="${failures}" time="${seconds}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** @throws UsageError `bad_option` when the file cannot be written */
export function writeJunit(file: string, report: Report): void {
  writeReport(file, junitXml(report));
}

/** Asked for before the work, which may take minutes. @throws UsageError `bad_option` when the file cannot be written */
export function prepareReport(file: string): void {
  refusing(file, () => {
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    closeSync(openSync(file, 'a'));
  });
}

/** @throws UsageError `bad_option` when the file cannot be written */
export function writeReport(file: string, text: string): void {
  refusing(file, () => writeFileSync(file, text));
}

function refusing(file: string, write: () => void): void {
  try {
    write();
  } catch (thrown) {
    throw new UsageError('bad_option', `--junit ${file} cannot be written: ${messageOf(thrown)}.`);
  }
}

function testCase(suite: string, name: string, seconds: string, failure: string | undefined): string {
  const head = `    <testcase classname="${xml(`astc.${suite}`)}" name="${xml(name)}" time="${seconds}"`;
  return failure === undefined ? `${head}/>` : `${head}><failure message="${xml(failure)}"/></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function xml(text: string): string {
  return withoutControls(text).replaceAll(/[&<>"]/g, (mark) => ENTITIES[mark] ?? mark);
}
