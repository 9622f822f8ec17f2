import { describe, expect, it } from 'vitest';
import { Alarm, type LateAnswer, sayLate } from '../../src/cli/alarm.js';
import { FrameLog } from '../../src/cli/output/frame-log.js';
import { about, type Handler, LATER, THREAD, talkative, turn } from '../client/fake-server.js';
import { fakeClock } from '../util/fake-clock.js';
import { against } from './harness.js';

const COMMAND = 'item/commandExecution/requestApproval';

/** An alarm after 10 s, what it said, and both sides of a connection to say things. */
function alarmed({ afterMs = 10_000, person = new Set<unknown>() } = {}) {
  const clock = fakeClock();
  const said: string[] = [];
  const late: LateAnswer[] = [];
  const alarm = new Alarm({
    clock,
    afterMs,
    isBeingAsked: (id) => person.has(id),
    onLate: (answer, isNew) => {
      said.push(sayLate(answer));
      if (isNew) late.push(answer);
    },
  });
  const log = new FrameLog();
  const see = (dir: 'in' | 'out', frame: object): void => alarm.see(log.read(dir, JSON.stringify(frame)));
  const ask = (): void => see('in', { id: 7, method: COMMAND, params: about({ command: 'touch x' }) });
  return { clock, said, late, alarm, see, ask };
}

const PLEA = 'Answer with --approve, or in the client that started it.';

describe('the alarm', () => {
  it('speaks up for a question of the server, and again whenever the wait has doubled', () => {
    const { clock, said, late, ask } = alarmed();
    ask();
    clock.advance(9_999);
    expect(said).toEqual([]);
    clock.advance(30_001);
    expect(said).toEqual(
      [10, 20, 40].map((s) => `Unanswered for ${s} s: the server has asked to run touch x. ${PLEA}`),
    );
    expect(late).toHaveLength(1);
  });

  it('speaks up for a request that the server does not answer, and knows how long it took', () => {
    const { clock, said, late, see } = alarmed();
    see('out', { id: 1, method: 'model/list', params: {} });
    clock.advance(12_000);
    see('in', { id: 1, result: {} });
    clock.advance(60_000);
    expect(said).toEqual(['Unanswered for 10 s: the server owes the answer to model/list.']);
    expect(late).toMatchObject([{ owedBy: 'server', waitedMs: 12_000, isAnswered: true }]);
  });

  it.each<[string, 'in' | 'out', object]>([
    ['answered', 'out', { id: 7, result: { decision: 'accept' } }],
    ['refused', 'out', { id: 7, error: { code: -32601, message: 'no' } }],
    [
      'answered by somebody else',
      'in',
      { method: 'serverRequest/resolved', params: { threadId: THREAD, requestId: 7 } },
    ],
    [
      'over with its turn',
      'in',
      { method: 'turn/completed', params: { threadId: THREAD, turn: turn('completed') } },
    ],
  ])('is silent about a question that is %s', (_how, dir, frame) => {
    const { clock, said, see, ask } = alarmed();
    ask();
    clock.advance(9_000);
    see(dir, frame);
    clock.advance(60_000);
    expect(said).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps both sides apart, whose ids are their own', () => {
    const { clock, said, see, ask } = alarmed();
    ask();
    see('out', { id: 7, method: 'thread/read', params: {} });
    see('in', { id: 7, result: {} });
    clock.advance(10_000);
    expect(said).toEqual([`Unanswered for 10 s: the server has asked to run touch x. ${PLEA}`]);
  });

  it('leaves a person in peace who has the question before their eyes, and nobody else', () => {
    const person = new Set<unknown>([7]);
    const { clock, said, see, ask } = alarmed({ person });
    ask();
    clock.advance(10_000);
    expect(said).toEqual([]);
    person.clear();
    clock.advance(10_000);
    expect(said).toHaveLength(1);
    see('in', { id: 7, method: COMMAND, params: about({}) });
    clock.advance(19_999);
    expect(said).toHaveLength(1);
  });

  it('ends with the connection, and never begins at 0', () => {
    const one = alarmed();
    one.ask();
    one.alarm.close();
    const none = alarmed({ afterMs: 0 });
    none.ask();
    for (const { clock, said } of [one, none]) {
      clock.advance(100_000);
      expect([said, clock.pendingTimers]).toEqual([[], 0]);
    }
  });
});

