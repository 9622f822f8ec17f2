// Against the real servers: test/real/differential/imports.real.test.ts. Here is what those cannot show.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createForeignSetups } from '../../../src/adapters/imports/index.js';
import { printOf, SessionLedger } from '../../../src/adapters/imports/session-ledger.js';
import { systemClock } from '../../../src/util/clock.js';

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'imports-'));
  put('work/.git/HEAD', '');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function put(path: string, text: string): string {
  const file = join(base, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}
const textIn = (path: string): string => readFileSync(join(base, path), 'utf8');
const problems: unknown[] = [];
const setups = () =>
  createForeignSetups({
    codexHome: join(base, 'codex'),
    home: join(base, 'user'),
    cwd: join(base, 'work'),
    clock: systemClock,
    takesMoreThanSettings: true,
    hasMemories: () => true,
    onError: (thrown) => problems.push(thrown),
    plugins: {
      known: () => Promise.resolve({ plugins: new Set(), marketplaces: new Map() }),
      addMarketplace: () => Promise.reject(new Error('none')),
      install: () => Promise.reject(new Error('none')),
    },
  });
const item = (itemType: 'AGENTS_MD' | 'CONFIG' | 'HOOKS' | 'MCP_SERVER_CONFIG' | 'SKILLS') => ({
  itemType,
  description: 'd',
  cwd: join(base, 'work'),
  details: null,
});

describe('what is added to a config.toml that is there', () => {
  it('leaves comments, order and mode alone, and new tables stand below', async () => {
    const file = put(
      'work/.codex/config.toml',
      '# mine\nmodel = "m" # x\n[mcp_servers.a]\ncommand = "a" # kept\n',
    );
    put(
      'work/.mcp.json',
      JSON.stringify({ mcpServers: { a: { command: 'other' }, b: { command: 'b', args: ['1', '2'] } } }),
    );
    const mode = statSync(file).mode;
    expect(await setups().take(item('MCP_SERVER_CONFIG'), null)).toMatchObject({ moved: [{ source: 'b' }] });
    expect(textIn('work/.codex/config.toml')).toBe(
      '# mine\nmodel = "m" # x\n[mcp_servers.a]\ncommand = "a" # kept\n\n[mcp_servers.b]\ncommand = "b"\nargs = [\n    "1",\n    "2",\n]\n',
    );
    expect(statSync(file).mode).toBe(mode);
  });

  it('goes into a table of one line, too', async () => {
    put('work/.codex/config.toml', 'mcp_servers = { a = { command = "a" } } # one line\n');
    put('work/.mcp.json', JSON.stringify({ mcpServers: { b: { command: 'b' } } }));
    await setups().take(item('MCP_SERVER_CONFIG'), null);
    expect(textIn('work/.codex/config.toml')).toMatch(/a = .*b = .*# one line/s);
  });
});

describe('what cannot be read, or leads nowhere', () => {
  it('is not written over: a config.toml that is none', async () => {
    put('work/.mcp.json', JSON.stringify({ mcpServers: { a: { command: 'a' } } }));
    mkdirSync(join(base, 'work/.codex/config.toml'), { recursive: true });
    await expect(setups().take(item('MCP_SERVER_CONFIG'), null)).rejects.toMatchObject({
      failure: { code: 'importFailed', isOfTarget: false, message: 'Is a directory (os error 21)' },
    });
  });

  it('is not gone through: a file where the folder of skills should be', async () => {
    put('work/.agents/skills', 'x');
    put('work/.claude/skills/a/SKILL.md', 'x');
    await expect(setups().take(item('SKILLS'), null)).rejects.toMatchObject({
      failure: { code: 'importFailed', message: 'File exists (os error 17)' },
    });
  });

  it('is not written through: a link to what is not there', async () => {
    const claude = put('work/CLAUDE.md', 'Be kind.');
    const wish = { cwds: [join(base, 'work')], includeHome: false };
    const kinds = async () => (await setups().detect(wish)).items.map(({ itemType }) => itemType);
    expect(await kinds()).toEqual(['AGENTS_MD']);
    symlinkSync(join(base, 'elsewhere.md'), join(base, 'work/AGENTS.md'));
    expect(await kinds()).toEqual([]);
    await setups().take(item('AGENTS_MD'), null);
    rmSync(claude);
    put('work/.mcp.json', JSON.stringify({ mcpServers: { a: { command: 'a' } } }));
    mkdirSync(join(base, 'work/.codex'));
    symlinkSync(join(base, 'elsewhere.toml'), join(base, 'work/.codex/config.toml'));
    await expect(setups().take(item('MCP_SERVER_CONFIG'), null)).rejects.toMatchObject({
      failure: { code: 'importFailed', isOfTarget: true },
    });
    expect(['elsewhere.md', 'elsewhere.toml'].filter((name) => existsSync(join(base, name)))).toEqual([]);
  });
});

describe('a session of another agent', () => {
  it('is none outside of its folder, also through a link or a path that goes back', async () => {
    const outside = put('elsewhere/a.jsonl', '');
    const inside = put('user/.claude/projects/p/a.jsonl', '');
    const at = setups();
    expect(await at.sessionFile(inside, null)).toBe(inside);
    expect(await at.sessionFile(outside, null)).toBeNull();
    expect(await at.sessionFile(join(dirname(inside), '../../../../elsewhere/a.jsonl'), null)).toBeNull();
    expect(await at.sessionFile(inside, 'cursor')).toBeNull(); // it keeps its own elsewhere
  });

  it('is new again when it has grown while it was taken over', async () => {
    const line = (text: string): string =>
      `${JSON.stringify({ type: 'user', cwd: base, timestamp: new Date().toISOString(), message: { content: text } })}\n`;
    const file = put('user/.claude/projects/p/a.jsonl', line('one'));
    mkdirSync(join(base, 'codex'));
    const at = setups();
    expect(await at.newSession(file, { from: null, cwd: base })).toMatchObject({
      messages: [{ text: 'one' }],
    });
    writeFileSync(file, line('one') + line('two'));
    await at.recordSession(file, 'thread-1', null);
    expect(await at.newSession(file, { from: null, cwd: base })).toMatchObject({
      messages: [{ text: 'one' }, { text: 'two' }],
    });
  });

  it('is found beside a folder and a file that are gone', async () => {
    const line = JSON.stringify({
      type: 'user',
      cwd: base,
      timestamp: new Date().toISOString(),
      message: { content: 'one' },
    });
    put('user/.claude/projects/p/a.jsonl', `${line}\n`);
    symlinkSync(join(base, 'gone'), join(base, 'user/.claude/projects/q'));
    symlinkSync(join(base, 'gone.jsonl'), join(base, 'user/.claude/projects/p/b.jsonl'));
    const { items } = await setups().detect({ cwds: [], includeHome: true });
    expect(items.filter(({ itemType }) => itemType === 'SESSIONS')).toHaveLength(1);
  });

  it('keeps what it becomes and what others used, asked for at once', async () => {
    const file = put('user/.claude/projects/p/a.jsonl', 'one');
    mkdirSync(join(base, 'codex'));
    const ledger = new SessionLedger(join(base, 'codex'));
    const session = { seen: printOf(file), connectors: ['mail', 'Chat'], title: null, at: 0 };
    await Promise.all([
      ledger.noteConnectors(new Map([['/b', ['Mail']]])),
      ledger.record(file, 'thread-1', session),
      ledger.noteConnectors(new Map([['/c', ['Wiki', 'mail']]])),
    ]);
    expect(ledger.holds(file)).toBe(true);
    expect(ledger.connectors()).toEqual([
      { name: 'Chat', sessionCount: 1 },
      { name: 'Mail', sessionCount: 3 },
      { name: 'Wiki', sessionCount: 1 },
    ]);
  });

  it('is found with its connectors where those cannot be kept', async () => {
    const line = { type: 'user', cwd: base, timestamp: new Date().toISOString(), message: { content: 'q' } };
    put('user/.claude/projects/p/a.jsonl', JSON.stringify({ ...line, attributionMcpServer: 'mail' }));
    const places = ['.config', 'Library/Application Support'];
    for (const place of places)
      put(
        `user/${place}/Claude/claude-code-sessions/x.json`,
        JSON.stringify({ cliSessionId: 'a', remoteMcpServersConfig: [{ name: 'Mail' }] }),
      );
    put('codex', 'a file where a folder should be');
    problems.length = 0;
    const { items, connectors } = await setups().detect({ cwds: [], includeHome: true });
    expect(items.map(({ itemType }) => itemType)).toContain('SESSIONS');
    expect(connectors).toEqual([{ name: 'Mail', sessionCount: 1, source: 'remoteMcpServersConfig' }]);
    expect(problems).toHaveLength(1);
  });

  it('is known again by what it says, and its time is kept to the nanosecond', async () => {
    const file = put('user/.claude/projects/p/a.jsonl', 'one');
    mkdirSync(join(base, 'codex'));
    const ledger = new SessionLedger(join(base, 'codex'));
    await ledger.record(file, 'thread-1', { seen: printOf(file), connectors: ['A'], title: 'T', at: 5_000 });
    const modified = String(statSync(file, { bigint: true }).mtimeNs);
    expect(textIn('codex/external_agent_session_imports.json')).toContain(
      `"source_modified_at": ${modified},`,
    );
    expect(new SessionLedger(join(base, 'codex')).newest().get(file)).toMatchObject({
      imported_thread_id: 'thread-1',
      source_modified_at: modified,
    });
    expect(ledger.holds(file)).toBe(true);
    put('user/.claude/projects/p/a.jsonl', 'one and two');
    expect(ledger.holds(file)).toBe(false);
  });
});
