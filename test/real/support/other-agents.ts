// Set-ups of other agents, as their users have them: files below a home and a project.
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file at a path below the play's folder; anything but text and bytes is written as JSON. */
export type Files = Readonly<Record<string, unknown>>;

/** `<home>` in texts stands for the folder. */
export function put(home: string, files: Files): void {
  mkdirSync(join(home, 'work', '.git'), { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    if (Buffer.isBuffer(content)) {
      writeFileSync(file, Buffer.from(content.toString('latin1').replaceAll('<home>', home), 'latin1'));
      continue;
    }
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    if (text.startsWith('-> ')) symlinkSync(join(home, text.slice(3)), file);
    else writeFileSync(file, text.replaceAll('<home>', home));
  }
}

/** Takes away what an import reads and writes, apart from the configuration. */
export function emptied(home: string): void {
  const ours = ['agents', 'AGENTS.md', 'hooks.json', 'external_agent_session_imports.json'];
  for (const path of ['user', 'work', '.agents', ...ours.map((name) => join('codex', name))])
    rmSync(join(home, path), { recursive: true, force: true });
  mkdirSync(join(home, 'user'), { recursive: true });
}

/** What stands in files that can be of an import, by path. */
export function imported(home: string): Record<string, string> {
  const found: Record<string, string> = {};
  const look = (folder: string): void => {
    for (const entry of readdirSync(join(home, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !/^codex\/(?!(?:hooks|agents)$|memories)|\.git$/.test(path)) look(path);
      else if (entry.isFile() && isOfImport(path))
        found[path] = readFileSync(join(home, path), 'utf8').replaceAll(home, '<home>');
    }
  };
  look('');
  return found;
}

function isOfImport(path: string): boolean {
  return /^(?:\.agents|work\/(?:\.codex|\.agents|AGENTS\.md)|codex\/(?:AGENTS\.md|config\.toml|hooks|agents|memories\w*\/extensions))/.test(
    path,
  );
}

/** As other agents write variables. */
export const variable = (inner: string): string => `$\{${inner}}`;

export const command = (text: string, more: object = {}) => ({ type: 'command', command: text, ...more });
export const hooks = (...handlers: readonly object[]) => [{ hooks: handlers }];

const WHEN = '2026-11-20T10:00:00Z';

/** Lines of a session. */
export function session(
  ...records: readonly (readonly [type: string, content: unknown, more?: object])[]
): string {
  return records
    .map(([type, content, more = {}]) =>
      JSON.stringify({ type, cwd: '<home>/work', timestamp: WHEN, message: { content }, ...more }),
    )
    .join('\n');
}

/** One of everything. */
export const EVERYTHING: Files = {
  'user/.claude/settings.json': {
    model: 'opus',
    env: { A: 'x', N: 7, B: true, Z: null, O: {}, F: 1.5 },
    sandbox: { enabled: true },
    hooks: {
      PreToolUse: [{ matcher: 'Bash', hooks: [command('.claude/hooks/check.sh --x', { timeout: 5 })] }],
      Stop: hooks(command('echo stop')),
      Notification: hooks(command('echo n')),
    },
    enabledPlugins: { 'fmt@acme': true, 'lint@acme': false, 'x@nowhere': true },
    extraKnownMarketplaces: { acme: { source: { source: 'directory', path: '<home>/market' } } },
  },
  'user/.claude/settings.local.json': { env: { L: 'local', A: 'over' } },
  'user/.claude/hooks/check.sh': '#!/bin/sh\necho claude\n',
  'user/.claude/CLAUDE.md':
    '# Claude Code rules\nUse claude-code, see CLAUDE.md. claudette stays. CLAUDE_CODE.\n',
  'user/.claude/skills/one/SKILL.md': '---\nname: one\ndescription: for Claude\n---\nAsk Claude.\n',
  'user/.claude/skills/one/data.txt': 'claude\n',
  'user/.claude/skills/two/readme.md': 'x\n',
  'user/.claude/skills/linked': '-> user/.claude/skills/one',
  'user/.claude/commands/ship.md': '---\ndescription: Ship it with "Claude"\n---\nDeploy with Claude.\n',
  'user/.claude/commands/deep/er.md': '---\ndescription: Deep\n---\nGo.\n',
  'user/.claude/commands/nodesc.md': 'No description. Claude.\n',
  'user/.claude/commands/args.md': '---\ndescription: Args\n---\nUse $ARGUMENTS.\n',
  'user/.claude/agents/critic.md':
    '---\nname: critic\ndescription: Criticises Claude\npermissionMode: acceptEdits\neffort: max\n---\nYou are Claude, a critic.\n',
  'user/.claude/agents/bad.md': '---\nname: bad\n---\nx\n',
  'user/.claude.json': {
    mcpServers: {
      home: { command: 'node', args: ['a.js', 1], env: { K: 'v', T: variable('T') } },
      web: {
        type: 'http',
        url: 'http://127.0.0.1:1/mcp',
        headers: { Authorization: `Bearer ${variable('TOK')}`, X: 'y', E: variable('EE') },
      },
      sse: { type: 'sse', url: 'http://x' },
      late: { command: `${variable('X')}/run` },
    },
    projects: { '<home>/work': { mcpServers: { proj: { command: 'p' } } } },
  },
  'user/.claude/projects/p/a.jsonl': session(
    ['user', 'Hello there Claude'],
    [
      'assistant',
      [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text: 'Hi.' },
      ],
    ],
    ['assistant', [{ type: 'tool_use', name: 'Bash', input: { command: 'ls', description: 'List' } }]],
    ['user', [{ type: 'tool_result', content: 'a\nb' }]],
    ['user', 'Again'],
  ),
  'market/.claude-plugin/marketplace.json': {
    name: 'acme',
    owner: { name: 'o' },
    plugins: ['fmt', 'lint'].map((name) => ({ name, source: `./${name}`, description: 'd' })),
  },
  'market/fmt/.claude-plugin/plugin.json': { name: 'fmt', version: '1.0.0', description: 'd' },
  'market/fmt/skills/s/SKILL.md': '---\nname: s\ndescription: d\n---\nx\n',
  'work/.claude/settings.json': { env: { REPO: '1' }, hooks: { PostToolUse: hooks(command('echo p')) } },
  'work/CLAUDE.md': 'Project rules for Claude.\n',
  'work/.mcp.json': { mcpServers: { repo: { command: 'r', args: [] } } },
  'work/.claude/skills/rs/SKILL.md': '---\nname: rs\ndescription: d\n---\nClaude\n',
  'work/.claude/commands/rc.md': '---\ndescription: rc\n---\nrun\n',
  'work/.claude/agents/ra.md': '---\nname: ra\ndescription: ra\n---\nbody\n',
  'work/sub/readme': 'x',
};
