// What is played with files and folders of other agents, and of ours, that are not as they should be.
import { join } from 'node:path';
import { item, NEW, type Play } from './import-plays.js';
import { command, type Files, hooks, session } from './other-agents.js';

/** Bytes that are no text. */
const NO_TEXT = Buffer.from([0x61, 0xff, 0xfe, 0x62]);
const ROLE = '---\nname: n\ndescription: d\n---\nb\n';
const HOOKS = { hooks: { Stop: hooks(command('x')) } };
const SESSION = 'user/.claude/projects/p/a.jsonl';
const KINDS = ['CONFIG', 'MCP_SERVER_CONFIG', 'HOOKS', 'SKILLS', 'COMMANDS', 'SUBAGENTS', 'AGENTS_MD'];

/** A path below a file makes a folder of that name. */
const FAULTS: Readonly<Record<string, Files>> = {
  'an agent that is no text': { 'user/.claude/agents/a.md': NO_TEXT, 'user/.claude/agents/b.md': ROLE },
  'a command that is no text': { 'user/.claude/commands/a.md': NO_TEXT, 'user/.claude/commands/b.md': 'b' },
  'a skill that is no text': { 'user/.claude/skills/a/SKILL.md': NO_TEXT },
  'instructions that are no text': { 'user/.claude/CLAUDE.md': NO_TEXT },
  'settings that are no text': { 'user/.claude/settings.json': NO_TEXT },
  'settings that begin with a mark': { 'user/.claude/settings.json': '\ufeff{"env":{"A":"b"}}' },
  'settings of one person that are no text': {
    'user/.claude/settings.json': { env: { A: 'b' } },
    'user/.claude/settings.local.json': NO_TEXT,
  },
  'servers that are no text': { 'user/.claude.json': NO_TEXT },
  'marketplaces that cannot be read': {
    'user/.claude/settings.json': { enabledPlugins: { 'a@b': true } },
    'user/.claude/plugins/known_marketplaces.json': '{',
  },
  'a file where folders should be': { 'user/.claude': 'x' },
  'files where folders should be': {
    'user/.claude/agents': 'x',
    'user/.claude/commands': 'x',
    'user/.claude/skills': 'x',
    'user/.claude/projects': 'x',
  },
  'folders where files should be': { 'user/.claude/settings.json/x': '', [`${SESSION}/x`]: '' },
  'links to themselves': {
    'user/.claude/skills/a': '-> user/.claude/skills/a',
    'user/.claude/CLAUDE.md': '-> user/.claude/CLAUDE.md',
    'user/.claude/agents/x.md': '-> user/.claude/agents/x.md',
  },
  'a file where skills go': {
    '.agents/skills': 'x',
    'user/.claude/skills/a/SKILL.md': 'x',
    'user/.claude/commands/c.md': 'b',
  },
  'a file where roles go': { 'codex/agents': 'x', 'user/.claude/agents/a.md': ROLE },
  'instructions of ours that are no text': { 'codex/AGENTS.md': NO_TEXT, 'user/.claude/CLAUDE.md': 'x' },
  'hooks of ours that are no text': { 'codex/hooks.json': NO_TEXT, 'user/.claude/settings.json': HOOKS },
  'a configuration of ours that is a folder': {
    'work/.codex/config.toml/x': '',
    'work/.claude/settings.json': { env: { A: 'b' } },
  },
  'a configuration of ours that is no text': {
    'work/.codex/config.toml': NO_TEXT,
    'work/.claude/settings.json': { env: { A: 'b' } },
  },
  'a session that is no text': {
    [SESSION]: Buffer.concat([Buffer.from(`${session(['user', 'q'])}\n`), NO_TEXT]),
  },
  'a list of what was taken over that is a folder': {
    'codex/external_agent_session_imports.json/x': '',
    [SESSION]: session(['user', 'q']),
  },
};

export const IMPORT_FAULT_PLAYS: readonly Play[] = [
  {
    name: 'files and folders that are not as they should be',
    versions: NEW,
    files: {},
    async play({ home, detect, take, replace }) {
      for (const files of Object.values(FAULTS)) {
        replace(files);
        await detect({ includeHome: true, cwds: [join(home, 'work')] });
        const places = [null, join(home, 'work')];
        const sessions = [{ path: join(home, SESSION), cwd: home }];
        await take([
          ...places.flatMap((cwd) => KINDS.map((kind) => item(kind, cwd))),
          item('SESSIONS', null, { sessions }),
        ]);
      }
      replace({});
    },
  },
];
