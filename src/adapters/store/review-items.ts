// The items around a review as both dialects keep them: what was asked for, and what was found. People are shown the
// text that these are rendered to.

import { NO_REVIEW, renderReview, reviewIn } from '../../domain/review/review-output.js';
import { textAt } from '../../util/peek.js';
import { isJson, type Json } from './rollout-line.js';

/** Only the label is known of a review that is kept: it stands for the instructions. */
export function fileReviewStart(label: string): Json {
  return { target: { type: 'custom', instructions: label }, user_facing_hint: label };
}

export function reviewStartIn(value: Json): string {
  return textAt(value, 'user_facing_hint') ?? textAt(value, 'review') ?? '';
}

/** The whole text as the explanation: it renders to itself. */
export function fileReviewEnd(review: string): Json {
  if (review === NO_REVIEW) return { review_output: null };
  return {
    review_output: {
      findings: [],
      overall_correctness: '',
      overall_explanation: review,
      overall_confidence_score: 0,
    },
  };
}

export function reviewEndIn(value: Json): string {
  const output = value.review_output;
  if (!isJson(output)) return textAt(value, 'review') ?? NO_REVIEW;
  const review = reviewIn(output);
  return review === null ? NO_REVIEW : renderReview(review);
}
