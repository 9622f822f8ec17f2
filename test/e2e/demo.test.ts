import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from './binary.js';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.destroy());

describe('the demo', () => {
  it('tells the whole story, and all of it holds', async () => {
    const { code, stdout } = await world.run(['demo']);
    expect(code).toBe(0);
    expect(stdout.match(/^✓ /gm)).toHaveLength(11);
    expect(stdout).not.toContain('✗');
  }, 30_000);
});
