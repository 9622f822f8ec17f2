// Calls both servers of one version alike, one call at a time, and tells where what they say differs.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, createBackend } from '../../../../src/backend/index.js';
import { differences } from '../differences.js';
import { OFFLINE_ENV } from '../plugin-market.js';
import { type Frame, freshFolder, type Side, startTarget, type Target, type Version } from '../target.js';
import { isKnownIn } from './profile-file.js';
import { buildWorld, FUZZ_SCRIPT, fillHome, type Names } from './world.js';

export interface FuzzCall {
  readonly method: string;
  readonly params: unknown;
}

/** One call, and where its answers differ: nowhere, most of the time. */
export interface Outcome {
  readonly call: FuzzCall;
  readonly lines: readonly string[];
  /** What ours and the real one said, as texts. */
  readonly said: readonly string[];
}

interface Player {
  readonly target: Target;
  readonly backend: Backend;
  readonly names: Names;
  readonly config: string;
}

/** What servers say may still come a moment after the answer. */
const QUIET_MS = 30;
const TURN_MS = 1_500;
const STARTS_TURN = /^(?:turn\/start|review\/start|thread\/(?:compact\/start|shellCommand|queue\/start))$/;
const WRITES_CONFIG =
  /^(?:config\/(?:value\/write|batchWrite)|experimentalFeature\/enablement\/set|modelProvider\/config\/write|skills\/config\/write|plugin\/|marketplace\/)/;

export async function playFuzz(
  version: Version,
  calls: readonly FuzzCall[],
  told: (outcome: Outcome) => void,
): Promise<void> {
  const players: Player[] = [];
  try {
    for (const side of ['ours', 'real'] as const) players.push(await begin(side, version));
    for (const [n, call] of calls.entries()) {
      const [ours, real] = await Promise.all(players.map((player) => said(player, call, n)));
      told({ call, lines: differences(ours ?? [], real ?? []), said: [...(ours ?? []), ...(real ?? [])] });
    }
  } finally {
    await finish(players);
  }
}

async function finish(players: readonly Player[]): Promise<void> {
  for (const { target, backend } of players) {
    await target.close();
    await backend.close();
    rmSync(target.home, { recursive: true, force: true });
  }
}

async function begin(side: Side, version: Version): Promise<Player> {
  const backend = createBackend({ script: FUZZ_SCRIPT });
  await backend.listen();
  const home = freshFolder(`fuzz-${side}`);
  fillHome(home);
  const config = `${backend.codexConfig()}\n[skills.bundled]\nenabled = false\n`;
  const env = { ...OFFLINE_ENV, CODEX_APP_SERVER_LOGIN_ISSUER: 'http://127.0.0.1:9' };
  const target = await startTarget({ side, version, home, config, env });
  const names = await buildWorld(target, isKnownIn(version));
  await quiet(target);
  return { target, backend, config, names };
}

/** What one server said to a call: its answer, then its news, kind by kind. */
async function said(
  { target, names, config }: Player,
  { method, params }: FuzzCall,
  n: number,
): Promise<string[]> {
  const from = target.frames.length;
  const answer = await target.request(method, filledIn(params, names, n));
  if (STARTS_TURN.test(method) && answer.error === undefined) await turnEnd(target, from);
  await quiet(target);
  if (WRITES_CONFIG.test(method)) writeFileSync(join(target.home, 'codex', 'config.toml'), config);
  const { id: _, ...shown } = answer;
  const news = target.frames.slice(from).filter((frame) => frame !== answer && isNews(frame));
  return [
    JSON.stringify(comparable({ id: method, ...shown }, names)),
    ...news.map(({ emittedAtMs: _at, ...said }) => JSON.stringify(comparable(said, names))).sort(),
  ];
}

/** What is said by itself, and of no other call: turns of before may go on, and pages come when they come. */
function isNews({ method, params }: Frame): boolean {
  if (typeof method !== 'string' || PASSING.test(method)) return false;
  const { summary } = (params ?? {}) as { summary?: unknown };
  return !(method === 'configWarning' && /bubblewrap/.test(String(summary)));
}

/** How often these come, and when, is each server's own affair from run to run. */
const PASSING =
  /^(?:remoteControl\/status\/changed|thread\/tokenUsage\/updated|account\/rateLimits\/updated|thread\/queue\/changed|item\/\w+\/(?:\w+D|d)elta|mcpServer\/startupStatus\/updated|fuzzyFileSearch\/.*|fs\/changed|skills\/changed|process\/.*|command\/.*)$/;

async function turnEnd(target: Target, from: number): Promise<void> {
  const ended = target.waitFor('turn/completed', ({ method }) => method === 'turn/completed', from);
  await Promise.race([ended.catch(() => {}), new Promise((resolve) => setTimeout(resolve, TURN_MS))]);
}

async function quiet(target: Target): Promise<void> {
  for (let count = -1; count !== target.frames.length; ) {
    count = target.frames.length;
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
}

function filledIn(params: unknown, names: Names, n: number): unknown {
  const text = JSON.stringify(params, (_, value) =>
    typeof value === 'string'
      ? value.replace(/\{\{([\w.]+)\}\}/g, (whole, name: string) =>
          name === 'n' ? String(n) : (names.get(name) ?? whole),
        )
      : value,
  );
  return text === undefined ? undefined : JSON.parse(text);
}

const UUID =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:rs|msg|fc|resp)_[0-9a-f]{8}_\d+(?:_\d+)?/g;
const TIMES = /^(?:.*At|.*AtMs|.*_at|durationMs|timeUsedSeconds)$/;

function comparable(frame: Frame, names: Names): unknown {
  // Longest first: a rollout's path holds the home's.
  const known = [...names].filter(([name]) => name !== 'provider').sort((a, b) => b[1].length - a[1].length);
  const text = (value: string): string =>
    known
      .reduce((shown, [name, id]) => shown.replaceAll(id, `<${name}>`), value)
      .replace(UUID, '<id>')
      .replace(/\/sessions\/\d{4}\/\d{2}\/\d{2}\//g, '/sessions/<day>/')
      .replace(/\d{4}-\d{2}-\d{2}T\d{2}[-:]\d{2}[-:]\d{2}(?:\.\d+)?Z?/g, '<time>')
      .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
      .replace(/sha256:[0-9a-f]{64}/g, 'sha256:<fingerprint>');
  return JSON.parse(JSON.stringify(frame), (key, value: unknown) => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number' && TIMES.test(key)) return '<time>';
    if (key === 'entries' && Array.isArray(value))
      return value.sort((a: Frame, b: Frame) => (String(a.fileName) < String(b.fileName) ? -1 : 1));
    if (key === 'files' && Array.isArray(value)) return value.sort(byRootWhereAlike);
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      return Object.fromEntries(
        Object.entries(value)
          .map(([name, member]) => [text(name), member])
          .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      );
    return value;
  });
}

/** In which order roots are told that hold paths of the same name is chance. */
function byRootWhereAlike(one: Frame, other: Frame): number {
  const isAlike = one.score === other.score && one.path === other.path;
  return isAlike && one.root !== other.root ? (String(one.root) < String(other.root) ? -1 : 1) : 0;
}
