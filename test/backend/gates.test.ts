import { describe, expect, it } from 'vitest';
import { Gates } from '../../src/backend/gates.js';
import { fakeClock, settled } from '../util/fake-clock.js';

function walkers(
  gates: Gates,
  gate: string,
  count: number,
): { readonly passed: () => number; readonly leave: () => void } {
  const control = new AbortController();
  let passed = 0;
  for (let index = 0; index < count; index += 1) {
    void gates.pass(gate, control.signal).then(() => {
      passed += 1;
    });
  }
  return { passed: () => passed, leave: () => control.abort() };
}

describe('Gates', () => {
  it('hold until opened, and then hold nobody', async () => {
    const gates = new Gates(fakeClock());
    const { passed } = walkers(gates, 'g', 2);
    await settled();
    expect(passed()).toBe(0);
    expect(gates.waiting()).toEqual({ g: 2 });
    gates.open('g');
    await settled();
    expect(passed()).toBe(2);
    const late = walkers(gates, 'g', 1);
    await settled();
    expect(late.passed()).toBe(1);
    expect(gates.waiting()).toEqual({});
  });

  it('let one batch through at a step', async () => {
    const gates = new Gates(fakeClock());
    const first = walkers(gates, 'g', 1);
    expect(gates.step('g')).toBe(1);
    const second = walkers(gates, 'g', 1);
    await settled();
    expect([first.passed(), second.passed()]).toEqual([1, 0]);
    expect(gates.step('other')).toBe(0);
  });

  it('can be closed again', async () => {
    const gates = new Gates(fakeClock());
    gates.open('g');
    gates.close('g');
    const { passed } = walkers(gates, 'g', 1);
    await settled();
    expect(passed()).toBe(0);
  });

  it('let go of who leaves', async () => {
    const gates = new Gates(fakeClock());
    const { passed, leave } = walkers(gates, 'g', 1);
    leave();
    await settled();
    expect(passed()).toBe(1);
    expect(gates.waiting()).toEqual({});
  });

  it('tell when somebody waits, before or after the question', async () => {
    const gates = new Gates(fakeClock());
    const later = gates.waitForHold('g', 1000);
    walkers(gates, 'g', 1);
    await expect(later).resolves.toBeUndefined();
    await expect(gates.waitForHold('g', 1000)).resolves.toBeUndefined();
  });

  it('give up waiting after the time given, and name the gate', async () => {
    const clock = fakeClock();
    const refusal = new Gates(clock).waitForHold('g', 1000).catch((thrown: unknown) => thrown);
    await clock.advanceAsync(1000);
    expect(await refusal).toMatchObject({ code: 'timeout', message: expect.stringContaining('"g"') });
  });
});
