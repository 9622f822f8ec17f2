// What a client is told right after it had a thread loaded: which of its settings have other names by now, are ignored or
// forbidden, or are not finished.

import type { LiveThread } from '../domain/agent.js';
import type { SettingsOverrides } from '../domain/settings.js';
import type { AnyServerNotification } from '../protocol/index.js';
import type { ConfigReader, RequestContext, SettingNotices } from './room.js';

/** Of a thread that a request has just loaded; `asked` is what the request asked for. */
export function noticesOf(
  config: ConfigReader,
  { settings }: LiveThread,
  asked: { overrides: SettingsOverrides; config: Readonly<Record<string, unknown>> | null },
): Promise<SettingNotices> {
  const overrides = { ...asked.overrides, cwd: settings.cwd };
  return config.notices({ overrides, config: asked.config, base: null });
}

/**
 * To be called when the answer is on its way, with what is asked for only then: a thread that has been loaded must be
 * answered for before it says anything. What the start itself causes is told first.
 */
export async function announceSettings(
  notices: Promise<SettingNotices>,
  threadId: string,
  context: RequestContext,
): Promise<void> {
  // Whoever loads a thread on a configuration that cannot be read has been refused already.
  const known = await notices.catch(() => null);
  if (known === null) return;
  const told: AnyServerNotification[] = [
    ...known.fresh.map((params) => ({ method: 'configWarning' as const, params })),
    ...known.deprecated.map((params) => ({ method: 'deprecationNotice' as const, params })),
    ...known.warnings.map((message) => ({ method: 'warning' as const, params: { threadId, message } })),
  ];
  if (told.length === 0) return;
  setImmediate(() => {
    for (const notification of told) context.notify(notification);
  });
}
