// What is played with set-ups of other agents, on ours and on the real servers.
import { appendFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { command, EVERYTHING, type Files, hooks, session, variable } from './other-agents.js';
import type { Frame, Target, Version } from './target.js';

export interface Play {
  readonly name: string;
  readonly versions?: readonly Version[];
  readonly files: Files & { readonly 'codex/config.toml'?: string };
  readonly play: (at: Stage) => Promise<void>;
}

export interface Stage {
  readonly target: Target;
  readonly home: string;
  readonly version: Version;
  /** The items that were found. */
  detect(params: Frame): Promise<Frame[]>;
  /** Puts these files in the place of all that an import reads and writes, apart from the configuration. */
  replace(files: Files): void;
  /** What else is to be the same. */
  note(value: unknown): void;
  /** Waits for the end that is told. */
  take(items: readonly Frame[], more?: Frame): Promise<void>;
}

export const NEW = ['0.169.0'] as const;

export const item = (itemType: string, cwd: string | null = null, details: Frame | null = null): Frame => ({
  itemType,
  description: 'd',
  cwd,
  details: details && { ...NO_DETAILS, ...details },
});
const NO_DETAILS = {
  plugins: [],
  skills: [],
  sessions: [],
  mcpServers: [],
  hooks: [],
  subagents: [],
  commands: [],
};

export const IMPORT_PLAYS: readonly Play[] = [
  {
    name: 'everything, and nothing twice',
    files: EVERYTHING,
    async play({ target, home, detect, take, version }) {
      const wish = { includeHome: true, cwds: [join(home, 'work', 'sub')] };
      await take(await detect(wish));
      await take(await detect(wish));
      if (version === '0.169.0') await target.request('externalAgentConfig/import/readHistories');
    },
  },
  {
    name: 'where something is already',
    files: {
      'user/.claude/settings.json': { env: { A: '1', B: '2' }, sandbox: { enabled: true } },
      'user/.claude/CLAUDE.md': 'c',
      'user/.claude/skills/a/SKILL.md': 'new',
      '.agents/skills/a/SKILL.md': 'old',
      'codex/AGENTS.md': 'mine',
      'codex/config.toml':
        '# mine\nmodel = "m" # x\nsandbox_mode = "read-only"\n[shell_environment_policy]\ninherit = "all"\n[shell_environment_policy.set]\nA = "old"\n',
      'work/CLAUDE.md': ' \n',
      'work/.claude/CLAUDE.md': 'dot Claude',
      'work/AGENTS.md': '\n',
    },
    async play({ home, detect, take }) {
      await take(await detect({ includeHome: true, cwds: [join(home, 'work')] }));
      await take([item('AGENTS_MD'), item('CONFIG'), item('SKILLS'), item('AGENTS_MD', '')]);
    },
  },
  {
    name: 'folders that are nowhere',
    files: { 'user/.claude/CLAUDE.md': 'c', 'user/.claude/skills/s/SKILL.md': 'c' },
    async play({ home, detect, take }) {
      await detect({ cwds: [join(home, 'gone'), ''] });
      await detect({});
      await take([item('AGENTS_MD', join(home, 'gone')), item('SKILLS', join(home, 'gone'))]);
      await take([item('AGENTS_MD', '')]);
      await take([]);
    },
  },
  {
    name: 'settings that cannot be read',
    files: {
      'user/.claude/settings.json': '{ no',
      'work/.claude/settings.json': '[]',
      'work/.mcp.json': '{',
    },
    async play({ home, detect, take, version }) {
      await detect({ includeHome: true });
      await detect({ cwds: [join(home, 'work')] });
      await take([item('CONFIG', join(home, 'work')), item('CONFIG'), item('SKILLS')]);
      if (version === '0.118.0') return;
      await take([
        item('MCP_SERVER_CONFIG', join(home, 'work')),
        item('HOOKS'),
        item('HOOKS', join(home, 'work')),
        item('PLUGINS'),
        item('PLUGINS', null, {}),
        item('PLUGINS', join(home, 'work'), {}),
        item('SESSIONS'),
      ]);
      await take([item('MEMORY'), item('SKILLS')]);
    },
  },
  {
    name: 'a configuration of ours that cannot be read',
    files: {
      'work/.claude/settings.json': { env: { A: 'b' } },
      'work/.codex/config.toml': 'a = [',
      'work/.mcp.json': { mcpServers: { a: { command: 'x' } } },
    },
    async play({ home, detect, take }) {
      await detect({ cwds: [join(home, 'work')] });
      await take([item('CONFIG', join(home, 'work')), item('MCP_SERVER_CONFIG', join(home, 'work'))]);
    },
  },
  {
    name: 'hooks of all kinds',
    versions: NEW,
    files: {
      'work/.claude/hooks/deep/a.sh': 'x',
      'work/.claude/settings.json': {
        hooks: {
          PreToolUse: [
            ...[
              {},
              { timeout: 5 },
              { timeout: '7' },
              { timeout: 2.5 },
              { timeout: -1 },
              { timeoutSec: 3 },
            ].map((more) => ({ hooks: [command(JSON.stringify(more), more)] })),
            ...[
              { async: true },
              { async: false },
              { statusMessage: 'Claude m' },
              { if: 'x' },
              { once: true },
            ].map((more) => ({ hooks: [command(JSON.stringify(more), more)] })),
            { matcher: 'Edit', extra: 1, hooks: [command('extra')] },
            { matcher: 5, hooks: [command('number')] },
            { matcher: 'Edit|Write', hooks: [command('two'), { type: 'prompt', prompt: 'p' }] },
            { hooks: [{ command: 'untyped' }, command(' ')] },
            'x',
            { hooks: 'x' },
          ],
          Stop: hooks(
            ...[
              '.claude/hooks/a.sh',
              '"$CLAUDE_PROJECT_DIR"/.claude/hooks/a.sh',
              '"$CLAUDE_PROJECT_DIR/.claude/hooks/a.sh" y',
              '~/.claude/hooks/a.sh',
              'X=.claude/hooks/a.sh',
              'X=1 .claude/hooks/a.sh | cat',
              "sh '.claude/hooks/a b.sh'",
              'sh .claude/hooks/*.sh',
              'echo "see .claude/hooks/a.sh"',
              '/abs/.claude/hooks/a.sh;b',
              '.claude\\hooks\\a.ps1',
              'echo \\.claude/hooks/a.sh',
              "python .claude/hooks/sub/it's.py",
              'mine.claude/hooks/a.sh',
            ].map((text) => command(text)),
          ),
          UserPromptSubmit: [{ matcher: 'm', hooks: [command('u')] }],
          SubagentStop: [{ matcher: 'm', hooks: [command('s')] }],
          Notification: hooks(command('n')),
        },
      },
      'work/.claude/settings.local.json': {
        hooks: { Stop: hooks(command('own')), PreCompact: hooks(command('c')) },
      },
      'user/.claude/settings.json': { disableAllHooks: true, hooks: { Stop: hooks(command('a')) } },
    },
    async play({ home, detect, take }) {
      const wish = { includeHome: true, cwds: [join(home, 'work')] };
      await take(await detect(wish));
      await take([item('HOOKS', join(home, 'work'))]);
    },
  },
  {
    name: 'MCP servers of all kinds',
    versions: NEW,
    files: {
      'user/.claude.json': {
        mcpServers: {
          a: { command: 'c', cwd: '/x', env: {} },
          b: { url: 'u' },
          c: { command: 'x', type: 'http' },
          d: { type: 'stdio', command: 'x', disabled: true },
          e: { command: 'x', enabled: false },
          f: 'no',
          g: { command: 5, args: 'one' },
          h: { url: 'u', headers: { Authorization: 'Bearer x', A: `pre ${variable('X')}` } },
          i: { command: 'x', env: { A: variable('B') } },
          j: { url: 'x', headers: { A: 1, 'x-b': variable('B:-d') } },
          'k.l m': { command: 'q' },
          k2: { command: 'z', args: ['--x', variable('HOME')] },
        },
      },
      'user/.claude/settings.json': { disabledMcpjsonServers: ['b'] },
      'work/.mcp.json': { mcpServers: { r1: { command: 'x' }, r2: { command: 'y' } } },
      'work/.claude/settings.json': { enabledMcpjsonServers: ['r2'] },
      'work/.codex/config.toml': '[mcp_servers.other]\ncommand = "o" # kept\n',
    },
    async play({ home, detect, take }) {
      await take(await detect({ includeHome: true, cwds: [join(home, 'work')] }));
    },
  },
  {
    name: 'commands and agents that cannot come, and those that can',
    versions: NEW,
    files: {
      'user/.claude/commands/a.md': '---\ndescription: d\n---\n',
      'user/.claude/commands/b.md': '---\ndescription: 1\n---\n@file x',
      'user/.claude/commands/README.md': 'x',
      'user/.claude/commands/c d.md': 'q',
      'user/.claude/commands/c-d.md': 'q',
      'user/.claude/commands/e.md': '---\nbad: [\n---\nbody',
      [`user/.claude/commands/${'x'.repeat(60)}.md`]: 'q',
      'user/.claude/commands/t.md': 'cost $1',
      'user/.claude/commands/u.md': '{{x}}',
      'user/.claude/commands/v.md': 'run !`ls`',
      'user/.claude/commands/q.md': '---\ndescription: "a\\\\b \\"c\\""\n---\n  Body\nCLAUDE_CODE  \n',
      'user/.claude/agents/README.md': '---\nname: r\ndescription: d\n---\nb',
      'user/.claude/agents/a.md':
        '---\nname: An Agent\ndescription: "multi\\nline"\neffort: high\npermissionMode: readOnly\n---\n\nOne\n"quoted" \'\'\' \\ back\n',
      'user/.claude/agents/b.md': '---\nname: b\ndescription: d\neffort: huge\npermissionMode: plan\n---\nb',
      'user/.claude/agents/c.md': '---\nname: c\ndescription: d\n---\n  ',
      'user/.claude/agents/d.md': 'no front',
      'user/.claude/agents/sub/e.md': '---\nname: e\ndescription: d\n---\nb',
    },
    async play({ detect, take }) {
      await take(await detect({ includeHome: true }));
      await detect({ includeHome: true });
    },
  },
  {
    name: 'another source by its name',
    versions: NEW,
    files: {
      'user/.claude/CLAUDE.md': 'c',
      'user/.cursor/cli-config.json': { env: { A: '1' }, sandbox: { enabled: true } },
      'user/.cursor/mcp.json': { mcpServers: { m: { command: 'x' } } },
      'user/.cursor/hooks.json': {
        version: 1,
        hooks: {
          beforeSubmitPrompt: [{ command: 'b', matcher: 'm' }],
          stop: [{ command: 's', loop_limit: 5 }],
          preToolUse: [{ command: 'y', failClosed: true, matcher: 'm', timeout: 9 }],
          sessionEnd: [{ command: 'e' }],
        },
      },
      'user/.cursor/commands/h.md': 'Ask Cursor about cursor rules in .cursorrules',
      'work/.cursor/agents/a.md': '---\nname: a\ndescription: Cursor d\n---\nCursor b cursor',
      'work/.cursor/skills/s/SKILL.md': 'Cursor cursor CURSOR, Cursor IDE',
      'work/.cursorrules': 'Cursor rule CLAUDE.md',
    },
    async play({ home, detect, take }) {
      for (const migrationSource of ['claude-code', 'nobody', 'Cursor'])
        await detect({ includeHome: true, migrationSource });
      const wish = { includeHome: true, cwds: [join(home, 'work')], migrationSource: 'cursor' };
      await take(await detect(wish), { migrationSource: 'cursor', providerId: 'p', source: 's' });
    },
  },
  {
    name: 'plug-ins that are there, missing and of nobody',
    versions: NEW,
    files: EVERYTHING,
    async play({ take }) {
      const plugins = [
        { marketplaceName: 'acme', pluginNames: ['fmt', 'zip'] },
        { marketplaceName: 'nowhere', pluginNames: ['x', 'y'] },
      ];
      await take([item('PLUGINS', null, { plugins })]);
    },
  },
  {
    name: 'sessions, and how they go on',
    versions: NEW,
    files: {
      'user/.claude/projects/p/a.jsonl': `${session(['user', 'First line\nsecond'], ['assistant', 'ok'])}\ngarbage\n${JSON.stringify({ type: 'custom-title', customTitle: ' My title ' })}`,
      'user/.claude/projects/p/b.jsonl': session(
        [
          'user',
          `<command-message>x</command-message><system-reminder>y</system-reminder>\n real ${'z'.repeat(200)}`,
        ],
        [
          'assistant',
          [
            { type: 'tool_use', name: 'Edit', input: { file_path: '/x' } },
            { type: 'tool_use', name: 'X', input: { a: 1 } },
            { type: 'image' },
            { type: 'tool_use', name: 'Y' },
          ],
        ],
        ['user', [{ type: 'tool_result', is_error: true, content: [{ type: 'text', text: 'bad' }] }]],
        [
          'user',
          [
            { type: 'text', text: 'q' },
            { type: 'tool_result', content: 'r' },
          ],
        ],
        ['user', 'meta', { isMeta: true }],
        ['user', 'side', { isSidechain: true }],
      ),
      'user/.claude/projects/p/d.jsonl': session(['user', 'gone', { cwd: '/nowhere' }]),
      'user/.claude/projects/p/e.jsonl': session(['assistant', 'only an answer']),
      'user/.claude/projects/p/f.jsonl': session(['user', 'no time', { timestamp: undefined }]),
      'user/.claude/projects/p/i/j.jsonl': session(['user', 'nested']),
    },
    async play({ target, home, detect, take }) {
      const folder = join(home, 'user', '.claude', 'projects', 'p');
      utimesSync(join(folder, 'e.jsonl'), 1, 1);
      utimesSync(join(folder, 'b.jsonl'), Date.now() / 1000, Date.now() / 1000 - 60);
      await detect({ includeHome: true });
      await detect({ includeHome: true, maxSessionAgeDays: 36_500 });
      await detect({ includeHome: true, maxSessions: 0 });
      const named = ['a', 'b', 'd', 'e', 'zz'].map((name) => ({
        path: join(folder, `${name}.jsonl`),
        cwd: home,
      }));
      const order = [item('SESSIONS', null, { sessions: [...named, { path: '/etc/passwd', cwd: home }] })];
      await take(order);
      await take(order);
      appendFileSync(join(folder, 'a.jsonl'), `\n${session(['assistant', 'more'], ['user', 'two'])}`);
      await detect({ includeHome: true });
      await take([item('SESSIONS', null, { sessions: [named[0]] })]);
      await readThreads(target);
    },
  },
  {
    name: 'a list of sessions that cannot be read',
    versions: NEW,
    files: {
      'user/.claude/projects/p/a.jsonl': session(['user', 'one']),
      'codex/external_agent_session_imports.json': 'no',
    },
    async play({ home, detect, take }) {
      await detect({ includeHome: true });
      const path = join(home, 'user', '.claude', 'projects', 'p', 'a.jsonl');
      await take([item('SESSIONS', null, { sessions: [{ path, cwd: home }] })]);
    },
  },
];

/** What came of the sessions, by what each begins with. */
export async function readThreads(target: Target): Promise<void> {
  const { result } = (await target.request('thread/list', {})) as {
    result: { data: { id: string; preview: string }[] };
  };
  const threads = result.data.sort((a, b) => (a.preview < b.preview ? -1 : 1));
  for (const { id } of threads) await target.request('thread/read', { threadId: id, includeTurns: true });
}
