// `--expect`: what must hold of a run besides its usual judgement. Read before anything is sent, judged at the end.

import { UsageError } from './errors.js';
import type { Journal, TurnRecord } from './journal.js';

type Operator = '=' | '!=' | '~' | '<' | '<=' | '>' | '>=';

/** Facts an expectation may name, and what they are compared as. */
const SUBJECTS = {
  status: 'text',
  text: 'text',
  item: 'words',
  asked: 'words',
  items: 'number',
  turns: 'number',
  approvals: 'number',
  unanswered: 'number',
  alarms: 'number',
  tokens: 'number',
  duration: 'time',
  'first-delta': 'time',
} as const;

type Subject = keyof typeof SUBJECTS;

export interface Expectation {
  /** As it was written. */
  readonly text: string;
  readonly subject: Subject;
  readonly operator: Operator;
  readonly value: string;
}

export interface ExpectationResult {
  readonly expectation: Expectation;
  readonly isMet: boolean;
  /** What was found instead. */
  readonly found: string;
}

/** @throws UsageError `bad_option` */
export function readExpectation(text: string): Expectation {
  const [, subject = '', operator, value = ''] = /^([\w-]+)\s*(!=|<=|>=|=|~|<|>)\s*(.*)$/s.exec(text) ?? [];
  const type = isSubject(subject) ? SUBJECTS[subject] : undefined;
  if (type === undefined || operator === undefined) {
    const known = Object.keys(SUBJECTS).join(', ');
    throw new UsageError(
      'bad_option',
      `--expect ${text} cannot be understood; write SUBJECT, one of = != ~ < <= > >=, and a value. Subjects are ${known}.`,
    );
  }
  const expectation = { text, subject: subject as Subject, operator: operator as Operator, value }; // both were matched
  checkValue(expectation, type);
  return expectation;
}

function isSubject(text: string): text is Subject {
  return Object.hasOwn(SUBJECTS, text);
}

function checkValue({ text, operator, value }: Expectation, type: string): void {
  const isText = type === 'text' || type === 'words';
  if (isText && /[<>]/.test(operator)) {
    throw new UsageError('bad_option', `--expect ${text}: texts have no order; use =, != or ~.`);
  }
  if (operator === '~') {
    if (!isText) throw new UsageError('bad_option', `--expect ${text}: ~ is for texts.`);
    try {
      new RegExp(value);
    } catch {
      throw new UsageError('bad_option', `--expect ${text}: the value is no regular expression.`);
    }
  }
  if (!isText && numberOf(value) === undefined) {
    throw new UsageError(
      'bad_option',
      `--expect ${text}: the value is no number${type === 'time' ? ' or time such as 500ms or 2s' : ''}.`,
    );
  }
}

/** Judged by the last turn, and by everything the server asked. */
export function judge(expectation: Expectation, journal: Journal): ExpectationResult {
  const found = factOf(expectation.subject, journal);
  if (found === undefined) return { expectation, isMet: false, found: 'nothing' };
  if (typeof found === 'number') {
    return { expectation, isMet: compare(found, expectation), found: String(Math.round(found)) };
  }
  const words = typeof found === 'string' ? [found] : found;
  const fits = words.some((word) => matches(word, expectation));
  const isMet = expectation.operator === '!=' ? !words.includes(expectation.value) : fits;
  return {
    expectation,
    isMet,
    found: typeof found === 'string' ? JSON.stringify(found) : words.join(', ') || 'none',
  };
}

/** Whether the run's own status is what somebody expects: a turn that should fail has then done so. */
export function expectsStatus(expectations: readonly Expectation[]): boolean {
  return expectations.some(({ subject }) => subject === 'status');
}

function factOf(subject: Subject, journal: Journal): string | number | readonly string[] | undefined {
  const turn: TurnRecord | undefined = journal.turns.at(-1);
  switch (subject) {
    case 'status':
      return turn?.status;
    case 'text':
      return turn?.text;
    case 'item':
      return turn?.items;
    case 'items':
      return turn?.items.length;
    case 'asked':
      return journal.serverRequests.map(({ method }) => method);
    case 'turns':
      return journal.turns.length;
    case 'approvals':
      return journal.approvals.length;
    case 'unanswered':
      return journal.unanswered.length;
    case 'alarms':
      return journal.late.length;
    case 'tokens':
      return turn?.tokens;
    case 'duration':
      return turn?.durationMs;
    case 'first-delta':
      return turn?.firstDeltaMs;
  }
}

function matches(word: string, { operator, value }: Expectation): boolean {
  return operator === '~' ? new RegExp(value).test(word) : word === value;
}

function compare(found: number, { operator, value }: Expectation): boolean {
  const wanted = numberOf(value) ?? Number.NaN;
  switch (operator) {
    case '=':
    case '~':
      return found === wanted;
    case '!=':
      return found !== wanted;
    case '<':
      return found < wanted;
    case '<=':
      return found <= wanted;
    case '>':
      return found > wanted;
    case '>=':
      return found >= wanted;
  }
}

/** A number; times in milliseconds. */
function numberOf(text: string): number | undefined {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s)?\s*$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * (unit === 's' ? 1000 : 1);
}
