// Requests and answers, in both directions.

import { numberAt, textAt } from '../../util/peek.js';
import type { LintFrame, Rule } from '../rule.js';

const who = { in: 'server', out: 'client' } as const;

function isAnswer({ kind }: LintFrame): boolean {
  return kind === 'success' || kind === 'failure';
}

function other(dir: LintFrame['dir']): LintFrame['dir'] {
  return dir === 'in' ? 'out' : 'in';
}

/** The request that serverRequest/resolved speaks of; `1` and `"1"` are two. */
function requestIdIn(params: unknown): string | number | undefined {
  return textAt(params, 'requestId') ?? numberAt(params, 'requestId');
}

export const idsReused: Rule = {
  id: 'ids-reused',
  sentence: 'An id is not used again while its request is unanswered.',
  source: 'JSON-RPC 2.0; measured: both requests are answered, and nobody can tell which is which',
  level: 'error',
  start() {
    const open = { in: new Set<unknown>(), out: new Set<unknown>() };
    return {
      frame(frame, report) {
        const { dir, kind, id } = frame;
        if (isAnswer(frame)) open[other(dir)].delete(id);
        if (kind !== 'request') return;
        if (open[dir].has(id)) report(`The ${who[dir]} used id ${String(id)} again before it was answered.`);
        open[dir].add(id);
      },
    };
  },
};

export const answersAsked: Rule = {
  id: 'answers-asked',
  sentence: 'Every answer belongs to a request that came before it.',
  source: 'JSON-RPC 2.0',
  level: 'error',
  start() {
    const open = { in: new Map<unknown, number>(), out: new Map<unknown, number>() };
    return {
      frame(frame, report) {
        const { dir, kind, id } = frame;
        if (kind === 'request') open[dir].set(id, (open[dir].get(id) ?? 0) + 1);
        if (!isAnswer(frame)) return;
        const asked = open[other(dir)];
        const left = asked.get(id) ?? 0;
        if (left === 0)
          report(`The ${who[dir]} answered id ${String(id)}, which nobody asked, or answered it twice.`);
        else asked.set(id, left - 1);
      },
    };
  },
};

export const requestsAnswered: Rule = {
  id: 'requests-answered',
  sentence: 'Every request is answered, or was resolved by somebody else.',
  source: 'JSON-RPC 2.0; serverRequest/resolved for questions that others answered',
  level: 'error',
  start() {
    const open = { in: new Map<unknown, string>(), out: new Map<unknown, string>() };
    return {
      frame(frame) {
        const { dir, kind, id, method, params } = frame;
        if (kind === 'request')
          open[dir].set(id, `${method ?? 'a request'} of the ${who[dir]} (id ${String(id)})`);
        if (isAnswer(frame)) open[other(dir)].delete(id);
        if (method === 'serverRequest/resolved') open.in.delete(requestIdIn(params));
      },
      end(report) {
        for (const what of [...open.in.values(), ...open.out.values()]) report(`${what} was never answered.`);
      },
    };
  },
};

export const resolvedAsked: Rule = {
  id: 'resolved-asked',
  sentence: 'serverRequest/resolved names a request that was sent to this connection.',
  source: 'measured: it goes to those who were asked',
  level: 'error',
  start() {
    const asked = new Set<unknown>();
    return {
      frame({ dir, kind, id, method, params }, report) {
        if (dir !== 'in') return;
        if (kind === 'request') asked.add(id);
        if (method !== 'serverRequest/resolved') return;
        const requestId = requestIdIn(params);
        if (!asked.has(requestId))
          report(`serverRequest/resolved names ${requestId ?? 'no request'}, which was never asked here.`);
      },
    };
  },
};
