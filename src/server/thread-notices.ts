// What a client is told right after a thread of its own has started: which of its settings have other names by now, are
// ignored, or are not finished.

import type { AnyServerNotification } from '../protocol/index.js';
import type { RequestContext, SettingNotices } from './room.js';

/** To be called when the answer is on its way; what the start itself causes is told first. */
export function announceSettings(
  { deprecated, warnings }: SettingNotices,
  threadId: string,
  context: RequestContext,
): void {
  const told: AnyServerNotification[] = [
    ...deprecated.map((params) => ({ method: 'deprecationNotice' as const, params })),
    ...warnings.map((message) => ({ method: 'warning' as const, params: { threadId, message } })),
  ];
  if (told.length === 0) return;
  setImmediate(() => {
    for (const notification of told) context.notify(notification);
  });
}
