// Turns and their items: what begins ends, once.

import { listAt, textAt } from '../../util/peek.js';
import type { LintFrame, Rule } from '../rule.js';

/** The thread that was joined by this answer while a turn ran: what began before it was not seen. */
function joinedTurns({ dir, kind, method, result }: LintFrame): string[] {
  if (dir !== 'in' || kind !== 'success' || method !== 'thread/resume') return [];
  return listAt(result, 'thread', 'turns')
    .filter((turn) => textAt(turn, 'status') === 'inProgress')
    .flatMap((turn) => textAt(turn, 'id') ?? []);
}

export const turnsEndOnce: Rule = {
  id: 'turns-end-once',
  sentence: 'Every turn that started completes exactly once, and none completes that did not start.',
  source: 'measured: turn/started and turn/completed come in pairs, failures and interrupts included',
  level: 'error',
  start() {
    const open = new Set<string>();
    const ended = new Set<string>();
    return {
      frame(frame, report) {
        for (const turn of joinedTurns(frame)) open.add(turn);
        const turn = textAt(frame.params, 'turn', 'id');
        if (frame.dir !== 'in' || turn === undefined) return;
        if (frame.method === 'turn/started') {
          if (open.has(turn) || ended.has(turn)) report(`turn ${turn} started twice.`);
          open.add(turn);
        } else if (frame.method === 'turn/completed') {
          if (ended.has(turn)) report(`turn ${turn} completed twice.`);
          else if (!open.delete(turn)) report(`turn ${turn} completed and had never started.`);
          ended.add(turn);
        }
      },
      end(report) {
        for (const turn of open) report(`turn ${turn} started and never completed.`);
      },
    };
  },
};

export const answerBeforeTurn: Rule = {
  id: 'answer-before-turn',
  sentence: 'turn/start is answered before the turn it began is announced.',
  source: 'measured: nearly always; 0.169.0 with no time to spare announces first',
  level: 'note',
  start() {
    const answered = new Set<string>();
    let waiting = 0;
    return {
      frame({ dir, kind, method, params, result }, report) {
        if (method === 'turn/start' && dir === 'out' && kind === 'request') waiting += 1;
        if (method === 'turn/start' && dir === 'in' && kind !== 'request') {
          waiting -= 1;
          answered.add(textAt(result, 'turn', 'id') ?? '');
        }
        const turn = textAt(params, 'turn', 'id');
        if (dir !== 'in' || method !== 'turn/started' || turn === undefined || answered.has(turn)) return;
        // Others start turns too; only an unanswered request of this very connection may have been overtaken.
        if (waiting > 0) report(`turn/started of ${turn} came before the answer to turn/start.`);
      },
    };
  },
};

export const itemsEndOnce: Rule = {
  id: 'items-end-once',
  sentence:
    'Every item that started completes exactly once; only a declined command completes without a start.',
  source: 'measured: item/started and item/completed; a background command may end after its turn',
  level: 'error',
  start() {
    const open = new Map<string, { turn: string | undefined; type: string | undefined }>();
    const ended = new Set<string>();
    const joined = new Set<string>();
    return {
      frame(frame, report) {
        for (const turn of joinedTurns(frame)) joined.add(turn);
        const { dir, method, params } = frame;
        if (dir !== 'in') return;
        const turn = textAt(params, 'turnId');
        const [id, type] = [textAt(params, 'item', 'id'), textAt(params, 'item', 'type')];
        if (method === 'turn/completed') {
          const ending = textAt(params, 'turn', 'id');
          const wasCut = textAt(params, 'turn', 'status') !== 'completed';
          for (const [key, item] of open) {
            if (item.turn !== ending || item.type === 'commandExecution') continue;
            open.delete(key);
            // What streamed when a turn failed or was stopped has no end.
            if (!wasCut)
              report(`${item.type ?? 'item'} ${key.split(' ')[1] ?? ''} was open when its turn completed.`);
          }
        }
        if (id === undefined) return;
        const key = `${turn ?? ''} ${id}`;
        if (method === 'item/started') open.set(key, { turn, type });
        if (method !== 'item/completed') return;
        const isDeclined = textAt(params, 'item', 'status') === 'declined';
        if (ended.has(key)) report(`${type ?? 'item'} ${id} completed twice.`);
        else if (!open.delete(key) && !isDeclined && !joined.has(turn ?? '')) {
          report(`${type ?? 'item'} ${id} completed and had never started.`);
        }
        ended.add(key);
      },
    };
  },
};

export const deltasOfSeenItems: Rule = {
  id: 'deltas-of-seen-items',
  sentence: 'A delta belongs to an item that has started and not yet completed.',
  source: 'measured: item/started, deltas, item/completed; a joiner may miss the start',
  level: 'error',
  start() {
    const open = new Set<string>();
    const joined = new Set<string>();
    return {
      frame(frame, report) {
        for (const turn of joinedTurns(frame)) joined.add(turn);
        const { dir, method = '', params } = frame;
        if (dir !== 'in') return;
        const item = textAt(params, 'item', 'id');
        if (method === 'item/started' && item !== undefined) open.add(item);
        if (method === 'item/completed' && item !== undefined) open.delete(item);
        const [of, turn] = [textAt(params, 'itemId'), textAt(params, 'turnId')];
        if (!/^item\/.*[dD]elta$/.test(method) || of === undefined) return;
        if (!open.has(of) && !joined.has(turn ?? '')) report(`${method} for item ${of}, which is not open.`);
      },
    };
  },
};
