// What a reviewer found: read from its last words, which should be JSON, and rendered for people. Pure.

import { at, listAt, numberAt, textAt } from '../../util/peek.js';

interface ReviewFinding {
  readonly title: string;
  readonly body: string;
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface ReviewOutput {
  readonly explanation: string;
  readonly findings: readonly ReviewFinding[];
}

/** Shown where the reviewer had nothing to say, or was not let. */
export const NO_REVIEW = 'Reviewer failed to output a response.';

/** What the conversation is told of a review that came to nothing. */
export const REVIEW_CUT_SHORT = 'Review was interrupted. Please re-run /review and wait for it to complete.';

/** JSON of the right shape, alone or inside other text; any other text is taken as the explanation. */
export function readReview(text: string): ReviewOutput {
  const opening = text.indexOf('{');
  const closing = text.lastIndexOf('}');
  const inner = opening !== -1 && closing > opening ? text.slice(opening, closing + 1) : '';
  return reviewIn(parsed(text)) ?? reviewIn(parsed(inner)) ?? { explanation: text, findings: [] };
}

/** A review in the protocol's own words; null when a member is missing or of another type. */
export function reviewIn(value: unknown): ReviewOutput | null {
  const explanation = textAt(value, 'overall_explanation');
  const isWhole =
    explanation !== undefined &&
    Array.isArray(at(value, 'findings')) &&
    textAt(value, 'overall_correctness') !== undefined &&
    numberAt(value, 'overall_confidence_score') !== undefined;
  if (!isWhole) return null;
  const findings = listAt(value, 'findings').map(findingIn);
  return findings.some((finding) => finding === null)
    ? null
    : { explanation, findings: findings.filter((finding) => finding !== null) };
}

/** As people read it. */
export function renderReview({ explanation, findings }: ReviewOutput): string {
  const sections: string[] = [];
  if (explanation.trim() !== '') sections.push(explanation.trim());
  if (findings.length > 0) {
    const heading = findings.length === 1 ? 'Review comment:' : 'Full review comments:';
    sections.push([heading, ...findings.map(renderFinding)].join('\n\n'));
  }
  return sections.length === 0 ? NO_REVIEW : sections.join('\n\n');
}

function renderFinding({ title, body, path, firstLine, lastLine }: ReviewFinding): string {
  const lines = body.replace(/\r?\n$/, '').split(/\r?\n/);
  return [`- ${title} — ${path}:${firstLine}-${lastLine}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function findingIn(value: unknown): ReviewFinding | null {
  const title = textAt(value, 'title');
  const body = textAt(value, 'body');
  const path = textAt(value, 'code_location', 'absolute_file_path');
  const firstLine = numberAt(value, 'code_location', 'line_range', 'start');
  const lastLine = numberAt(value, 'code_location', 'line_range', 'end');
  const isWhole =
    title !== undefined &&
    body !== undefined &&
    path !== undefined &&
    firstLine !== undefined &&
    lastLine !== undefined &&
    numberAt(value, 'confidence_score') !== undefined &&
    numberAt(value, 'priority') !== undefined;
  return isWhole ? { title, body, path, firstLine, lastLine } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
