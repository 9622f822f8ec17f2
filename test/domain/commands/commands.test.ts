import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandActions } from '../../../src/domain/commands/command-actions.js';
import { parseScript } from '../../../src/domain/commands/script.js';
import { isTrustedReadOnly } from '../../../src/domain/commands/trusted.js';
import { inShort } from './in-short.js';
import { OBSERVED } from './observed.js';

const shell = (script: string): string[] => ['/bin/bash', '-lc', script];
const OLD = { cwd: '/work', rules: { plainWordsOnly: false, readPathsAreAbsolute: false } };
const NEW = { cwd: '/work', rules: { plainWordsOnly: true, readPathsAreAbsolute: true } };

describe('a command as the real server sees it', () => {
  it.each(OBSERVED)('%s', (script, isTrusted, actions) => {
    expect(isTrustedReadOnly(shell(script))).toBe(isTrusted);
    expect(inShort(commandActions(shell(script), OLD))).toBe(actions);
  });
});

describe('a command that only reads in the eyes of the real server', () => {
  it.each([
    ['a program of the same name in another folder', './ls'],
    ['a file that uniq writes', 'uniq a b'],
    ['a pager of the repository’s choice', 'git --paginate log'],
    ['decompressors among short options', 'rg -lz x'],
    ['a glob that may become an option', 'find *'],
    ['a shortened option', 'git log --outp=x'],
  ])('is not trusted with %s', (_, script) => {
    expect(isTrustedReadOnly(shell(script))).toBe(false);
  });

  it('is trusted where a glob can only become what it reads', () => {
    expect(isTrustedReadOnly(shell('ls *.txt'))).toBe(true);
    expect(isTrustedReadOnly(['/usr/bin/git', 'status'])).toBe(true);
  });
});

describe('the actions of a command', () => {
  it('show the words of each command as a shell reads them', () => {
    expect(commandActions(shell('cat a.txt | sed -n 1,2p'), OLD)).toEqual([
      { type: 'read', command: 'cat a.txt | sed -n 1,2p', name: 'a.txt', path: 'a.txt' },
    ]);
    expect(commandActions(shell('ls --color=always "x\'y" && rg "a b"'), OLD)).toEqual([
      { type: 'listFiles', command: `ls '--color=always' "x'y"`, path: "x'y" },
      { type: 'search', command: "rg 'a b'", query: 'a b', path: null },
    ]);
    expect(commandActions(shell('git  status  && ls'), OLD)).toEqual([
      { type: 'unknown', command: 'git  status  && ls' },
    ]);
  });

  it('are those of the words when no shell is asked', () => {
    expect(commandActions(['cat', 'a b'], OLD)).toEqual([
      { type: 'read', command: "cat 'a b'", name: 'a b', path: 'a b' },
    ]);
  });

  it('name absolute files and understand plain words only, in newer versions', () => {
    expect(inShort(commandActions(shell('cd src && cat ../a.txt'), NEW))).toBe('read a.txt at /work/a.txt');
    for (const script of ['ls *.txt', 'ls ~', 'ls {a,b}', 'ls a\\ b', 'cat "a\\"b"', 'cat a^b']) {
      expect(inShort(commandActions(shell(script), NEW))).toBe('unknown');
    }
  });
});

describe('a script', () => {
  it('is words and what joins them', () => {
    const commands = parseScript(`cat 'a b'"c"d && ls\n\nrg x|head;true`);
    expect(commands?.map(({ words, joinedBy }) => [joinedBy, ...words.map(({ text }) => text)])).toEqual([
      [null, 'cat', 'a bcd'],
      ['&&', 'ls'],
      [';', 'rg', 'x'],
      ['|', 'head'],
      [';', 'true'],
    ]);
  });

  it.each([
    'ls > x',
    'ls 2>x',
    'ls < x',
    'ls >> x',
    'ls &',
    'ls & rm x',
    'ls |& rm',
    'ls;;',
    '(ls)',
    '{ ls; }',
    '$(rm x)',
    'echo `rm x`',
    'echo "$(rm x)"',
    'echo "`rm x`"',
    'echo $HOME',
    'FOO=1 ls',
    'FOO+=1 ls',
    'if true; then rm x; fi',
    '! ls',
    '[[ a ]]',
    '[ a ]',
    'ls &&',
    '&& ls',
    'ls | | cat',
    "echo 'open",
    'echo "open',
    'echo end\\',
    'ls # x',
    'ls <(rm x)',
    'cat <<EOF\nEOF',
    'echo \\\nrm',
    'function f',
    '',
    '   ',
    'l{s,x}',
    '~/ls',
    'ls\rrm',
  ])('is not understood: %j', (script) => {
    expect(parseScript(script)).toBeNull();
    expect(isTrustedReadOnly(shell(script))).toBe(false);
  });
});

