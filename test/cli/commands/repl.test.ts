import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseLine } from '../../../src/cli/repl/parse-line.js';
import { THREAD, talkative } from '../../client/fake-server.js';
import { against } from '../harness.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'astc-repl-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const handlers = {
  ...talkative(['One ', 'two.']),
  'model/list': () => ({ data: [], nextCursor: null }),
  'thread/archive': () => ({}),
  'thread/resume': () => ({ thread: { id: THREAD, turns: [], status: { type: 'idle' } }, model: 'm' }),
};

async function typing(...lines: string[]) {
  return against(handlers, ['repl'], { lines, env: { HOME: home } });
}

describe('repl', () => {
  it('calls methods, with params as JSON over several lines or as fields', async () => {
    const ran = await typing(
      '# a remark',
      'model/list {',
      '  "limit": 3',
      '}',
      `thread/archive threadId=${THREAD}`,
    );
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.server?.asked('model/list')).toEqual([{ limit: 3 }]);
    expect(ran.server?.asked('thread/archive')).toEqual([{ threadId: THREAD }]);
    expect(ran.stdout).toContain('"nextCursor": null');
  });

  it('talks to a thread that it starts when there is none, one turn after the other', async () => {
    const ran = await typing('.say one', '.say two', '.exit', 'model/list');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.server?.asked('thread/start')).toHaveLength(1);
    expect(ran.server?.asked('turn/start')).toMatchObject([
      { threadId: THREAD, input: [{ text: 'one' }] },
      { threadId: THREAD, input: [{ text: 'two' }] },
    ]);
    expect(ran.stdout.match(/One two\./g)).toHaveLength(2);
    expect(ran.server?.asked('model/list')).toEqual([]);
  });

  it('goes on with a thread that was resumed', async () => {
    const ran = await typing(`.use ${THREAD}`, '.say hi');
    expect(ran.server?.asked('thread/start')).toEqual([]);
    expect(ran.server?.asked('turn/start')).toHaveLength(1);
  });

  it('goes on after a line that failed, and exits 1 in the end when it is a script', async () => {
    const ran = await typing('thread/archive threadid=1', 'no/such', '.nothing', '.interrupt', 'model/list');
    expect(ran).toMatchObject({ code: 1, stderr: /4 lines failed/ });
    expect(ran.stderr).toMatch(/do not fit thread\/archive/);
    expect(ran.stderr).toMatch(/has no method no\/such/);
    expect(ran.stderr).toMatch(/\.nothing is no command here/);
    expect(ran.server?.asked('model/list')).toHaveLength(1);
  });
});

describe('a line at the prompt', () => {
  it.each([
    ['', { kind: 'nothing' }],
    ['.say  hello  there', { kind: 'command', name: 'say', rest: 'hello  there' }],
    ['model/list', { kind: 'call', method: 'model/list', params: undefined }],
    ['a/b {"c": "}"}', { kind: 'call', method: 'a/b', params: { c: '}' } }],
    ['a/b {"c": [', { kind: 'incomplete' }],
    ['a/b {"c": "', { kind: 'incomplete' }],
    [
      'a/b c.d=1 e="two words" f=text',
      { kind: 'call', method: 'a/b', params: { c: { d: 1 }, e: 'two words', f: 'text' } },
    ],
  ])('%j', (line, meaning) => {
    expect(parseLine(line)).toEqual(meaning);
  });

  it('is refused when its JSON is closed and wrong', () => {
    expect(() => parseLine('a/b {c}')).toThrow(/no JSON/);
  });
});
