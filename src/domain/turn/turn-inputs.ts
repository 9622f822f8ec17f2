// Input of a turn on its way to the model: what waits to be recorded, and what is recorded and not announced yet.
// Used by the turn runner.

import type { ThreadItem } from '../../protocol/index.js';
import { findEnvironments } from '../environments/found-environments.js';
import type { ModelItem } from '../records.js';
import { turnError, WorkFailed } from './failure.js';
import { UPLOADED_AUDIO_UNHEARD } from './failure-texts.js';
import { prepare, waits } from './prepared-input.js';
import { newsForModel } from './tool-news.js';
import type { TurnClock } from './turn-clock.js';
import type { TurnHooks } from './turn-hooks.js';
import type { TurnHost } from './turn-host.js';
import type { TurnItems } from './turn-items.js';
import type { TurnRecorder } from './turn-recorder.js';
import { isToolNews, type QueuedInput, type TurnSpec } from './turn-spec.js';
import { sightOf, userMessageNow, withoutUploads } from './user-content.js';

interface Parts {
  readonly items: TurnItems;
  readonly recorder: TurnRecorder;
  readonly hooks: TurnHooks;
  readonly clock: TurnClock;
}

/** What records throws DomainError `storage` when the log fails, WorkFailed when the model cannot take what was sent. */
export class TurnInputs {
  readonly #host: TurnHost;
  readonly #spec: TurnSpec;
  readonly #parts: Parts;
  readonly #queue: QueuedInput[];
  #unannounced: ThreadItem[] = [];
  /** What the model is to be told besides, with its next round. */
  #news: ModelItem[];
  /** Something was sent that the model cannot take, and left out. */
  #leftOut = false;

  constructor(host: TurnHost, spec: TurnSpec, parts: Parts) {
    this.#host = host;
    this.#spec = spec;
    this.#parts = parts;
    this.#queue = [...spec.input];
    this.#news = [...(spec.opening ?? [])];
  }

  /** Whether there is something the model has not been told. */
  get areWaiting(): boolean {
    return this.#queue.length > 0 || this.#unannounced.length > 0 || this.#news.length > 0;
  }

  /** Whether the user has said something that is not recorded yet. */
  get areQueued(): boolean {
    return this.#queue.length > 0;
  }

  /** Whether files have to be read, or hooks asked, before it can be recorded. */
  get needTime(): boolean {
    return this.surroundingsNeedTime || this.#queue.some((input) => waits(input, this.#parts.hooks));
  }

  /** Whether others have to be asked, for the time, for where commands can run, for apps or for skills, before the model is told. */
  get surroundingsNeedTime(): boolean {
    const { clock, recorder } = this.#parts;
    if (recorder.hasToldContext) return false;
    return (
      clock.isElsewhere ||
      this.#spec.settings.environments !== undefined ||
      this.#host.offers.areStale(this.#spec.settings) ||
      this.#appsStarting() !== null
    );
  }

  /** Null: nothing that the model is to be told of at the start has to be waited for. */
  #appsStarting(): Promise<void> | null {
    const { context, services, threadId } = this.#host;
    return context === null ? services.tools.apps.ready(threadId) : null;
  }

  add(input: QueuedInput): void {
    this.#queue.push(input);
  }

  addNews(item: ModelItem): void {
    this.#news.push(item);
  }

  recordNews(): void {
    this.#parts.recorder.modelItems(this.#news.splice(0));
  }

  /** Records everything; what needs time must not be among it. */
  recordNow(): void {
    this.#parts.recorder.tellContext();
    this.recordNews();
    for (const input of this.#takeQueue()) {
      const sight = sightOf(this.#host.services, this.#spec.settings.model);
      this.#record(input, isToolNews(input) ? newsForModel(input) : userMessageNow(input.content, sight));
    }
    this.#assertComplete();
  }

  /**
   * Records and announces one input after the other, each as soon as it is ready, while `goesOn`. Whether hooks
   * refused all there was. @throws WorkFailed when nobody knows what day it is
   */
  async recordLater(goesOn: () => boolean): Promise<boolean> {
    const { clock, recorder, hooks } = this.#parts;
    let isRefused = this.#queue.length > 0;
    const hadInput = isRefused;
    const inputs = this.#takeQueue();
    if (this.surroundingsNeedTime) {
      await this.#appsStarting();
      const { offers } = this.#host;
      if (offers.areStale(this.#spec.settings)) await offers.refresh(this.#spec.settings);
      const at = clock.isElsewhere ? await clock.read() : null;
      const look = await findEnvironments(this.#spec.settings, this.#host.services);
      if (!goesOn()) return false;
      // In the thread's own settings too: its clients are told where its instructions come from.
      if (look !== undefined) this.#spec.settings.projectInstructions = look.projectInstructions;
      recorder.tellContext({ at, found: look?.found });
    } else recorder.tellContext();
    if (!hadInput) this.recordNews();
    for (const input of inputs) {
      const { before, message, after } = await prepare(input, { host: this.#host, spec: this.#spec, hooks });
      if (!goesOn()) return false;
      this.recordNews();
      recorder.modelItems(before);
      if (message !== null) {
        isRefused = false;
        this.#record(input, message);
      }
      recorder.modelItems(after);
      this.announce();
    }
    this.#assertComplete();
    return isRefused;
  }

  /** What was queued, as far as the model can take it. */
  #takeQueue(): QueuedInput[] {
    const inputs = this.#queue.splice(0);
    if (this.#host.services.catalog.facts(this.#spec.settings.model).hears) return inputs;
    return inputs.flatMap((input): QueuedInput[] => {
      if (isToolNews(input)) return [input];
      const content = withoutUploads(input.content);
      if (content.length === input.content.length) return [input];
      this.#leftOut = true;
      return content.length === 0 ? [] : [{ ...input, content }];
    });
  }

  /** The turn ends with what the user sent on record but for what had to be left out. */
  #assertComplete(): void {
    if (this.#leftOut) throw new WorkFailed(turnError(UPLOADED_AUDIO_UNHEARD, 'badRequest'));
  }

  /** Tells everyone of what has been recorded since. */
  announce(): void {
    const { turnId } = this.#spec;
    for (const item of this.#unannounced.splice(0)) {
      const at = item.completedAtMs ?? this.#host.services.clock.now();
      this.#parts.items.put(item);
      this.#host.emit({ type: 'itemStarted', turnId, item: { ...item, completedAtMs: null }, at });
      this.#host.emit({ type: 'itemCompleted', turnId, item, at });
    }
  }

  #record(input: QueuedInput, message: ModelItem): void {
    this.#unannounced.push(this.#parts.recorder.input(input, message));
  }
}
