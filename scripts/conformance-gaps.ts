// Why no scenario covers a message of the protocol: read by conformance-coverage.ts, which shows the table and fails
// when a gap has no reason here, or a reason no gap.

const FIRST_PROTOCOL = 'Of the first protocol: threads of these versions never cause it.';
const WINDOWS = 'Only on Windows.';
const NOT_SENT = 'This version defines it and does not send it: measured.';

/** By version, then by message. */
export const GAPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '0.118.0': {
    applyPatchApproval: FIRST_PROTOCOL,
    execCommandApproval: FIRST_PROTOCOL,
    'item/mcpToolCall/progress': NOT_SENT,
    'app/list/updated': 'Tells of apps in the directory of the vendor.',
    'windows/worldWritableWarning': WINDOWS,
  },
  '0.169.0': {
    applyPatchApproval: FIRST_PROTOCOL,
    execCommandApproval: FIRST_PROTOCOL,
    'item/mcpToolCall/progress': NOT_SENT,
    'item/fileChange/outputDelta': NOT_SENT,
    'thread/compacted': NOT_SENT,
    'thread/closed': 'Comes after half an hour without subscribers.',
    'turn/plan/updated': 'Its models are not offered the tool that makes plans.',
    'app/list/updated': 'Tells of apps in the directory of the vendor.',
    'mcpServer/event/stream/notification': 'Only MCP servers that the vendor hosts send events.',
    'windows/worldWritableWarning': WINDOWS,
  },
};
