// A model that is told the time, by this machine's clock or by the client's: ours beside the real server that can.
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread, textInput } from '../support/compare.js';
import { playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget, type Target } from '../support/target.js';
import { answerQuestions } from '../support/tool-turn.js';

const F = 'features.current_time_reminder.';
const ELSEWHERE = { [`${F}enabled`]: true, [`${F}clock_source`]: 'external' };

const script = {
  replies: [
    {
      when: { text: 'use a tool', toolOutput: false },
      call: { name: 'exec_command', id: 'call_a', arguments: { cmd: 'true' } },
    },
    {
      when: { text: 'ask the clock', toolOutput: false },
      call: { namespace: 'clock', name: 'curr_time', id: 'call_c', arguments: {} },
    },
    { text: 'Fine.', times: 'always' as const },
  ],
};

interface Play {
  readonly name: string;
  readonly config: Frame;
  /** The answer to the nth question. */
  readonly answer: (number: number) => Frame | undefined;
  readonly turns: readonly string[];
}

/** A clock that goes on by so many seconds each time it is looked at. */
const going = (seconds: number) => (number: number) => ({
  result: { currentTimeAt: 1_000_000_000 + number * seconds },
});

const broken =
  (after: number, answer: Frame) =>
  (number: number): Frame =>
    number < after ? going(60)(number) : answer;

const plays: Play[] = [
  {
    name: 'a clock that goes',
    config: ELSEWHERE,
    answer: going(60),
    turns: ['hello', 'use a tool', 'ask the clock'],
  },
  {
    name: 'a clock that stands still',
    config: ELSEWHERE,
    answer: going(0),
    turns: ['hello', 'use a tool', 'more'],
  },
  { name: 'days that pass', config: ELSEWHERE, answer: going(28_800), turns: ['hello', 'more', 'more'] },
  {
    name: 'half a minute between two times',
    config: { ...ELSEWHERE, [`${F}reminder_interval_seconds`]: 30 },
    answer: going(6),
    turns: ['hello', 'use a tool', 'more', 'more'],
  },
  ...[
    { error: { code: -32000, message: 'no clock' } },
    { result: { time: 3 } },
    { result: { currentTimeAt: 'x' } },
    { result: { currentTimeAt: null } },
    { result: { currentTimeAt: 1.5 } },
    { result: { currentTimeAt: 9e15 } },
  ].map((answer) => ({
    name: `the answer ${JSON.stringify(answer)}`,
    config: ELSEWHERE,
    answer: broken(0, answer),
    turns: ['hello'],
  })),
  {
    name: 'a clock that breaks when the turn has begun',
    config: ELSEWHERE,
    answer: broken(2, { error: { code: 1, message: 'gone' } }),
    turns: ['hello'],
  },
];

/** What is told, and what the model was told of the time; where a later turn is asked first varies in the real one. */
async function played(side: Side, { config, answer, turns }: Play) {
  return withTarget(side, async (target, requests) => {
    const stop = answerQuestions(target, answer);
    try {
      const threadId = await startThread(target, { ...FREE, config });
      for (const text of turns) await runTurn(target, threadId, text);
    } finally {
      stop();
    }
    const asked = target.frames.filter(({ id, method }) => id !== undefined && method !== undefined);
    const told = target.frames.flatMap(({ method, params }) =>
      newsOf(String(method), (params ?? {}) as Frame),
    );
    return { asked: asked.map(({ method }) => method), told, times: requests().map(timesIn) };
  });
}

const FREE = { approvalPolicy: 'never', sandbox: 'danger-full-access' };

async function withTarget<T>(
  side: Side,
  use: (target: Target, requests: () => readonly unknown[]) => Promise<T>,
): Promise<T> {
  const backend = await createBackend({ script }).listen();
  try {
    const target = await startTarget({ side, version: '0.169.0', config: backend.codexConfig() });
    try {
      await handshake(target);
      const isModel = ({ path }: { path: string }): boolean => path.endsWith('/responses');
      return await use(target, () => backend.requests.filter(isModel).map(({ body }) => body));
    } finally {
      await target.close();
    }
  } finally {
    await backend.close();
  }
}

function newsOf(method: string, params: Frame): string[] {
  const { item, turn, error } = params as {
    item?: { type: string };
    turn?: { status: string };
    error?: { message: string };
  };
  if (/^item\/(started|completed)$/.test(method)) return [`${method} ${item?.type}`];
  if (/^turn\/(started|completed)$/.test(method)) return [`${method} ${turn?.status}`];
  if (method === 'error') return [`error ${error?.message}`];
  return method === 'serverRequest/resolved' ? [method] : [];
}

/** Everything about times and dates that stands in a request. */
function timesIn(body: unknown): string[] {
  const { input } = body as { input: unknown };
  return JSON.stringify(input).match(/<current_date>.*?<|<current_time_reminder>.*?<|"It is [^"]*"/g) ?? [];
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

describe("the model is told the client's time, ours beside the real 0.169.0", () => {
  it.each(plays)('the same with $name', async (play) => {
    const ours = await played('ours', play);
    const real = await playReal(
      () => played('real', play),
      (said) => isSame(said, ours),
    );
    expect(ours).toEqual(real);
  });

  it.each<Side>(['ours', 'real'])(
    'by the clock of the machine where nothing else is said: %s',
    async (side) => {
      await withTarget(side, async (target, requests) => {
        const threadId = await startThread(target, { config: { 'features.current_time_reminder': true } });
        await runTurn(target, threadId, 'hello');
        const year = new Date().getUTCFullYear();
        expect(timesIn(requests()[0]).join()).toContain(`<current_time_reminder>It is ${year}-`);
        expect(target.frames.some(({ method }) => method === 'currentTime/read')).toBe(false);
      });
    },
  );

  it.each<Side>(['ours', 'real'])('can be interrupted while the client is asked: %s', async (side) => {
    await withTarget(side, async (target) => {
      const threadId = await startThread(target, { config: ELSEWHERE });
      const { result } = await target.request('turn/start', { threadId, input: textInput('hello') });
      await target.waitFor('the question', ({ method }) => method === 'currentTime/read');
      const { turn } = result as { turn: { id: string } };
      await target.request('turn/interrupt', { threadId, turnId: turn.id });
      const ended = await target.waitFor('its end', ({ method }) => method === 'turn/completed');
      expect(ended.params).toMatchObject({ turn: { status: 'interrupted' } });
    });
  });
});
