// Notifications and questions of some pinned version that this server does not send, and why. A test holds that every
// other one stands in the code that sends it; docs/coverage.md shows the table.

import type { AnyServerNotification } from '../protocol/index.js';

type Message = AnyServerNotification['method'];

export const UNSENT_NOTIFICATIONS = {
  'windows/worldWritableWarning': 'Only on Windows.',
  'mcpServer/event/stream/notification': 'Only MCP servers that the vendor hosts send events.',
  'modelProvider/authRecoveryStarted': 'Providers whose credentials a person has to renew are in clouds.',
  'modelProvider/authRecoveryCompleted': 'Providers whose credentials a person has to renew are in clouds.',
  'autoApprovalReview/strictReviewRequired':
    'No review leads to it in the real server either, as far as was seen.',
  'thread/prediction/updated': 'Nothing is predicted.',
  'item/mcpToolCall/progress': 'Both versions define it and do not send it: measured.',
} as const satisfies Partial<Record<Message, string>>;

export const UNSENT_REQUESTS: Readonly<Record<string, string>> = {
  applyPatchApproval: 'Of the first protocol: threads of these versions never cause it.',
  execCommandApproval: 'Of the first protocol: threads of these versions never cause it.',
};
