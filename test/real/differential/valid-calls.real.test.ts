// Every method called as it is meant to be: ours beside the real servers. Methods that are not called have a reason.
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread, textInput } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { normaliser } from '../support/normalise.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from '../support/target.js';
import type { CallPlay, Known } from '../support/valid-calls/call-play.js';
import { CALL_PLAYS } from '../support/valid-calls/index.js';
import { KNOWN_OF_CALLS } from '../support/valid-calls/known.js';

/** The answers, then the news that are compared, kind by kind. */
async function played(side: Side, version: Version, play: CallPlay): Promise<string[]> {
  // Held for good, however often the model is asked.
  const held = { startHold: 'never', text: 'Late.' };
  const gate = play.begin === 'running' ? { replies: [held, held, held] } : null;
  const backend = createBackend({ script: play.script ?? gate ?? { replies: [{ text: 'Hello.' }] } });
  await backend.listen();
  const home = freshFolder(`calls-${side}`);
  play.prepare?.(home);
  const config = withFeatures(backend.codexConfig(), play.features ?? []);
  const target = await startTarget({ side, version, home, config, env: play.env ?? {} });
  try {
    const labels = await perform(target, version, play);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const normalise = normaliser(home);
    return frames(target, play).map((frame) => comparable(labelled(normalise(frame) as Frame, labels)));
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function withFeatures(config: string, features: readonly string[]): string {
  const others = features.reduce((text, name) => text.replace(`${name} = false\n`, ''), config);
  return others.replace('[features]\n', `[features]\n${features.map((name) => `${name} = true\n`).join('')}`);
}

/** The methods that were called, by the ids of their requests. */
async function perform(
  target: Target,
  version: Version,
  play: CallPlay,
): Promise<ReadonlyMap<unknown, string>> {
  const labels = new Map<unknown, string>();
  const results = new Map<string, Frame>();
  await handshake(target);
  const threadId = await begin(target, play);
  const known: Known = {
    home: target.home,
    cwd: target.cwd,
    threadId,
    result: (method) => results.get(method) ?? startedThread(target),
    turnId: () => lastTurn(target),
  };
  for (const { method, params, versions, until } of play.calls) {
    if (versions !== undefined && !versions.includes(version)) continue;
    const from = target.frames.length;
    const answer = await target.request(method, typeof params === 'function' ? params(known) : params);
    labels.set(answer.id, method);
    results.set(method, (answer.result ?? {}) as Frame);
    if (until !== undefined) await target.waitFor(until, (frame) => frame.method === until, from);
  }
  return labels;
}

async function begin(target: Target, { begin: wanted, threadParams = {} }: CallPlay): Promise<string> {
  if (wanted === undefined) return '';
  const threadId = await startThread(target, threadParams);
  if (wanted === 'turn') await runTurn(target, threadId, 'hello');
  if (wanted === 'running') {
    await target.request('turn/start', { threadId, input: textInput('hello') });
    await target.waitFor('turn/started', ({ method }) => method === 'turn/started');
  }
  return threadId;
}

function startedThread(target: Target): Frame {
  return (target.frames.find(({ result }) => (result as Frame | undefined)?.thread !== undefined)?.result ??
    {}) as Frame;
}

function lastTurn(target: Target): string {
  const started = target.frames.findLast(({ method }) => method === 'turn/started');
  return (started?.params as { turn: { id: string } } | undefined)?.turn.id ?? '';
}

function frames(target: Target, { heard }: CallPlay): Frame[] {
  const answers = target.frames.filter((frame) => typeof frame.id === 'number' && !('method' in frame));
  answers.sort((a, b) => Number(a.id) - Number(b.id));
  const news = heard === undefined ? [] : target.frames.filter(({ method }) => heard.test(String(method)));
  // What a search finds and that it has ended come in either order.
  const kinds = [...new Set(news.map(({ method }) => String(method)))].sort();
  return [...answers, ...kinds.flatMap((kind) => news.filter(({ method }) => method === kind))];
}

/**
 * The port of the backend is in the fingerprint of a configuration, folders are listed as they come, and the backend
 * counts what it is shown: each server has instructions of its own.
 */
function comparable(frame: Frame): string {
  const text = JSON.stringify(frame)
    .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:<fingerprint>')
    .replaceAll(/resp_[0-9a-f]{8}_\d+/g, '<response>')
    .replaceAll(/"(inputTokens|cachedInputTokens)":\d+/g, '"$1":"<tokens>"');
  const sorted = JSON.parse(text, (key, value) =>
    key === 'entries' && Array.isArray(value)
      ? value.sort((a: { fileName: string }, b: { fileName: string }) => (a.fileName < b.fileName ? -1 : 1))
      : value,
  );
  return JSON.stringify(sorted);
}

function unnamed(lines: readonly string[], version: Version): string[] {
  const isNamed = (line: string): boolean => KNOWN_OF_CALLS.some((known) => known.line.test(line));
  return unexplained(lines, version).filter((line) => !isNamed(line));
}

/** Calls that were refused and should not have been, or the other way round. */
function misjudged(
  texts: readonly string[],
  { play, version }: { play: CallPlay; version: Version },
): string[] {
  const asked = play.calls.filter(({ versions }) => versions?.includes(version) ?? true);
  const refusable = new Set(
    asked.filter(({ refusedFor }) => refusedFor !== undefined).map(({ method }) => method),
  );
  return texts.flatMap((line) => {
    const { id, error } = JSON.parse(line) as { id?: unknown; error?: { message: string } };
    const method = String(id).split(' ')[1];
    if (method === undefined || (error !== undefined) === refusable.has(method)) return [];
    return [`${method} was ${error === undefined ? 'answered' : `refused: ${error.message}`}`];
  });
}

/** Answers under what they answer; those of the set-up are compared elsewhere. */
function labelled(frame: Frame, labels: ReadonlyMap<unknown, string>): Frame {
  if (typeof frame.method === 'string') return { ...frame, emittedAtMs: undefined };
  const method = labels.get(frame.id);
  return method === undefined ? { id: frame.id } : { ...frame, id: `${String(frame.id)} ${method}` };
}

describe.each<Version>(['0.169.0', '0.118.0'])('valid calls, in %s', (version) => {
  const plays = CALL_PLAYS.filter(({ calls }) =>
    calls.some(({ versions }) => versions === undefined || versions.includes(version)),
  );
  it.each(plays)('are answered alike: $name', async (play) => {
    const ours = await played('ours', version, play);
    expect(misjudged(ours, { play, version })).toEqual([]);
    const left = await playReal(
      async () => unnamed(differences(ours, await played('real', version, play)), version),
      nothingLeft,
    );
    expect(left).toEqual([]);
  });
});
