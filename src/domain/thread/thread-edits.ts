// Changes to what a loaded thread remembers, made between turns: items put in for the model, turns taken back.

import { DomainError } from '../errors.js';
import type { ModelFacts } from '../ports.js';
import type { ModelItem } from '../records.js';
import { recordedFor } from '../turn/pictures-and-sounds.js';
import type { ThreadCore } from './thread-core.js';

/** Items that only the model sees, after everything it has seen. @throws DomainError `storage` */
export async function injectItems(
  core: ThreadCore,
  items: readonly ModelItem[],
  facts: ModelFacts,
): Promise<void> {
  core.record(items.map((item) => ({ type: 'modelItem', turnId: null, item: recordedFor(facts, item) })));
  await core.sync();
}

/**
 * Forgets the last turns; more than there are forgets all.
 * @throws DomainError `rollbackUnstored`
 */
export async function rollBack(core: ThreadCore, numTurns: number): Promise<void> {
  if (core.path === null) throw new DomainError({ code: 'rollbackUnstored', path: null });
  if (!core.isMaterialized) {
    core.markFailed();
    throw new DomainError({ code: 'rollbackUnstored', path: core.path });
  }
  core.record([{ type: 'rolledBack', numTurns }]);
  await forget(core);
}

/**
 * Forgets this turn and all later ones, after whatever runs has been ended. As if the thread were loaded anew for it,
 * its status goes through notLoaded, even when there is no such turn.
 * @throws DomainError `threadEphemeral` | `historyLegacy` | `rolloutNotFound` | `turnNotFound`
 */
export async function revertBefore(
  core: ThreadCore,
  turnId: string,
  end: () => Promise<void>,
): Promise<void> {
  const { threadId } = core;
  if (core.path === null) throw new DomainError({ code: 'threadEphemeral', threadId, what: 'thread/revert' });
  if (core.isLegacy) throw new DomainError({ code: 'historyLegacy' });
  if (!core.isMaterialized) throw new DomainError({ code: 'rolloutNotFound', threadId });
  await end();
  core.realtime.hangUp();
  core.statusNews.reload();
  try {
    if (core.history.turnsFrom(turnId) === 0) throw new DomainError({ code: 'turnNotFound', turnId });
    await core.takeBack(turnId);
    await forget(core);
  } finally {
    core.publishStatus();
  }
}

/** What was told in turns that are gone, and was unread in them, counts no more. */
async function forget(core: ThreadCore): Promise<void> {
  core.forgetContext();
  core.forgetUnread();
  await core.sync();
}
