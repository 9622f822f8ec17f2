// What is played with sessions of Cursor, on ours and on the real servers.
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { item, NEW, type Play, readThreads } from './import-plays.js';
import type { Files } from './other-agents.js';
import type { Frame } from './target.js';

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

const plugin = (folder: string, name: string, layout = 'cursor'): Files => ({
  [`${folder}/.${layout}-plugin/plugin.json`]: { name, version: layout === 'cursor' ? '1.0.0' : '2.0.0' },
  [`${folder}/skills/s/SKILL.md`]: '---\nname: s\ndescription: d\n---\nx\n',
});
const offering = (name: unknown, ...plugins: readonly unknown[]) => ({
  name,
  plugins: plugins.map((one) => (typeof one === 'string' ? { name: one, source: `./${one}` } : one)),
});
const MARKETS = 'user/.cursor/plugins/marketplaces';
const CACHE = 'user/.cursor/plugins/cache';

const PLUGINS: Files = {
  'codex/config.toml': '[plugins."off@acme"]\nenabled = false\n',
  [`${MARKETS}/acme/.cursor-plugin/marketplace.json`]: offering(
    'acme',
    ...['fmt', 'lint', 'off', 'empty', 'old', 'unused', 'file', 'linked'],
    { name: 'plain', source: 'fmt' },
  ),
  [`${MARKETS}/odd/.cursor-plugin/marketplace.json`]: offering(
    ' Odd!',
    ...[{ name: 'bare' }, 'f m t', 7, { source: './x' }],
  ),
  [`${CACHE}/odd/bare/x`]: '',
  [`${CACHE}/odd/f m t/x`]: '',
  ...plugin(`${MARKETS}/acme/fmt`, 'fmt'),
  ...plugin(`${MARKETS}/acme/lint`, 'lint'),
  ...plugin(`${MARKETS}/acme/lint`, 'lint', 'claude'),
  ...plugin(`${MARKETS}/acme/old`, 'another'),
  ...Object.fromEntries(
    ['fmt', 'lint', 'off', 'empty', 'old', 'none', 'FMT', 'plain'].map((name) => [
      `${CACHE}/acme/${name}/1.0.0/x`,
      '',
    ]),
  ),
  [`${CACHE}/acme/file`]: '',
  [`${CACHE}/acme/linked`]: '-> user/.cursor/plugins/cache/acme/fmt',
  [`${MARKETS}/folder/.cursor-plugin/marketplace.json`]: offering('ByName', 'x'),
  [`${CACHE}/folder/x/x`]: '',
  [`${MARKETS}/other/.cursor-plugin/marketplace.json`]: offering('ByCache', 'x'),
  [`${CACHE}/ByCache/x/x`]: '',
  [`${MARKETS}/nameless/.cursor-plugin/marketplace.json`]: offering(undefined, 'x'),
  [`${CACHE}/nameless/x/x`]: '',
  [`${MARKETS}/broken/.cursor-plugin/marketplace.json`]: '{',
  [`${CACHE}/broken/x/x`]: '',
  [`${MARKETS}/claude/.claude-plugin/marketplace.json`]: offering('claude', 'x'),
  [`${CACHE}/claude/x/x`]: '',
  [`${MARKETS}/deep/er/.cursor-plugin/marketplace.json`]: offering('er', 'x'),
  [`${CACHE}/er/x/x`]: '',
  [`${MARKETS}/link`]: '-> user/.cursor/plugins/marketplaces/acme',
  [`${CACHE}/link/fmt/x`]: '',
  'market/.claude-plugin/marketplace.json': offering('here', 'fmt'),
  ...plugin('market/fmt', 'fmt'),
  [`${MARKETS}/here/.cursor-plugin/marketplace.json`]: offering('here', 'two'),
  ...plugin(`${MARKETS}/here/two`, 'two'),
  'work/.cursor/plugins/marketplaces/w/.cursor-plugin/marketplace.json': offering('w', 'x'),
  'work/.cursor/plugins/cache/w/x/x': '',
};

function withoutOdd(found: Frame): Frame {
  const details = found.details as { plugins: { marketplaceName: string }[] } | null; // as servers tell it
  const plugins = (details?.plugins ?? []).filter(({ marketplaceName }) => marketplaceName !== ' Odd!');
  return { ...found, details: details && { ...details, plugins } };
}

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
  {
    name: 'plug-ins of Cursor, by its cache and its marketplaces',
    versions: NEW,
    files: PLUGINS,
    async play(stage) {
      const { home, target, detect, take } = stage;
      const wish = { includeHome: true, cwds: [join(home, 'work')], ...FROM };
      const found = await detect(wish);
      // The list of one cannot be read.
      await take(found.map(withoutOdd), FROM);
      await detect(wish);
      const wanted = (marketplaceName: string, ...pluginNames: string[]): Frame =>
        item('PLUGINS', null, { plugins: [{ marketplaceName, pluginNames }] });
      await take([wanted('acme', 'none', 'lint'), wanted('nowhere', 'x'), wanted('ByCache', 'x')], FROM);
      await take([item('PLUGINS'), item('PLUGINS', join(home, 'work'), {})], FROM);
      // What is here already is the one, whoever asks for it.
      await target.request('marketplace/add', { source: join(home, 'market') });
      await take([wanted('here', 'fmt', 'none')]);
      await take([wanted('here', 'two')], FROM);
      stage.note(readdirSync(join(home, 'codex/plugins/cache'), { recursive: true }).map(String).sort());
    },
  },
];
