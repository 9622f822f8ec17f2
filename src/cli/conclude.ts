// The end of a command: its own verdict, what the wire and the expectations add to it, and the report.

import { ExitCode } from './exit-codes.js';
import { type Expectation, type ExpectationResult, expectsStatus, judge } from './expectations.js';
import type { Journal } from './journal.js';
import type { Verdict } from './output/output.js';
import { summaryOf } from './summary.js';
import { sentence } from './verdict.js';

export interface Conclusion {
  readonly verdict: Verdict;
  readonly expectations: readonly ExpectationResult[];
}

/** Judges the run as a whole. */
export function conclude(own: Verdict, journal: Journal, expected: readonly Expectation[]): Conclusion {
  const verdict = withViolations(withUnanswered(own, journal), journal);
  const expectations = verdict.code === ExitCode.usage ? [] : expected.map((one) => judge(one, journal));
  const summary = summaryOf(journal);
  const judged = withExpectations(verdict, expectations);
  return { verdict: summary === undefined ? judged : { ...judged, summary }, expectations };
}

/** A run that waited in vain while nobody answered the server ended for that reason. */
function withUnanswered(verdict: Verdict, { unanswered }: Journal): Verdict {
  const [first] = unanswered;
  if (verdict.code !== ExitCode.timeout || first === undefined) return verdict;
  const message = `The turn waits for an answer that nobody gave: ${first.what}. Answer with --approve, or in the client that started it.`;
  return { ...verdict, code: ExitCode.unanswered, outcome: 'unanswered', message };
}

/** A run that went well in spite of frames that should not be has still met a server that is not sound. */
function withViolations(verdict: Verdict, { violations }: Journal): Verdict {
  const [first] = violations;
  if (verdict.code !== ExitCode.ok || first === undefined) return verdict;
  const message =
    violations.length === 1 ? first : `${first} (and ${violations.length - 1} more such frames)`;
  return { ...verdict, code: ExitCode.protocolViolation, outcome: 'violation', message };
}

function withExpectations(verdict: Verdict, results: readonly ExpectationResult[]): Verdict {
  if (results.length === 0) return verdict;
  const missed = results.filter(({ isMet }) => !isMet);
  const isOwnEnd = verdict.code === ExitCode.turnFailed || verdict.code === ExitCode.turnInterrupted;
  if (missed.length > 0) {
    const what = missed.map(({ expectation, found }) => `${expectation.text} (found ${found})`).join('; ');
    const message = `Not as expected: ${what}.`;
    if (verdict.code === ExitCode.ok) {
      return { ...verdict, code: ExitCode.refused, outcome: 'unexpected', message };
    }
    return { ...verdict, message: `${sentence(verdict.message ?? '')} ${message}`.trim() };
  }
  if (isOwnEnd && expectsStatus(results.map(({ expectation }) => expectation))) {
    return { ...verdict, code: ExitCode.ok, outcome: 'expected' };
  }
  return verdict;
}
