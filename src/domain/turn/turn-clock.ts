// Tells the model of a turn the time, where its thread's settings say so: the date with its surroundings, and the time
// before a request, now and then. Used by the turn runner and the response reader.

import { ClockUnreadable, readClock, timeText } from '../clock/read-clock.js';
import type { ModelItem } from '../records.js';
import { turnError, WorkFailed } from './failure.js';
import { developerTextItem } from './model-request.js';
import type { TurnHost } from './turn-host.js';
import type { TurnSpec } from './turn-spec.js';

export class TurnClock {
  readonly #host: TurnHost;
  readonly #spec: TurnSpec;

  constructor(host: TurnHost, spec: TurnSpec) {
    this.#host = host;
    this.#spec = spec;
  }

  /** Whether somebody else has to be asked for the time. */
  get isElsewhere(): boolean {
    return this.#spec.settings.clock?.source === 'external';
  }

  get isTold(): boolean {
    return this.#spec.settings.clock !== undefined;
  }

  /** Unix milliseconds. @throws WorkFailed */
  async read(): Promise<number> {
    const { clock } = this.#spec.settings;
    const { threadId, services } = this.#host;
    if (clock === undefined) return services.clock.now();
    try {
      return await readClock(clock, {
        threadId,
        clock: services.clock,
        ask: (question) => this.#host.ask(this.#spec.turnId, question),
      });
    } catch (thrown) {
      if (!(thrown instanceof ClockUnreadable)) throw thrown;
      throw new WorkFailed(turnError(`Fatal error: failed to read current time: ${thrown.message}`, 'other'));
    }
  }

  /** What the model is told before its next request. @throws WorkFailed */
  async reminder(): Promise<ModelItem[]> {
    const { clock } = this.#spec.settings;
    if (clock === undefined) return [];
    const at = await this.read();
    // 0.169.0 looks at the clock of others once more, for the date.
    if (this.isElsewhere) await this.read();
    const last = this.#host.remindedAt;
    if (last !== null && at - last < clock.intervalSeconds * 1000) return [];
    this.#host.remindedAt = at;
    return [developerTextItem(`<current_time_reminder>${timeText(at)}</current_time_reminder>`)];
  }
}
