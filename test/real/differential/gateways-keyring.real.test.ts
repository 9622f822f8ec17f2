// Tokens of gateways behind a passphrase in a keyring, for which neither server says what the other would not.
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { type GatewayWorld, world } from '../support/gateway-world.js';
import { hasKeyringSession, startKeyringSession } from '../support/keyring-session.js';
import { freshFolder } from '../support/target.js';

describe.skipIf(!hasKeyringSession())('gateways and keyrings, ours beside the real 0.169.0', () => {
  it('keep tokens behind a keyring that the other server takes', async () => {
    const configOf = (config: string): string => config.replace('"file"', '"keyring"');
    const alone = async (world: GatewayWorld): Promise<void> => {
      await world.signIn();
      await world.turn(await world.startThread());
    };
    const sides = ['ours', 'real'] as const;
    const [ours, real] = await Promise.all(sides.map((side) => world(side, alone, { configOf })));
    expect(ours).toEqual(real);
    for (const [first, second] of [['real', 'ours'] as const, ['ours', 'real'] as const]) {
      const home = freshFolder('gateway-keyring');
      const session = await startKeyringSession(home);
      const backend = await createBackend({ script: { otherwise: 'default' } }).listen();
      const options = {
        home,
        env: session.env,
        configOf: () => configOf(backend.codexConfig({ gateway: true })),
      };
      try {
        await world(first, (one) => one.signIn(), options);
        const seen = await world(second, async (other) => other.turn(await other.startThread()), options);
        expect(JSON.stringify(seen)).toContain('"status":"completed"');
      } finally {
        await backend.close();
        await session.end();
        rmSync(home, { recursive: true, force: true, maxRetries: 3 });
      }
    }
  });
});
