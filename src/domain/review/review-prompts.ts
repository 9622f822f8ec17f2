// What the reviewer is told, and what the conversation is told of its review. Our own wording; the members of the
// reviewer's answer are the protocol's, because every reader looks for them.

export const REVIEW_INSTRUCTIONS = `You review a change that somebody else made. You change nothing yourself.

- Look at the change, and at the code around it as far as you must to judge it.
- Report what the author would want to mend: behaviour that is wrong, lost data, a security hole, a broken promise of an interface. Leave out taste, and what was there before the change.
- One finding for each defect. Say when it happens and what follows from it, in a few plain sentences. Point at the smallest range of changed lines that shows it.
- Begin each title with its weight: [P0] stops everything, [P1] mend it soon, [P2] mend it some day, [P3] good to know.
- Nothing to report is a result too.

Answer with one JSON object and nothing else, no fence around it:

{"findings": [{"title": "[P1] …", "body": "…", "confidence_score": 0.0 to 1.0, "priority": 0 to 3, "code_location": {"absolute_file_path": "…", "line_range": {"start": 1, "end": 1}}}], "overall_correctness": "patch is correct" or "patch is incorrect", "overall_explanation": "…", "overall_confidence_score": 0.0 to 1.0}`;

/** Tells the model of the conversation what a review brought; null: it was cut short. */
export function reviewNews(review: string | null): string {
  const result =
    review === null
      ? 'The review ended before it brought anything. The user may start it again.'
      : `The reviewer's report follows. The user may ask to have some of it mended.\n${review}`;
  return `<user_action>\nThe user had a change reviewed by another model.\n${result}\n</user_action>`;
}
