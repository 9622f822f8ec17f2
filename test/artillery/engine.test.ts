import { afterEach, describe, expect, it } from 'vitest';
import {
  AppServerEngine,
  type ArtilleryScript,
  type Context,
  type Helpers,
  type Metrics,
} from '../../src/artillery/index.js';
import { type AppServer, createAppServer } from '../../src/server/index.js';
import { at } from '../../src/util/peek.js';

/** As little of Artillery's tools as these tests need: whole-text templates, and paths of names. */
const helpers: Helpers = {
  template: (value, context) => fill(value, context),
  createThink: () => (context, done) => done(null, context),
  createLoopWithCount: (count, steps) => (context, done) => {
    const queue = Array.from({ length: Number(count) }, () => steps).flat();
    const next = (error: unknown): void => {
      const step = queue.shift();
      if (error || step === undefined) done(error, context);
      else step(context, next);
    };
    next(null);
  },
  captureOrMatch(wish, { body }, _context, done) {
    const look = (of: unknown): unknown => at(body, ...String(at(of, 'json')).split('.').slice(1));
    const { capture, match } = wish as { capture?: unknown; match?: unknown };
    done(null, {
      captures: capture
        ? { [String(at(capture, 'as'))]: { value: look(capture), failed: look(capture) === undefined } }
        : {},
      matches: match ? { m: { success: look(match) === at(match, 'value') } } : {},
    });
  },
};

function fill(value: unknown, context: Context): unknown {
  if (typeof value === 'string')
    return value.replace(/\{\{ (\w+) \}\}/g, (_, name) => String(context.vars[name]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, context)]));
}

interface Ran {
  readonly error: unknown;
  readonly vars: Record<string, unknown>;
  readonly events: readonly (readonly unknown[])[];
}

describe('the Artillery engine', () => {
  let server: AppServer | undefined;
  afterEach(() => server?.close());

  async function play(
    flow: readonly Record<string, unknown>[],
    options: { faults?: string[]; own?: object; processor?: Record<string, unknown>; target?: string } = {},
  ): Promise<Ran> {
    server = createAppServer({
      script: {
        replies: [
          { when: { text: 'fail' }, error: { status: 400 } },
          { when: { kind: 'turn' }, text: 'Yes.' },
        ],
      },
      faults: options.faults ?? [],
    });
    const { url } = await server.listen('ws://127.0.0.1:0');
    const script: ArtilleryScript = {
      config: {
        target: options.target ?? url,
        engines: { 'app-server': options.own ?? {} },
        processor: options.processor,
      },
    };
    const events: (readonly unknown[])[] = [];
    const metrics: Metrics = { emit: (...event: readonly unknown[]) => void events.push(event) };
    const scenario = new AppServerEngine(script, undefined, helpers).createScenario({ flow }, metrics);
    const vars: Record<string, unknown> = { wish: 'hello' };
    const error = await new Promise<unknown>((resolve) => scenario({ vars }, (thrown) => resolve(thrown)));
    return { error, vars, events };
  }

  it('runs threads, turns in a loop and calls on one connection, and measures them', async () => {
    const { error, vars, events } = await play([
      { thread: {} },
      { loop: [{ turn: '{{ wish }}' }, { think: 1 }], count: 2 },
      {
        call: {
          method: 'thread/read',
          params: { threadId: '{{ threadId }}', includeTurns: true },
          capture: { json: '$.thread.id', as: 'read' },
        },
      },
    ]);
    expect(error).toBeNull();
    expect(vars.read).toBe(vars.threadId);
    expect(server?.received.paramsOf('turn/start')).toMatchObject([
      { threadId: vars.threadId, input: [{ text: 'hello' }] },
      { threadId: vars.threadId, input: [{ text: 'hello' }] },
    ]);
    expect(server?.received.paramsOf('initialize')).toHaveLength(1);
    expect(events.filter(([event]) => event === 'started')).toHaveLength(1);
    const timed = events.filter(([event]) => event === 'histogram').map(([, name]) => name);
    expect(timed).toEqual([
      'app_server.connect',
      'app_server.call.thread/start',
      ...['turn_start', 'first_delta', 'turn', 'turn_start', 'first_delta', 'turn'].map(
        (name) => `app_server.${name}`,
      ),
      'app_server.call.thread/read',
    ]);
    for (const [event, , value] of events) if (event === 'histogram') expect(value).toBeGreaterThanOrEqual(0);
  });

  it('starts a thread for a turn that names none', async () => {
    const { error, vars } = await play([{ turn: { text: 'hi', params: { effort: 'low' } } }]);
    expect(error).toBeNull();
    expect(server?.received.paramsOf('turn/start')).toMatchObject([
      { threadId: vars.threadId, effort: 'low' },
    ]);
  });

  it.each([
    ['overload:method=model/list', [{ call: { method: 'model/list' } }], 'app_server.overloaded'],
    [
      undefined,
      [{ call: { method: 'thread/read', params: { threadId: 'none' } } }],
      'app_server.refused.-32600',
    ],
    [undefined, [{ turn: 'fail' }], 'app_server.turn_failed'],
    ['disconnect:method=model/list', [{ call: { method: 'model/list' } }], 'app_server.closed'],
    [
      undefined,
      [{ call: { method: 'model/list', match: { json: '$.nextCursor', value: 'more' } } }],
      'app_server.match_failed',
    ],
    [
      undefined,
      [{ call: { method: 'model/list', capture: { json: '$.nothing', as: 'x' } } }],
      'app_server.capture_failed',
    ],
  ])('counts what went wrong by a name: %s', async (fault, flow, name) => {
    const { error, events } = await play(flow, { faults: fault === undefined ? [] : [fault] });
    expect(error).toBeInstanceOf(Error);
    expect(events.filter(([event]) => event === 'error')).toEqual([['error', name]]);
  });

  it('counts a server that is not there', async () => {
    const { events } = await play([{ turn: 'hi' }], { target: 'ws://127.0.0.1:9' });
    expect(events).toEqual([['started'], ['error', 'app_server.unreachable']]);
  });

  it('calls functions of the processor, with a callback and with a promise', async () => {
    const { error, vars } = await play([{ function: 'one' }, { function: 'two' }], {
      processor: {
        one: (context: Context, _events: unknown, done: () => void) => {
          context.vars.one = 1;
          done();
        },
        two: async (context: Context) => {
          context.vars.two = 2;
        },
      },
    });
    expect([error, vars.one, vars.two]).toEqual([null, 1, 2]);
  });

  it.each([
    [[{ tunr: 'hi' }], {}, 'no step tunr'],
    [[{ function: 'none' }], {}, 'no function none'],
    [[], { target: 'http://127.0.0.1:1' }, 'config.target has to be a ws://'],
    [[], { own: { serverRequests: 'perhaps' } }, 'serverRequests perhaps is none of'],
  ])('refuses a script that means nothing, before it starts: %j %j', async (flow, options, message) => {
    await expect(play(flow, options)).rejects.toThrow(message);
  });
});
