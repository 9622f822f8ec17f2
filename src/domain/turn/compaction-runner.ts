// A turn that does nothing but compact, when a client asks for it.

import type { ThreadItem } from '../../protocol/index.js';
import type { ThreadSettings } from '../settings.js';
import { Compactor } from './compactor.js';
import { SideTurn } from './side-turn.js';
import type { TurnHost } from './turn-host.js';
import { TurnItems } from './turn-items.js';
import type { TurnOutcome } from './turn-state.js';

export class CompactionRunner extends SideTurn {
  readonly kind = 'compact';
  readonly #compactor: Compactor;
  readonly #items = new TurnItems();

  constructor(host: TurnHost, turnId: string, settings: ThreadSettings) {
    super(host, turnId, settings);
    this.#compactor = new Compactor(host, turnId, {
      settings,
      stop: this.signal,
      items: this.#items,
      context: null,
      trigger: 'manual',
    });
  }

  items(): ThreadItem[] {
    return this.#items.list(false);
  }

  protected async work(): Promise<TurnOutcome> {
    this.announceStart();
    await this.#compactor.run();
    return { status: 'completed' };
  }
}
