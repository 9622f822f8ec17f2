import { afterEach, describe, expect, it, vi } from 'vitest';
import { run } from '../harness.js';

afterEach(() => vi.restoreAllMocks());

/** What the shell is offered for a command line that ends in the last word. */
async function offered(...words: string[]): Promise<string[]> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  expect((await run(['complete', '--', ...words])).code).toBe(0);
  const lines = log.mock.calls.flat().join('\n').split('\n');
  log.mockRestore();
  return lines
    .map((line) => line.split('\t')[0] ?? '')
    .filter((line) => line !== '' && !line.startsWith(':'));
}

describe('complete', () => {
  it('offers commands, and none of the hidden ones', async () => {
    expect(await offered('thread-')).toEqual(expect.arrayContaining(['thread-list', 'thread-resume']));
    expect(await offered('dem')).toEqual([]);
  });

  it('offers methods: those that can be called, or all that can be described', async () => {
    expect(await offered('call', 'turn/st')).toEqual(['turn/start', 'turn/steer']);
    expect(await offered('describe', 'turn/st')).toEqual(['turn/start', 'turn/steer', 'turn/started']);
    expect(await offered('--profile', '0.118.0', 'call', 'thread/rol')).toEqual(['thread/rollback']);
  });

  it('offers the fields of the method, nested ones too', async () => {
    expect(await offered('call', 'turn/interrupt', '--field', 't')).toEqual(['threadId=', 'turnId=']);
    expect(await offered('call', 'turn/start', '--field', 'input[0].ty')).toEqual(['input[0].type=']);
  });

  it('offers what may be waited for, versions and choices', async () => {
    expect(await offered('call', 'turn/start', '--until', 'turn/com')).toEqual(['turn/completed']);
    expect(await offered('list', '--profile', '0.1')).toEqual(['0.169.0', '0.118.0']);
    expect(await offered('list', '--approve', 'dec')).toEqual(['decline']);
  });

  it('offers the options of the command and the global ones', async () => {
    expect(await offered('call', '--un')).toEqual(['--until', '--unchecked']);
    expect(await offered('call', '--time')).toEqual(['--timeout']);
  });

  it.each(['bash', 'zsh', 'fish', 'powershell'])(
    'prints a script for %s that asks this command',
    async (shell) => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => {});
      expect((await run(['complete', shell])).code).toBe(0);
      expect(log.mock.calls.flat().join('\n')).toContain('astc complete');
    },
  );

  it('wants to know the shell', async () => {
    expect(await run(['complete'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('For which shell?'),
    });
  });
});