/** A turn that ends when its question is answered. */
const asking: Record<string, Handler> = {
  ...talkative([]),
  'turn/start': (_params, server, reply) => {
    reply.succeed({ turn: turn('inProgress') });
    server.peer.request(COMMAND, about({ itemId: 'c', command: 'touch x' })).then(
      () => server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') }),
      () => {},
    );
    return LATER;
  },
};
const silent = { 'model/list': () => LATER };

describe('a run that waits', () => {
  it('tells while it waits that the server owes an answer, and counts it in the verdict', async () => {
    const ran = await against(silent, ['model-list', '--alarm', '0.1', '--timeout', '1']);
    expect(ran.code).toBe(7);
    expect(ran.stderr).toMatch(/^Unanswered for 0\.1 s: the server owes the answer to model\/list\.$/m);
    expect(ran.stderr).toMatch(/^waited 1\.\d s in vain for the server's answer to model\/list$/m);
    const { json } = await against(silent, ['--json', 'model-list', '--alarm', '0.1', '--timeout', '1']);
    const alarms = json().filter(({ kind }) => kind === 'alarm');
    expect(alarms[0]).toMatchObject({ owedBy: 'server', method: 'model/list', waitedMs: 100 });
    expect(alarms.length).toBeGreaterThan(2);
    expect(json().at(-1)).toMatchObject({
      code: 7,
      summary: { alarms: [{ owedBy: 'server', method: 'model/list', answered: false }] },
    });
  });

  it('tells that nobody answers the server, before it gives up', async () => {
    const ran = await against(asking, [
      ...['--json', 'send-message', 'hi', '--approve-rules', 'test/cli/fixtures/leave-all.yaml'],
      ...['--alarm', '0.1', '--timeout', '1'],
    ]);
    expect(ran.code).toBe(8);
    const lines = ran.json();
    const [alarm] = lines.filter(({ kind }) => kind === 'alarm');
    expect(alarm).toMatchObject({
      owedBy: 'client',
      message: `Unanswered for 0.1 s: the server has asked to run touch x. ${PLEA}`,
    });
    expect(lines.at(-1)).toMatchObject({ summary: { unanswered: 1, alarms: [{ owedBy: 'client' }] } });
  });

  it('is silent while a person thinks about the question', async () => {
    const thought = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));
    const ran = await against(asking, ['send-message', 'hi', '--alarm', '0.1'], {
      isInteractive: true,
      answers: ['y'],
      beforeAnswer: thought,
    });
    expect(ran.code).toBe(0);
    expect(ran.stderr).not.toContain('Unanswered');
  });

  it('fails for it when it is expected not to', async () => {
    const slow: Record<string, Handler> = {
      'model/list': (_params, _server, reply) => {
        setTimeout(() => reply.succeed({ data: [], nextCursor: null }), 300);
        return LATER;
      },
    };
    const wish = ['model-list', '--expect', 'alarms=0', '--alarm'];
    expect(await against(slow, [...wish, '0.1'])).toMatchObject({ code: 1, stderr: /alarms=0 \(found 1\)/ });
    expect((await against(slow, [...wish, '0'])).code).toBe(0);
  });

  it.each(['-1', 'soon', ''])('refuses --alarm "%s"', async (seconds) => {
    const ran = await against({}, ['model-list', `--alarm=${seconds}`]);
    expect(ran).toMatchObject({ code: 2, stderr: /--alarm .*is not a number of seconds/ });
  });
});
