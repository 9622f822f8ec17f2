// Why no scenario covers a message of the protocol: read by conformance-coverage.ts, which shows the table and fails
// when a gap has no reason here.

interface Reason {
  readonly messages: RegExp;
  readonly why: string;
  /** All versions when left out. */
  readonly version?: string;
}

/** The first that fits counts. */
const REASONS: readonly Reason[] = [
  {
    messages: /^(applyPatchApproval|execCommandApproval)$/,
    why: 'Of the first protocol: threads of these versions never cause it.',
  },
  { messages: /^windows\//, why: 'Only on Windows.' },
  {
    messages: /^item\/mcpToolCall\/progress$/,
    why: 'This version defines it and does not send it: measured.',
  },
  {
    messages: /^(item\/fileChange\/outputDelta|thread\/compacted)$/,
    version: '0.169.0',
    why: 'This version defines it and does not send it: measured.',
  },
  {
    messages: /^turn\/plan\/updated$/,
    version: '0.169.0',
    why: 'Its models are not offered the tool that makes plans.',
  },
  {
    messages: /^mcpServer\/event\/stream\/notification$/,
    why: 'Only MCP servers that the vendor hosts send events.',
  },
  {
    messages: /^modelProvider\/authRecovery/,
    why: 'Tells of credentials for a cloud of another vendor, which a person has to renew.',
  },
  { messages: /^thread\/prediction\/updated$/, why: 'This version answers that it is not implemented yet.' },
  {
    messages: /^autoApprovalReview\/strictReviewRequired$/,
    why: 'No review that was played leads to it: measured.',
  },
];

/** Why nothing covers this message; undefined where nobody has said so. */
export function reasonOf(message: string, version: string): string | undefined {
  const fits = (reason: Reason): boolean =>
    reason.messages.test(message) && (reason.version === undefined || reason.version === version);
  return REASONS.find(fits)?.why;
}
