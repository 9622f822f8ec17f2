import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogue, runScenarios, selectScenarios } from '../../src/conformance/index.js';
import { at, textAt } from '../../src/util/peek.js';
import { type Fault, faultyTarget, type Json, type Pass } from './faulty-target.js';

const drop = (fits: (frame: Json) => boolean): (() => Pass) => {
  return () => (frame, text) => (fits(frame) ? [] : [text]);
};
const change = (fits: (frame: Json) => boolean, to: (frame: Json) => void): (() => Pass) => {
  return () => (frame, text) => {
    if (!fits(frame)) return [text];
    to(frame);
    return [frame];
  };
};
const twice = (fits: (frame: Json) => boolean): (() => Pass) => {
  return () => (frame, text) => (fits(frame) ? [text, text] : [text]);
};
/** Keeps the first frame that fits until one that fits `after` has passed. */
const late = (fits: (frame: Json) => boolean, after: (frame: Json) => boolean): (() => Pass) => {
  return () => {
    let held: string | undefined;
    return (frame, text) => {
      if (held === undefined && fits(frame)) {
        held = text;
        return [];
      }
      if (held === undefined || !after(frame)) return [text];
      const waited = held;
      held = undefined;
      return [text, waited];
    };
  };
};
const isNews = (method: string) => (frame: Json) => frame.method === method;
const isStatus = (type: string) => (frame: Json) =>
  frame.method === 'thread/status/changed' && textAt(frame, 'params', 'status', 'type') === type;
const isRefusal = (frame: Json) => frame.error !== undefined;
const hasThread = (frame: Json) => at(frame, 'result', 'thread') !== undefined;
const set = (value: unknown, ...keys: string[]) => {
  return (frame: Json) => {
    const last = keys.at(-1) ?? '';
    const owner = at(frame, ...keys.slice(0, -1)) as Json | undefined;
    if (owner !== undefined) owner[last] = value;
  };
};