// Everything that can write, however it is dressed up, next to commands that only read.
const WRITERS = [
  ['rm', 'x'],
  ['tee', 'x'],
  ['touch', 'x'],
  ['cp', 'a', 'b'],
  ['dd', 'of=x'],
  ['sed', '-i', 's/a/b/', 'x'],
  ['find', '.', '-delete'],
  ['find', '.', '-exec', 'rm', '{}', '+'],
  ['find', '.', '-fprint0', 'x'],
  ['git', 'commit'],
  ['git', 'diff', '--output=x'],
  ['git', 'branch', 'new'],
  ['git', '-c', 'a.b=c', 'status'],
  ['git', 'log', '--output', 'x'],
  ['base64', '-o', 'x'],
  ['uniq', 'a', 'b'],
  ['rg', '--pre', 'x', 'y'],
  ['bash', 'x'],
  ['bash', '-c', 'rm x'],
  ['env', 'rm', 'x'],
  ['xargs', 'rm'],
  ['sort', '-o', 'x'],
  ['awk', 'x'],
  ['sed', '-n', '1w x'],
  ['sed', '-n', '1p', '-i', 'x'],
  ['curl', 'x'],
  ['python3', '-c', 'x'],
  ['./cat'],
  ['node'],
] as const;
const READERS = [
  ['ls', '-la'],
  ['cat', 'x'],
  ['rg', 'x'],
  ['git', 'status'],
  ['head', '-n', '5'],
  ['true'],
] as const;

const bare = fc.constantFrom(...WRITERS);
const operator = fc.constantFrom(' && ', ' || ', '; ', ' | ', '\n');
const quote = fc.constantFrom(
  (word: string) => `'${word}'`,
  (word: string) => `"${word}"`,
  (word: string) => (/^[\w./=+-]+$/.test(word) ? word : `'${word}'`),
  (word: string) => `${word.slice(0, 1).replace(/\W/, "'$&'")}'${word.slice(1)}'`,
);
const written = (words: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> =>
  fc
    .tuple(words, fc.array(quote, { minLength: 8, maxLength: 8 }))
    .map(([list, quotes]) => list.map((word, at) => quotes[at % quotes.length]?.(word) ?? word).join(' '));

describe('a script that holds a writing command', () => {
  it('is never trusted, whatever stands around it and however it is quoted', () => {
    const reading = fc.array(fc.tuple(written(fc.constantFrom(...READERS)), operator), { maxLength: 3 });
    fc.assert(
      fc.property(reading, written(bare), reading, (before, writer, after) => {
        const script =
          before.map(([command, joint]) => command + joint).join('') +
          writer +
          after.map(([command, joint]) => joint + command).join('');
        expect(isTrustedReadOnly(shell(script))).toBe(false);
        expect(isTrustedReadOnly(shell(`bash -lc '${script.replaceAll("'", `'\\''`)}'`))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('is never trusted as words', () => {
    expect(WRITERS.filter((words) => isTrustedReadOnly(words))).toEqual([]);
  });

  it('is never trusted when a trusted one is given a way to write', () => {
    const reading = written(fc.constantFrom(...READERS));
    const way = fc.constantFrom(
      '> x',
      '>> x',
      '>| x',
      '2> x',
      '&> x',
      '| tee x',
      '$(rm x)',
      '`rm x`',
      '<(rm x)',
      '& rm x',
    );
    fc.assert(
      fc.property(reading, way, (command, addition) => {
        expect(isTrustedReadOnly(shell(`${command} ${addition}`))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(Object.getOwnPropertyNames(Object.prototype))(
    'is not trusted for a name that every table has: %s',
    (name) => {
      expect(isTrustedReadOnly([name, '/tmp/x'])).toBe(false);
      expect(isTrustedReadOnly(['bash', '-lc', `${name} x`])).toBe(false);
      expect(commandActions(shell(`${name} x`), OLD)).toMatchObject([{ type: 'unknown' }]);
    },
  );

  it('and any text at all is parsed without a failure', () => {
    fc.assert(
      fc.property(fc.string(), (script) => {
        parseScript(script);
        commandActions(shell(script), OLD);
      }),
    );
  });
});
