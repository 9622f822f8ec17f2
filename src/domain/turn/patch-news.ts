// Tells of a patch while the model writes it, where the feature for it is on: at once, then twice a second at most,
// and what was kept back when the call is whole. Used by the response reader.

import type { Clock } from '../../util/clock.js';
import type { ThreadEvent } from '../events.js';
import { GrowingPatch } from '../patch/growing-patch.js';
import type { ModelItem } from '../records.js';

const PAUSE_MS = 500;

interface PatchNewsDeps {
  readonly turnId: string;
  readonly clock: Clock;
  emit(event: ThreadEvent): void;
}

interface Growing {
  readonly callId: string;
  readonly patch: GrowingPatch;
  /** Monotonic milliseconds. */
  toldAt: number | null;
  isBehind: boolean;
}

export class PatchNews {
  readonly #deps: PatchNewsDeps;
  #growing: Growing | null = null;

  constructor(deps: PatchNewsDeps) {
    this.#deps = deps;
  }

  /** An item begins, which may be the call of a patch; `isOn`: the feature is. */
  begin(item: ModelItem, isOn: boolean): void {
    const { call_id: callId } = item;
    const isPatch = item.type === 'custom_tool_call' && item.name === 'apply_patch';
    this.#growing =
      isOn && isPatch && typeof callId === 'string'
        ? { callId, patch: new GrowingPatch(), toldAt: null, isBehind: false }
        : null;
  }

  grow(delta: string): void {
    const growing = this.#growing;
    if (growing === null || !growing.patch.feed(delta)) return;
    if (growing.patch.isEmpty) return;
    const now = this.#deps.clock.monotonic();
    growing.isBehind = growing.toldAt !== null && now - growing.toldAt < PAUSE_MS;
    if (growing.isBehind) return;
    growing.toldAt = now;
    this.#tell(growing);
  }

  /** The item is whole. */
  done(): void {
    const growing = this.#growing;
    this.#growing = null;
    if (growing?.patch.finish() && growing.isBehind) this.#tell(growing);
  }

  /** The response is over before its end. */
  drop(): void {
    this.#growing = null;
  }

  #tell({ callId, patch }: Growing): void {
    const { turnId, emit } = this.#deps;
    emit({ type: 'patchUpdated', turnId, itemId: callId, changes: patch.changes });
  }
}
