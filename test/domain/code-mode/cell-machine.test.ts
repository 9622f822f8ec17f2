import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CellInput,
  type CellState,
  NEW_CELL,
  step,
} from '../../../src/domain/code-mode/cell-machine.js';

function played(...inputs: CellInput[]): string[] {
  let state: CellState = NEW_CELL;
  return inputs.flatMap((input) => {
    const { state: next, effects } = step(state, input);
    state = next;
    return effects.map((effect) =>
      effect.type === 'tell' ? `${effect.status}${effect.error === null ? '' : `: ${effect.error}`}` : 'stop',
    );
  });
}

const watched: CellInput = { type: 'watched', stops: false };
const stopped: CellInput = { type: 'watched', stops: true };
const yielded: CellInput = { type: 'yielded' };
const elapsed: CellInput = { type: 'elapsed' };
const killed: CellInput = { type: 'killed' };
const ended = (error: string | null): CellInput => ({ type: 'ended', error });

describe('a script', () => {
  test('is told of when it ends, yields, or has been waited for long enough', () => {
    expect(played(watched, ended(null))).toEqual(['completed']);
    expect(played(watched, ended('why'))).toEqual(['failed: why']);
    expect(played(watched, yielded, watched, elapsed)).toEqual(['running', 'running']);
  });

  test('that ends while nobody waits is told of once, also to whoever wants it to end', () => {
    expect(played(watched, elapsed, ended(null), stopped, watched)).toEqual(['running', 'completed']);
    expect(played(ended('why'), watched)).toEqual(['failed: why']);
  });

  test('is stopped at once by whoever wants it to end, and silently when it is killed', () => {
    expect(played(stopped, ended(null))).toEqual(['stop', 'terminated']);
    expect(played(watched, killed, ended(null))).toEqual(['stop']);
    expect(played(ended(null), killed, watched)).toEqual([]);
  });

  test('that yields while nobody waits goes on', () => {
    expect(played(yielded, elapsed, watched, ended(null))).toEqual(['completed']);
  });

  test('tells at most once for each who waits, and one end', () => {
    const input = fc.constantFrom(watched, stopped, yielded, elapsed, killed, ended(null), ended('x'));
    fc.assert(
      fc.property(fc.array(input, { maxLength: 12 }), (inputs) => {
        const told = played(...inputs).filter((word) => word !== 'stop');
        expect(told.length).toBeLessThanOrEqual(inputs.filter(({ type }) => type === 'watched').length);
        expect(told.filter((word) => word !== 'running').length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
