import { describe, expect, it } from 'vitest';
import { run } from '../harness.js';

/** What the shell is offered for a command line that ends in the last word. */
async function offered(...words: string[]): Promise<string[]> {
  const { code, stdout } = await run(['complete', '--line', '--', ...words]);
  expect(code).toBe(0);
  return stdout
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '')
    .filter((line) => line !== '');
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
    expect(await offered('call', 'turn/start', '--field', 'input[0].type=localI')).toEqual([
      'input[0].type=localImage',
    ]);
    expect(await offered('call', 'thread/read', '--field', 'includeTurns=')).toEqual([
      'includeTurns=true',
      'includeTurns=false',
    ]);
  });

  it('offers nothing where a file, a text or nothing is meant', async () => {
    for (const words of [
      ['show', ''],
      ['call', 'turn/start', ''],
      ['call', 'turn/start', '@'],
      ['send-message', 'hel'],
      ['model-list', ''],
      ['record', 'x.jsonl', '--', 'codex', '--'],
      ['call', 'turn/start', '--url', ''],
    ])
      expect(await offered(...words)).toEqual([]);
  });

  it('offers what may be waited for, versions and choices', async () => {
    expect(await offered('call', 'turn/start', '--until', 'turn/com')).toEqual(['turn/completed']);
    expect(await offered('list', '--profile', '0.1')).toEqual(['0.169.0', '0.118.0']);
    expect(await offered('list', '--approve', 'dec')).toEqual(['decline']);
    expect(await offered('list', '--profile=0.16')).toEqual(['--profile=0.169.0']);
    expect(await offered('replay', 'x.jsonl', '--as', '')).toEqual(['server', 'client']);
    expect(await offered('tap', '--fault', 'dis')).toEqual(['disconnect']);
    expect(await offered('conform', 'turns/plain', '')).toContain('turns/plain-text');
    expect(await offered('drift', '0.1')).toEqual(['0.169.0', '0.118.0']);
  });

  it('offers the options of the command and the global ones', async () => {
    expect(await offered('call', '--un')).toEqual(['--until', '--unchecked']);
    expect(await offered('call', '--time')).toEqual(['--timeout']);
  });

  it.each(['bash', 'zsh', 'fish', 'powershell'])(
    'prints a script for %s that asks this command',
    async (shell) => {
      expect(await run(['complete', shell])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('complete --line'),
      });
    },
  );

  it('wants to know the shell', async () => {
    expect(await run(['complete'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('For which shell?'),
    });
  });
});
