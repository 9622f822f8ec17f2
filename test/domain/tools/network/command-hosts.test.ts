import { describe, expect, it } from 'vitest';
import type { HostAmendment, HostRequest } from '../../../../src/domain/network/host-gate.js';
import type { ToolContext } from '../../../../src/domain/ports.js';
import { CommandHosts, type CommandHostsDeps } from '../../../../src/domain/tools/network/command-hosts.js';
import { HostApprovals } from '../../../../src/domain/tools/network/host-approvals.js';
import type { ToolRules } from '../../../../src/domain/tools/tool-rules.js';
import { type Deferred, deferred } from '../../../../src/util/deferred.js';

const REQUEST: HostRequest = { protocol: 'http', host: 'a.example', port: 80 };
type Answer = Awaited<ReturnType<ToolContext['ask']>>;

/** A thread whose questions stay open until they are answered, and commands of it. */
function thread(hostsAreAskedByCommand: boolean, keeps: () => Promise<void> = () => Promise.resolve()) {
  const questions: Deferred<Answer>[] = [];
  const kept: HostAmendment[] = [];
  const told: string[] = [];
  const approvals = new HostApprovals();
  const stop = new AbortController();
  let interrupts = 0;
  const context = {
    threadId: 't',
    turnId: 'u',
    settings: { approvalPolicy: 'on-request' },
    signal: stop.signal,
    review: null,
    ask() {
      const question = deferred<Answer>();
      questions.push(question);
      return question.promise;
    },
    interruptTurn: () => {
      interrupts += 1;
    },
    tell: (text: string) => void told.push(text),
    emit: (event: { message?: string }) => void told.push(event.message ?? ''),
  } as unknown as ToolContext; // what a gate asks of it
  const deps = {
    rules: { hostsAreAskedByCommand, failedApprovalsAreNamed: true } as ToolRules,
    clock: { now: () => 0, monotonic: () => 0 },
    approvals,
    newId: () => 'id',
    commandRules: {
      async amendHost(amendment: HostAmendment) {
        await keeps();
        kept.push(amendment);
      },
    },
  } as unknown as CommandHostsDeps; // likewise
  return {
    questions,
    kept,
    told,
    stop,
    interrupts: () => interrupts,
    command: (onClosed?: () => void) => new CommandHosts(deps, context, onClosed),
    async answer(decision: unknown) {
      await new Promise((resolve) => setImmediate(resolve));
      questions.at(-1)?.resolve({ result: { decision } });
    },
  };
}

const amendment = (host: string, action: string) => ({
  applyNetworkPolicyAmendment: { network_policy_amendment: { host, action } },
});

describe('the gate of a command', () => {
  it('asks each time, and once where it was allowed for the session', async () => {
    const at = thread(true);
    const command = at.command();
    for (const decision of ['accept', 'acceptForSession']) {
      const asked = command.ask(REQUEST);
      await at.answer(decision);
      expect(await asked).toBe(true);
    }
    expect(await at.command().ask(REQUEST)).toBe(true);
    expect(at.questions).toHaveLength(2);
    void command.ask({ ...REQUEST, port: 81 });
    await at.answer('accept');
    expect(at.questions).toHaveLength(3);
  });

  it.each([
    [false, 1],
    [true, 2],
  ])('waits while another command asks the same (each for itself: %s)', async (isByCommand, questions) => {
    const at = thread(isByCommand);
    const both = [at.command().ask(REQUEST), at.command().ask(REQUEST)];
    await at.answer('accept');
    await at.answer('accept');
    expect(await Promise.all(both)).toEqual([true, true]);
    expect(at.questions).toHaveLength(questions);
  });

  it('tells once why it is closed, and ends the turn where somebody wants that', async () => {
    const at = thread(true);
    let closings = 0;
    const command = at.command(() => {
      closings += 1;
    });
    const asked = command.ask(REQUEST);
    await at.answer('cancel');
    expect(await asked).toBe(false);
    command.stopped(REQUEST, 'notAllowed');
    expect([command.closed, closings, at.interrupts()]).toEqual(['rejected by user', 1, 1]);
  });

  it('lets nobody through when the turn ends, and takes that for no refusal', async () => {
    const at = thread(true);
    const command = at.command();
    const asked = command.ask(REQUEST);
    at.stop.abort();
    at.questions[0]?.reject(new Error('the turn is over'));
    expect([await asked, await command.ask(REQUEST)]).toEqual([false, false]);
    command.stopped(REQUEST, 'notAllowed');
    expect([command.closed, at.questions.length]).toEqual([null, 1]);
  });

  it.each([
    ['allow', true],
    ['deny', false],
  ])('makes a rule of a host: %s', async (action, isAllowed) => {
    const at = thread(true);
    const asked = at.command().ask(REQUEST);
    await at.answer(amendment('a.example', action));
    expect(await asked).toBe(isAllowed);
    expect(at.kept).toEqual([{ host: 'a.example', protocol: 'http', action }]);
    expect(at.told).toEqual([expect.stringContaining('a.example')]);
    expect(await at.command().ask({ ...REQUEST, protocol: 'https', port: 443 })).toBe(isAllowed);
    expect(at.questions).toHaveLength(1);
  });

  it('refuses rules about other hosts than was asked about', async () => {
    const at = thread(true);
    const asked = at.command().ask(REQUEST);
    await at.answer(amendment('b.example', 'allow'));
    expect([await asked, at.kept]).toEqual([false, []]);
    expect(at.told).toEqual([expect.stringMatching(/'b.example' does not match approved host 'a.example'$/)]);
  });

  it('heeds a rule that cannot be kept as long as the thread is loaded, and says so', async () => {
    const at = thread(true, () => Promise.reject(new Error('disk full')));
    const asked = at.command().ask(REQUEST);
    await at.answer(amendment('a.example', 'allow'));
    expect([await asked, await at.command().ask(REQUEST)]).toEqual([true, true]);
    expect(at.told).toEqual(['Failed to apply network policy amendment: disk full']);
  });
});
