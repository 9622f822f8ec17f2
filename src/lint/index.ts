// The linter: every rule over the traffic of one connection.

import type { Check, Finding, LintFrame, Rule } from './rule.js';
import { expectedTurn, handshakeFirst, initializeOnce, optOutsHonoured } from './rules/handshake.js';
import { answersAsked, idsReused, requestsAnswered, resolvedAsked } from './rules/ids.js';
import { answerBeforeTurn, deltasOfSeenItems, itemsEndOnce, turnsEndOnce } from './rules/turns.js';

export type { Finding, LintFrame, Rule } from './rule.js';

export const RULES: readonly Rule[] = [
  handshakeFirst,
  initializeOnce,
  optOutsHonoured,
  idsReused,
  answersAsked,
  requestsAnswered,
  resolvedAsked,
  answerBeforeTurn,
  turnsEndOnce,
  itemsEndOnce,
  deltasOfSeenItems,
  expectedTurn,
];

/** One linter per connection: live traffic is handed in as it passes. */
export class Linter {
  readonly findings: Finding[] = [];
  readonly #checks: readonly (readonly [Rule, Check])[];
  #count = 0;

  constructor(rules: readonly Rule[] = RULES) {
    this.#checks = rules.map((rule) => [rule, rule.start()]);
  }

  get frames(): number {
    return this.#count;
  }

  frame(frame: LintFrame): void {
    this.#count += 1;
    for (const [rule, check] of this.#checks)
      check.frame(frame, (message) => this.#report(rule, this.#count, message));
  }

  /** The traffic has ended. */
  end(): void {
    for (const [rule, check] of this.#checks)
      check.end?.((message) => this.#report(rule, this.#count + 1, message));
  }

  #report({ id, level }: Rule, frame: number, message: string): void {
    this.findings.push({ rule: id, level, frame, message });
  }
}
