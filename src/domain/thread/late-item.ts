// An item that joins a turn which is over: what it stands for went on without the turn.

import type { ThreadItem } from '../../protocol/index.js';
import type { ThreadCore } from './thread-core.js';

/** @throws DomainError `storage` */
export function showLate(core: ThreadCore, turnId: string, shown: ThreadItem): void {
  const at = core.services.clock.now();
  const item = { ...shown, startedAtMs: at, completedAtMs: at };
  core.record([{ type: 'itemCompleted', turnId, item, at }]);
  core.emit({ type: 'itemStarted', turnId, item: { ...item, completedAtMs: null }, at });
  core.emit({ type: 'itemCompleted', turnId, item, at });
}
