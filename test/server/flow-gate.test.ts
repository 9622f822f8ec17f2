import { describe, expect, test } from 'vitest';
import { FlowGate } from '../../src/server/flow-gate.js';

const never = new AbortController().signal;

describe('the flow gate', () => {
  test('is open while nobody is behind', async () => {
    const gate = new FlowGate();
    expect(gate.isOpen).toBe(true);
    await gate.whenOpen(never);
  });

  test('opens when the last one has caught up', async () => {
    const gate = new FlowGate();
    const [a, b] = [{}, {}];
    gate.shut(a);
    gate.shut(b);
    let isThrough = false;
    const through = gate.whenOpen(never).then(() => {
      isThrough = true;
    });
    gate.release(a);
    await Promise.resolve();
    expect(isThrough).toBe(false);
    gate.release(b);
    await through;
    expect(gate.isOpen).toBe(true);
  });

  test('lets go of a turn that is interrupted while it waits', async () => {
    const gate = new FlowGate();
    gate.shut({});
    const turn = new AbortController();
    const waiting = gate.whenOpen(turn.signal);
    turn.abort(new Error('interrupted'));
    await expect(waiting).rejects.toThrow('interrupted');
  });
});
