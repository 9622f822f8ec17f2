// What those who make items of a turn from what the model says need of the turn.

import type { ThreadItem } from '../../protocol/index.js';
import type { ThreadEvent } from '../events.js';
import type { ModelItem } from '../records.js';
import type { TurnItems } from './turn-items.js';

export interface ItemBuilderDeps {
  turnId: string;
  items: TurnItems;
  /** Unix milliseconds. */
  now(): number;
  /** For items the provider gave no id. */
  newId(): string;
  emit(event: ThreadEvent): void;
  /**
   * Takes a finished item before it is announced: what throws here is not announced. `source` is what the model
   * made it from, for its next request; null when there is nothing to send back.
   */
  record(item: ThreadItem, source: ModelItem | null, at: number): void;
  /** Keeps a picture that the provider made and tells where, if it can; null: such pictures are not shown. */
  saveImage: ((id: string, base64: string) => string | undefined) | null;
  /** Takes what the model made and nobody is shown. */
  recordUnseen(source: ModelItem): void;
}
