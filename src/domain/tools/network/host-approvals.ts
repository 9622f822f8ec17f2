// What was said of hosts while a thread is loaded, and one question at a time about each.

import type { HostAmendment, HostRequest } from '../../network/host-gate.js';
import { stopText, targetOf } from '../../network/stop-texts.js';

/** `message`: why, as the model is told; null: as of any host that is not allowed. */
export type Answer =
  | { readonly isAllowed: true }
  | { readonly isAllowed: false; readonly message: string | null };

export const ALLOWED: Answer = { isAllowed: true };

export class HostApprovals {
  /** Targets that somebody allowed for as long as the thread is loaded. */
  readonly #targets = new Set<string>();
  /** Hosts that a rule was made about meanwhile. */
  readonly #hosts = new Map<string, HostAmendment['action']>();
  readonly #asking = new Map<string, Promise<Answer>>();

  /** Null where somebody has to be asked. */
  #known(request: HostRequest): boolean | null {
    const rule = this.#hosts.get(request.host);
    if (rule !== undefined) return rule === 'allow';
    return this.#targets.has(targetOf(request)) ? true : null;
  }

  /**
   * Asks, unless somebody is being asked just now.
   * @param shares whether an answer to another command counts for this one, too
   */
  async answerTo(request: HostRequest, shares: boolean, ask: () => Promise<Answer>): Promise<Answer> {
    const target = targetOf(request);
    for (;;) {
      const known = this.#known(request);
      if (known === true) return ALLOWED;
      if (known === false) return { isAllowed: false, message: stopText(request, 'denied') };
      const other = this.#asking.get(target);
      if (other === undefined) break;
      const answer = await other;
      if (shares) return answer;
    }
    const answer = ask().finally(() => this.#asking.delete(target));
    this.#asking.set(target, answer);
    return answer;
  }

  allowTarget(request: HostRequest): void {
    this.#targets.add(targetOf(request));
  }

  rule(host: string, action: HostAmendment['action']): void {
    this.#hosts.set(host, action);
  }
}
