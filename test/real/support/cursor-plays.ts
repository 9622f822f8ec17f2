// What is played with sessions of Cursor, on ours and on the real servers.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { item, NEW, type Play, readThreads } from './import-plays.js';

const FROM = { migrationSource: 'cursor' };
const WHEN = 1_790_000_000_000;

/** A project that is called after a folder that every machine has. */
const TRANSCRIPTS = 'user/.cursor/projects/tmp/agent-transcripts';

const lines = (...records: readonly object[]): string =>
  records.map((record) => JSON.stringify(record)).join('\n');
const said = (role: string, content: unknown, more: object = {}) => ({
  role,
  message: { content },
  cwd: '<home>/work',
  ...more,
});
const asked = (text: string, more: object = {}) => said('user', [{ type: 'text', text }], more);
const answered = (text: string, more: object = {}) => said('assistant', [{ type: 'text', text }], more);

const QUESTIONS = [
  '<cursor_commands>\nc\n</cursor_commands>\n<user_query>\ndeep\n</user_query>',
  '  <timestamp>T</timestamp>  <user_query>x</user_query>  ',
  '<timestamp>T</timestamp><cursor_commands>c</cursor_commands><timestamp>U</timestamp><user_query>after</user_query>',
  '<user_query>a</user_query><user_query>b</user_query>',
  '<timestamp>T</timestamp>text',
  '<user_query>open',
  '<user_query>o</user_query> tail',
  '<other>x</other><user_query>o</user_query>',
  '<user_query>a</user_query><cursor_commands>c</cursor_commands>',
  '<user_query>  </user_query>',
];

export const CURSOR_PLAYS: readonly Play[] = [
  {
    name: 'questions as Cursor writes them down',
    versions: NEW,
    files: {
      [`${TRANSCRIPTS}/a/a.jsonl`]: lines(
        ...QUESTIONS.map((text, i) => asked(text, { timestamp_ms: WHEN + i * 1000 })),
        said('user', '<user_query>text alone</user_query>'),
        said('user', [
          { type: 'text', text: 'one' },
          { type: 'text', text: '<user_query>two</user_query>' },
        ]),
        answered('<user_query>answer</user_query>'),
      ),
    },
    async play({ target, detect, take }) {
      await take(await detect({ includeHome: true, ...FROM }), FROM);
      await readThreads(target);
    },
  },
  {
    name: 'sessions of Cursor of all kinds, and how they go on',
    versions: NEW,
    files: {
      [`${TRANSCRIPTS}/a.jsonl`]: lines(
        asked('One', { timestamp: '2026-11-20T10:00:00Z' }),
        said('assistant', [
          { type: 'text', text: 'look' },
          { type: 'tool_use', name: 'Shell', input: { command: 'ls', description: 'd' } },
        ]),
        { type: 'turn_ended' },
        { type: 'custom-title', customTitle: 'unseen' },
        said('user', [{ type: 'tool_result', content: 'res' }]),
      ),
      [`${TRANSCRIPTS}/deep/er/b.jsonl`]: lines(
        { role: 'user', message: { content: 'No folder of its own' } },
        asked('Two'),
        asked('aside', { isSidechain: true }),
        asked('meta', { isMeta: true }),
      ),
      [`${TRANSCRIPTS}/a/subagents/c.jsonl`]: lines(asked('Sub'), answered('x')),
      [`${TRANSCRIPTS}/gone.jsonl`]: lines(asked('Gone', { cwd: '/nowhere' })),
      [`${TRANSCRIPTS}/answer.jsonl`]: lines(answered('only an answer')),
      [`${TRANSCRIPTS}/typed.jsonl`]: lines({ type: 'user', message: { content: 't' }, cwd: '<home>/work' }),
      [`${TRANSCRIPTS}/n.txt`]: 'no',
      'user/.cursor/projects/tmp/beside.jsonl': lines(asked('Beside')),
      'user/.cursor/projects/of-nowhere-at-all/agent-transcripts/d.jsonl': lines(asked('No time')),
      'user/.cursor/projects/of-nowhere-at-all/agent-transcripts/e.jsonl': lines(
        asked('Timed', { timestamp_ms: WHEN }),
      ),
    },
    async play({ target, home, detect, take }) {
      const found = await detect({ includeHome: true, ...FROM });
      await take(found, FROM);
      await detect({ includeHome: true, ...FROM });
      const folder = join(home, TRANSCRIPTS);
      const named = ['a/subagents/c.jsonl', 'gone.jsonl', 'n.txt', '../beside.jsonl', 'deep/er/b.jsonl'];
      const sessions = named.map((name) => ({ path: join(folder, name), cwd: join(home, 'user') }));
      await take([item('SESSIONS', null, { sessions })], FROM);
      await take([item('SESSIONS', null, { sessions })]);
      appendFileSync(
        join(folder, 'a.jsonl'),
        `\n${JSON.stringify(asked('More'))}`.replaceAll('<home>', home),
      );
      await detect({ includeHome: true, ...FROM });
      await take(
        [item('SESSIONS', null, { sessions: [{ path: join(folder, 'a.jsonl'), cwd: home }] })],
        FROM,
      );
      await readThreads(target);
    },
  },
  {
    name: 'projects of Cursor, by what they are called after',
    versions: NEW,
    files: Object.fromEntries(
      ['tmp', 'usr-bin', '-usr-lib', 'usr--bin', 'usr-nothing', 'usr-..-bin', 'var-tmp'].map((name) => [
        `user/.cursor/projects/${name}/agent-transcripts/s.jsonl`,
        lines({ role: 'user', message: { content: `in ${name}` } }),
      ]),
    ),
    async play({ detect }) {
      await detect({ includeHome: true, ...FROM });
    },
  },
];
