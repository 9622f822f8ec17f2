// Changes to what a loaded thread remembers, made between turns: items put in for the model, turns taken back.

import { DomainError } from '../errors.js';
import type { ModelItem } from '../records.js';
import type { ThreadCore } from './thread-core.js';

/** Items that only the model sees, after everything it has seen. @throws DomainError `storage` */
export async function injectItems(core: ThreadCore, items: readonly ModelItem[]): Promise<void> {
  core.record(items.map((item) => ({ type: 'modelItem', turnId: null, item })));
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
  await forget(core, numTurns);
}

/** Forgets this turn and all later ones. @throws DomainError `threadEphemeral` | `turnNotFound` */
export async function revertBefore(core: ThreadCore, turnId: string): Promise<void> {
  const { threadId } = core;
  if (core.path === null) throw new DomainError({ code: 'threadEphemeral', threadId, what: 'reverts' });
  const numTurns = core.history.turnsFrom(turnId);
  if (numTurns === 0) throw new DomainError({ code: 'turnNotFound', turnId });
  const before = core.history.usageBefore(turnId);
  if (before !== null) core.record([{ type: 'tokenUsage', ...before, rateLimits: core.rateLimits }]);
  await forget(core, numTurns);
}

async function forget(core: ThreadCore, numTurns: number): Promise<void> {
  core.record([{ type: 'rolledBack', numTurns }]);
  core.forgetContext();
  core.forgetUnread();
  await core.sync();
}
