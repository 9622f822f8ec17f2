// The gate of one command: asks about hosts, and remembers why the network was closed to the command.

import type { Clock } from '../../../util/clock.js';
import { messageOf } from '../../../util/coded-error.js';
import type { CommandRules } from '../../command-ports.js';
import type { HostGate, HostRequest, StopReason } from '../../network/host-gate.js';
import { normalHost } from '../../network/network-limits.js';
import { stopText, unaskedText } from '../../network/stop-texts.js';
import type { ToolContext } from '../../ports.js';
import { refusalOf } from '../approval/ask.js';
import { maySuspendSandbox } from '../approval/policy-name.js';
import type { ToolRules } from '../tool-rules.js';
import { askAboutHost, type HostDecision } from './ask-host.js';
import { ALLOWED, type Answer, type HostApprovals } from './host-approvals.js';

export interface CommandHostsDeps {
  readonly rules: ToolRules;
  readonly clock: Clock;
  readonly commandRules: Pick<CommandRules, 'amendHost'>;
  /** Of the command's thread. */
  readonly approvals: HostApprovals;
  newId(): string;
}

/** The gate of one command. */
export class CommandHosts implements HostGate {
  readonly #deps: CommandHostsDeps;
  readonly #context: ToolContext;
  readonly #onClosed: () => void;
  #closed: string | null = null;
  #questions = 0;
  #waitingSince: number | null = null;
  #waitedMs = 0;

  /** @param onClosed a request was stopped, and the command is to end for it; called once */
  constructor(deps: CommandHostsDeps, context: ToolContext, onClosed: () => void = () => {}) {
    this.#deps = deps;
    this.#context = context;
    this.#onClosed = onClosed;
  }

  /** Why the network was closed to it; null: it was not. */
  get closed(): string | null {
    return this.#closed;
  }

  /** Milliseconds for which answers were waited for, until now. */
  get waitedMs(): number {
    const since = this.#waitingSince;
    return this.#waitedMs + (since === null ? 0 : this.#deps.clock.monotonic() - since);
  }

  async ask(request: HostRequest): Promise<boolean> {
    if (this.#questions++ === 0) this.#waitingSince = this.#deps.clock.monotonic();
    try {
      return await this.#decide(request);
    } finally {
      if (--this.#questions === 0) {
        this.#waitedMs = this.waitedMs;
        this.#waitingSince = null;
      }
    }
  }

  async #decide(request: HostRequest): Promise<boolean> {
    const { rules, approvals } = this.#deps;
    const shares = !rules.hostsAreAskedByCommand;
    const answer = await approvals.answerTo(request, shares, () => this.#answer(request));
    if (answer.isAllowed) return true;
    if (answer.message !== null) this.#close(answer.message);
    return false;
  }

  stopped(request: HostRequest, reason: StopReason): void {
    if (this.#context.signal.aborted) return;
    this.#close(stopText(request, reason));
  }

  #close(message: string): void {
    if (this.#closed !== null) return;
    this.#closed = message;
    this.#onClosed();
  }

  /** Never rejects. */
  async #answer(request: HostRequest): Promise<Answer> {
    const { rules, clock, newId } = this.#deps;
    const { settings, signal } = this.#context;
    if (signal.aborted) return { isAllowed: false, message: null };
    if (!maySuspendSandbox(settings.approvalPolicy)) {
      // The older version tells of the list alone.
      return { isAllowed: false, message: rules.hostsAreAskedByCommand ? unaskedText(request) : null };
    }
    try {
      const question = { rules, at: clock.now(), id: newId() };
      return await this.#heed(request, await askAboutHost(this.#context, request, question));
    } catch {
      // Whether the turn has ended or the question could not be put: nobody has allowed it.
      return { isAllowed: false, message: null };
    }
  }

  async #heed(request: HostRequest, decision: HostDecision): Promise<Answer> {
    const { rules, approvals } = this.#deps;
    switch (decision.type) {
      case 'accept':
        return ALLOWED;
      case 'acceptForSession':
        approvals.allowTarget(request);
        return ALLOWED;
      case 'amendHost':
        return this.#amend(request, decision);
      default: {
        if (decision.type === 'cancel') this.#context.interruptTurn();
        return { isAllowed: false, message: refusalOf(decision, rules).message };
      }
    }
  }

  async #amend(
    request: HostRequest,
    { host, action }: Extract<HostDecision, { type: 'amendHost' }>,
  ): Promise<Answer> {
    const { commandRules, approvals } = this.#deps;
    if (normalHost(host) !== request.host) {
      this.#warn(`network policy amendment host '${host}' does not match approved host '${request.host}'`);
      return { isAllowed: false, message: unaskedText(request) };
    }
    approvals.rule(request.host, action);
    try {
      await commandRules.amendHost({ host: request.host, protocol: request.protocol, action });
      this.#context.tell(
        action === 'allow'
          ? `From now on commands may reach ${request.host}: the user has made it a rule.`
          : `From now on commands may not reach ${request.host}: the user has made it a rule.`,
      );
    } catch (thrown) {
      this.#warn(messageOf(thrown));
    }
    return action === 'allow' ? ALLOWED : { isAllowed: false, message: 'rejected by user' };
  }

  #warn(why: string): void {
    this.#context.emit({
      type: 'threadWarning',
      message: `Failed to apply network policy amendment: ${why}`,
    });
  }
}