const faults: readonly Fault[] = [
  {
    what: 'idle is told after the end of the turn',
    caughtBy: 'turns/plain-text',
    out: late(isStatus('idle'), isNews('turn/completed')),
  },
  { what: 'turn/started is missing', caughtBy: 'turns/plain-text', out: drop(isNews('turn/started')) },
  {
    what: 'an unknown method is -32601',
    caughtBy: 'codes/unknown-method',
    out: change(isRefusal, set(-32601, 'error', 'code')),
  },
  { what: 'refusals are dropped', caughtBy: 'codes/wrong-type', out: drop(isRefusal) },
  { what: 'items complete twice', caughtBy: 'turns/user-message', out: twice(isNews('item/completed')) },
  {
    what: 'a joiner does not get the running turn',
    caughtBy: 'rejoin/running-turn',
    out: change(
      (frame) => textAt(frame, 'result', 'thread', 'status', 'type') === 'active',
      set([], 'result', 'thread', 'turns'),
    ),
  },
  {
    what: 'a joiner does not get the rest of the text',
    caughtBy: 'rejoin/running-turn',
    out: drop(
      (frame) => isNews('item/agentMessage/delta')(frame) && textAt(frame, 'params', 'delta') === 'b',
    ),
  },
  {
    what: 'deltas are lost',
    caughtBy: 'turns/deltas-add-up',
    out: drop(
      (frame) => isNews('item/agentMessage/delta')(frame) && textAt(frame, 'params', 'delta') === 'q',
    ),
  },
  {
    what: 'two deltas are swapped',
    caughtBy: 'turns/deltas-add-up',
    out: late(isNews('item/agentMessage/delta'), isNews('item/agentMessage/delta')),
  },
  {
    what: 'ids of answers become texts',
    caughtBy: 'handshake/initialized-is-optional',
    out: change(
      (frame) => frame.result !== undefined,
      (frame) => {
        frame.id = String(frame.id);
      },
    ),
  },
  {
    what: 'frames carry a jsonrpc member',
    caughtBy: 'threads/start',
    out: change(() => true, set('2.0', 'jsonrpc')),
  },
  {
    what: 'the thread of an answer has no cwd',
    caughtBy: 'threads/start-needs-params',
    out: change(hasThread, set(undefined, 'result', 'thread', 'cwd')),
  },
  {
    what: 'a notification that no version has',
    caughtBy: 'threads/start-needs-params',
    out: () => (_frame, text) => [text, { method: 'thread/exploded', params: {} }],
  },
  {
    what: 'opt-outs are forgotten',
    caughtBy: 'handshake/opt-out',
    in: change(isNews('initialize'), set([], 'params', 'capabilities', 'optOutNotificationMethods')),
  },
  {
    what: 'the experimental gate is open',
    caughtBy: 'gating/field',
    in: change(isNews('initialize'), set({ experimentalApi: true }, 'params', 'capabilities')),
  },
  {
    what: 'answers come twice',
    caughtBy: 'threads/loaded-list',
    out: twice((frame) => frame.result !== undefined),
  },
  {
    what: 'errors lose their data',
    caughtBy: 'codes/input-too-large',
    out: change(isRefusal, set(undefined, 'error', 'data')),
  },
  {
    what: 'interrupted turns complete',
    caughtBy: 'interrupt/running-turn',
    out: change(isNews('turn/completed'), set('completed', 'params', 'turn', 'status')),
  },
  {
    what: 'a thread is announced before it is answered',
    caughtBy: 'threads/start',
    out: late(hasThread, isNews('thread/started')),
  },
  { what: 'failures are not told', caughtBy: 'failures/http-500', out: drop(isNews('error')) },
  {
    what: 'pages have no cursor',
    caughtBy: 'list/pages',
    out: change(
      (frame) => at(frame, 'result', 'nextCursor') !== undefined,
      set(null, 'result', 'nextCursor'),
    ),
  },
  {
    what: 'the limit of a page is ignored',
    caughtBy: 'list/limit',
    in: change(isNews('thread/list'), set(null, 'params', 'limit')),
  },
  {
    what: 'a failed thread is idle',
    caughtBy: 'failures/http-500',
    out: change(isStatus('systemError'), set('idle', 'params', 'status', 'type')),
  },
  {
    what: 'a refusal is worded otherwise',
    caughtBy: 'handshake/not-initialized',
    out: change(isRefusal, set('not initialized', 'error', 'message')),
  },
  { what: 'big ids are rounded', caughtBy: 'framing/big-ids-are-exact', out: () => (frame) => [frame] },
  {
    what: 'the end of a thread is not told',
    caughtBy: 'subscriptions/idle-thread-unloads',
    out: drop(isNews('thread/closed')),
  },
  {
    what: 'a client that reads slowly misses something',
    caughtBy: 'stdio/slow-reader',
    out: () => {
      let count = 0;
      return (frame, text) => (isNews('item/agentMessage/delta')(frame) && ++count % 500 === 0 ? [] : [text]);
    },
  },
  {
    what: 'used tokens are not told',
    caughtBy: 'turns/token-usage',
    out: drop(isNews('thread/tokenUsage/updated')),
  },
];

const base = path.resolve('.cache', 'conform');
mkdirSync(base, { recursive: true });
const workDir = mkdtempSync(path.join(base, 'faults-'));
afterAll(() => rmSync(workDir, { recursive: true, force: true }));

const failures = async (fault: Fault, words: readonly string[], patienceMs: number): Promise<string[]> => {
  const target = await faultyTarget(fault);
  const scenarios = selectScenarios(catalogue, words);
  const { results } = await runScenarios({ target, scenarios, workDir, patienceMs });
  return results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
};

describe('a fault put into our server', () => {
  it.each(faults)('is caught: $what', async (fault) => {
    expect(await failures(fault, [fault.caughtBy], 1_000)).toContain(fault.caughtBy);
  });

  it('is what is caught: without one these scenarios hold', async () => {
    const words = [...new Set(faults.map(({ caughtBy }) => caughtBy))];
    expect(await failures({ what: 'none', caughtBy: '' }, words, 8_000)).toEqual([]);
  }, 60_000);
});
