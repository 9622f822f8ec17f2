// Room for the next request of a turn: tells when the history is too long to be sent again, and has it compacted then.
// Used by the turn runner.

import type { TurnError } from '../../protocol/index.js';
import type { ThreadSettings } from '../settings.js';
import { usedTokens } from './compaction.js';
import { Compactor } from './compactor.js';
import { WorkFailed } from './failure.js';
import { summarizerOf } from './model-switch.js';
import { WorkStopped } from './side-turn.js';
import type { TurnHost } from './turn-host.js';
import type { TurnItems } from './turn-items.js';
import type { TurnRecorder } from './turn-recorder.js';
import type { TurnSpec } from './turn-spec.js';

type RoomMade =
  | { readonly type: 'made' }
  /** A hook does not want it: the turn is not to go on. */
  | { readonly type: 'stopped' }
  /** In the words clients get. */
  | { readonly type: 'failed'; readonly error: TurnError };

export class TurnRoom {
  readonly #host: TurnHost;
  readonly #spec: TurnSpec;
  readonly #items: TurnItems;
  readonly #recorder: TurnRecorder;
  readonly #stop = new AbortController();

  constructor(host: TurnHost, spec: TurnSpec, parts: { items: TurnItems; recorder: TurnRecorder }) {
    this.#host = host;
    this.#spec = spec;
    this.#items = parts.items;
    this.#recorder = parts.recorder;
  }

  get isMissing(): boolean {
    return this.#summarizer !== null;
  }

  /** Who summarises the history; null: there is room enough. */
  get #summarizer(): ThreadSettings | null {
    const { history, services } = this.#host;
    const { settings } = this.#spec;
    const last = this.#recorder.hasToldContext ? settings : (history.context ?? settings);
    const used = usedTokens(history.input, history.usage?.usage ?? null);
    return summarizerOf({ last: last.model, settings, used }, services.catalog);
  }

  /** @throws DomainError `storage` */
  async make(): Promise<RoomMade> {
    const compactor = new Compactor(this.#host, this.#spec.turnId, {
      settings: this.#summarizer ?? this.#spec.settings,
      stop: this.#stop.signal,
      items: this.#items,
      context: this.#recorder.surroundings(),
      trigger: 'auto',
    });
    try {
      await compactor.run();
      return { type: 'made' };
    } catch (thrown) {
      if (thrown instanceof WorkFailed) {
        this.#recorder.leaveContext();
        return { type: 'failed', error: thrown.error };
      }
      if (thrown instanceof WorkStopped) return { type: 'stopped' };
      // After a stop nobody listens any more: what is thrown then is its consequence.
      if (this.#stop.signal.aborted) return { type: 'made' };
      throw thrown;
    }
  }

  stopMaking(): void {
    this.#stop.abort();
  }
}
