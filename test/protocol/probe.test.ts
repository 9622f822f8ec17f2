import { describe, expect, it } from 'vitest';
import { mayBeProbed, probe } from '../../scripts/generate/probe.js';

describe('a probe', () => {
  const nowhere = '/no/such/binary';

  it.each([
    'initialize',
    'fs/remove',
    'command/exec',
    'process/spawn',
    'thread/shellCommand',
    'feedback/upload',
    'plugin/install',
    'marketplace/add',
    'config/value/write',
    'config/batchWrite',
    'skills/config/write',
    'modelProvider/config/write',
    'externalAgentConfig/import',
    'windowsSandbox/setupStart',
  ])('is refused before anything starts when it asks for %s', async (method) => {
    await expect(probe(nowhere, [{ method: 'thread/list' }, { method }])).rejects.toThrow(
      `${method} must not be put to a server`,
    );
  });

  it('is refused on a ready server unless someone has called the method harmless', async () => {
    await expect(probe(nowhere, [{ method: 'thread/archive' }], {})).rejects.toThrow('must not be put');
    await expect(probe(nowhere, [{ method: 'initialize' }], {})).rejects.toThrow('must not be put');
    await expect(probe(nowhere, [{ method: 'fs/remove' }], {})).rejects.toThrow('must not be put');
    const run = { method: 'command/exec', params: { command: ['ls'] } };
    await expect(probe(nowhere, [run], {})).rejects.toThrow('it would run a command');
  });

  it('may ask what only reads or is refused', () => {
    expect(mayBeProbed('thread/start')).toBe(true);
    expect(mayBeProbed('account/login/start')).toBe(true);
  });
});
