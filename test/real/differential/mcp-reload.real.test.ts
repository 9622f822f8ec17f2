// What loaded threads do with a configuration that changes under them: MCP servers are reloaded when a client says so,
// everything else stays as it was when the thread was loaded.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { MCP_SERVER } from '../support/mcp-server-file.js';
import { playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget, type Target, type Version } from '../support/target.js';

/** Servers that are going to be started have begun by then. */
const BEGUN_MS = 400;

interface Step {
  what: string;
  /** What was told of servers, sorted: two start side by side. */
  told: string[];
  /** Which programs were started, sorted. */
  started: string;
}

interface Stage {
  target: Target;
  threadId: string;
  configure(...entries: string[]): void;
  entry(name: string, ...more: string[]): string;
}

/** Those that are said to start and not how it went. */
function starting({ frames }: Target): string[] {
  const last = new Map<string, unknown>();
  for (const { method, params } of frames) {
    const { name, status } = (params ?? {}) as Frame;
    if (method === 'mcpServer/startupStatus/updated') last.set(String(name), status);
  }
  return [...last].filter(([, status]) => status === 'starting').map(([name]) => name);
}

/** Plays the scenario and says after each of its steps what happened to servers. */
async function steps(
  side: Side,
  version: Version,
  play: (stage: Stage, step: (what: string, act: () => Promise<unknown>) => Promise<void>) => Promise<void>,
): Promise<Step[]> {
  const backend = createBackend();
  await backend.listen();
  const target = await startTarget({ side, version, config: backend.codexConfig() });
  try {
    const starts = join(target.home, 'starts');
    const config = join(target.home, 'codex', 'config.toml');
    const configure = (...entries: string[]): void =>
      writeFileSync(config, `${backend.codexConfig()}\n${entries.join('\n')}`);
    const entry = (name: string, ...more: string[]): string =>
      [
        `[mcp_servers.${name}]`,
        'command = "sh"',
        `args = ["-c", "echo ${name} >> ${starts}; exec ${process.execPath} ${MCP_SERVER}"]`,
        ...more,
        '',
      ].join('\n');
    const done: Step[] = [];
    let from = 0;
    let read = 0;
    const step = async (what: string, act: () => Promise<unknown>): Promise<void> => {
      await act();
      await delay(BEGUN_MS);
      await vi.waitFor(() => expect(starting(target)).toEqual([]), 10_000);
      const told = target.frames.slice(from).flatMap(({ method, params }) => {
        const { name, status } = (params ?? {}) as Frame;
        return method === 'mcpServer/startupStatus/updated' ? [`${String(name)} ${String(status)}`] : [];
      });
      from = target.frames.length;
      const all = existsSync(starts) ? readFileSync(starts, 'utf8') : '';
      const started = all.slice(read).split('\n').filter(Boolean).sort().join(' ');
      read = all.length;
      done.push({ what, told: told.sort(), started });
    };
    configure(entry('a'), entry('b'));
    await handshake(target);
    const threadId = await startThread(target);
    await play({ target, threadId, configure, entry }, step);
    return done;
  } finally {
    await target.close();
    await backend.close();
  }
}

// They wait most of the time.
describe.concurrent.each(['0.118.0', '0.169.0'] as const)('loaded threads of %s', (version) => {
  it('reload MCP servers when they are told to', { timeout: 240_000 }, async () => {
    const play = (side: Side) =>
      steps(side, version, async ({ target, threadId, configure, entry }, step) => {
        const reloaded = async (what: string): Promise<void> => {
          await step(`${what}: reload`, () => target.request('config/mcpServer/reload'));
          await step(`${what}: turn`, () => runTurn(target, threadId, what));
        };
        await step('begin', () => runTurn(target, threadId, 'begin'));
        await reloaded('nothing changed');
        configure(entry('a'), entry('b', 'tool_timeout_sec = 7'));
        await reloaded('an option changed');
        configure(entry('a'), entry('b', 'env = { GIVEN = "other" }'));
        await reloaded('its variables changed');
        configure(entry('a'), entry('c'));
        await reloaded('b for c');
        configure(entry('a', 'enabled = false'), entry('c'), '[mcp_servers.d]\ncommand = "/nonexistent/d"\n');
        await reloaded('one off, one broken');
        const edits = [{ keyPath: 'mcp_servers.c.enabled', value: false, mergeStrategy: 'replace' }];
        await step('written', () => target.request('config/batchWrite', { edits }));
        await step('written: turn', () => runTurn(target, threadId, 'written'));
        await step('reloaded', () =>
          target.request('config/batchWrite', { edits: [], reloadUserConfig: true }),
        );
        await step('reloaded: turn', () => runTurn(target, threadId, 'reloaded'));
      });
    const ours = await play('ours');
    expect(ours[0]?.started).toBe('a b');
    expect(ours).toEqual(
      await playReal(
        () => play('real'),
        (real) => JSON.stringify(real) === JSON.stringify(ours),
      ),
    );
  });

  it('keep what they were loaded with, whatever is done to the file', { timeout: 60_000 }, async () => {
    for (const side of ['ours', 'real'] as const) {
      const backend = createBackend();
      await backend.listen();
      const target = await startTarget({ side, version, config: backend.codexConfig() });
      try {
        await handshake(target);
        const threadId = await startThread(target);
        const changes = [
          'broken = = 1\n',
          'approval_policy = "nonsense"\n',
          'model = "another"\nmodel_reasoning_effort = "low"\n',
          backend.codexConfig().replace(/base_url = .*/, 'base_url = "http://127.0.0.1:9/v1"'),
        ];
        for (const [index, text] of changes.entries()) {
          writeFileSync(join(target.home, 'codex', 'config.toml'), text);
          await runTurn(target, threadId, `turn ${index}`);
        }
        const asked = backend.requests.map(({ body }) => body as { model: string; reasoning: unknown });
        expect(asked.map(({ model }) => model)).toEqual(changes.map(() => asked[0]?.model));
        expect(new Set(asked.map(({ reasoning }) => JSON.stringify(reasoning))).size).toBe(1);
      } finally {
        await target.close();
        await backend.close();
      }
    }
  });
});
