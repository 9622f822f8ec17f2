// Runs scenarios against a target: several beside each other, each on a server, home and backend of its own, within
// its time. Everything the server says is judged by the schemas of its version and by the linter.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createBackend } from '../backend/index.js';
import { Linter, type LintFrame } from '../lint/index.js';
import { loadProfile, type Profile } from '../protocol/index.js';
import { at } from '../util/peek.js';
import { stateDir } from '../util/state-dir.js';
import { Bench } from './bench.js';
import { ExpectationError } from './expect.js';
import type { Frame } from './frame.js';
import { createJudge, type Judge } from './judge.js';
import { withMachineLock } from './machine-lock.js';
import { unofferedMethods } from './offered-methods.js';
import type { Scenario, Surroundings } from './scenario.js';
import type { Ability, Home, Target, Way } from './target.js';

/** One way of running one scenario. */
export interface Case {
  readonly scenario: Scenario;
  readonly way: Way;
}

export interface Problem {
  /** One sentence. */
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
}

export interface CaseResult {
  readonly id: string;
  readonly requires: string;
  readonly way: Way;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped. */
  readonly reason?: string;
  readonly problems: readonly Problem[];
  /** Frames of each connection, for comparisons. */
  readonly transcript: readonly (readonly Frame[])[];
  /** Where its home was, which paths in the transcript begin with; it is gone by now. */
  readonly root?: string;
  readonly ms: number;
}

export interface RunOptions {
  readonly target: Target;
  readonly scenarios: readonly Scenario[];
  /** Where homes are made, each removed after its scenario; by default a folder of the user's state directory. */
  readonly workDir?: string;
  /** Puts into a fresh home what no scenario minds and a server would be slow to make. */
  readonly furnish?: (codexHome: string) => void;
  /** How many at a time; what the target says by default. */
  readonly jobs?: number;
  /** Milliseconds to wait for any one thing; 10,000 by default. */
  readonly patienceMs?: number;
  readonly onResult?: (result: CaseResult, done: number, all: number) => void;
  /** Lets what runs finish and starts nothing more. */
  readonly signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 20_000;
const DEFAULT_PATIENCE_MS = 10_000;

/** What would run against the target, in order; scenarios of other versions are left out. */
export function casesFor(
  { profile, abilities }: Pick<Target, 'profile' | 'abilities'>,
  scenarios: readonly Scenario[],
): Case[] {
  const usual: Way = abilities.has('stdio') ? 'stdio' : 'websocket';
  return scenarios
    .filter(({ profiles }) => profiles === undefined || profiles.includes(profile))
    .flatMap((scenario) => (scenario.on ?? [usual]).map((way): Case => ({ scenario, way })));
}

export interface Run {
  /** One for each case, in the order of the cases. */
  readonly results: readonly CaseResult[];
  /** Methods of its version that the server does not answer; scenarios that cover one are skipped. */
  readonly unoffered: readonly string[];
}

/** Never rejects because of a scenario. @throws whatever keeps the target from starting at all */
export async function runScenarios(options: RunOptions): Promise<Run> {
  const { workDir } = options;
  if (workDir !== undefined) return runIn(workDir, options);
  // Not below the temporary directory: newer servers refuse a home there.
  const own = mkdtempSync(path.join(stateDir(process.env, 'conform'), 'run-'));
  try {
    return await runIn(own, options);
  } finally {
    rmSync(own, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runIn(workDir: string, options: RunOptions): Promise<Run> {
  const { target, scenarios, signal, onResult } = options;
  const cases = casesFor(target, scenarios);
  const profile = loadProfile(target.profile);
  const judge = await createJudge(profile);
  const unoffered = await unofferedMethods(target, workDir, options.patienceMs ?? DEFAULT_PATIENCE_MS);
  const results: CaseResult[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < cases.length && signal?.aborted !== true; at = next++) {
      const one = cases[at];
      if (one === undefined) return;
      const result = await runCase(one, { ...options, workDir, profile, judge, unoffered });
      results[at] = result;
      done += 1;
      onResult?.(result, done, cases.length);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.jobs ?? target.concurrency) }, work));
  return { results: results.filter((result) => result !== undefined), unoffered };
}

interface CaseContext extends RunOptions {
  readonly workDir: string;
  readonly profile: Profile;
  readonly judge: Judge;
  readonly unoffered: readonly string[];
}

async function runCase({ scenario, way }: Case, context: CaseContext): Promise<CaseResult> {
  const started = performance.now();
  const { id, requires } = scenario;
  const end = (rest: Pick<CaseResult, 'outcome'> & Partial<CaseResult>): CaseResult => ({
    id,
    requires,
    way,
    problems: [],
    transcript: [],
    ms: Math.round(performance.now() - started),
    ...rest,
  });
  const missing = missingAbility(scenario, way, context.target) ?? missingMethod(scenario, context.unoffered);
  if (missing !== undefined) return end({ outcome: 'skipped', reason: missing });
  const run = (): Promise<Attempt> => attempt(scenario, way, context);
  const tried = await (scenario.locks === undefined ? run() : withMachineLock(run));
  return end({ outcome: tried.problems.length === 0 ? 'passed' : 'failed', ...tried });
}

const WITHOUT: Readonly<Record<Ability, string>> = {
  home: 'it needs a server with a home and configuration of its own',
  backend: 'it needs our scripted backend as the provider of the server',
  stdio: 'it needs a connection over stdio',
  websocket: 'it needs a server that listens on a WebSocket',
  process: 'it needs a server that is a process of its own',
  clock: 'it needs a server whose clock can be moved on',
};

function missingAbility(scenario: Scenario, way: Way, target: Target): string | undefined {
  const needed: Ability[] = [way, ...(scenario.needs ?? [])];
  const { script, config, configTables, prepare, env, args, login, speaks } = scenario;
  if (script !== undefined || login === true) needed.push('backend');
  if (config ?? configTables ?? prepare ?? env ?? args ?? speaks) needed.push('home');
  if (args !== undefined) needed.push('process');
  const missing = needed.find((ability) => !target.abilities.has(ability));
  return missing === undefined ? undefined : WITHOUT[missing];
}

function missingMethod({ covers = [] }: Scenario, unoffered: readonly string[]): string | undefined {
  const method = covers.find((one) => unoffered.includes(one));
  return method === undefined ? undefined : `the server does not offer ${method}`;
}

type Attempt = Pick<CaseResult, 'problems' | 'transcript' | 'root'>;

async function attempt(scenario: Scenario, way: Way, context: CaseContext): Promise<Attempt> {
  const { target, profile, judge } = context;
  const transcript: Frame[][] = [];
  const problems: Problem[] = [];
  const linters: Linter[] = [];
  const seen = new Set<string>();
  const onFrame = (connection: number, frame: Frame): void => {
    transcript[connection] ??= [];
    transcript[connection].push(frame);
    if (frame.method !== undefined) seen.add(frame.method);
    if (frame.dir === 'in') {
      const wrong = judge(frame);
      if (wrong !== undefined)
        problems.push({ message: wrong, expected: `the schema of ${profile.name}`, actual: frame.value });
    }
    linters[connection] ??= new Linter();
    const lintFrame = lintFrameOf(frame);
    if (lintFrame !== undefined) linters[connection].frame(lintFrame);
  };
  const root = mkdtempSync(path.join(context.workDir, 'run-'));
  const home: Home = { root, codexHome: path.join(root, 'codex'), cwd: path.join(root, 'work') };
  for (const folder of [home.codexHome, home.cwd]) mkdirSync(folder, { recursive: true });
  context.furnish?.(home.codexHome);
  const around = { home, cwd: home.cwd, version: profile.name };
  const { script, config = '', configTables = '', login = false, speaks = false, gateway = false } = scenario;
  const backend = target.abilities.has('backend')
    ? await createBackend({ script: typeof script === 'function' ? script(around) : (script ?? {}) }).listen()
    : undefined;
  const bench = new Bench({
    target,
    version: profile.name,
    backend,
    patienceMs: scenario.patienceMs ?? context.patienceMs ?? DEFAULT_PATIENCE_MS,
    onFrame,
    setup: {
      way,
      home,
      config: [
        linesOf(config, around),
        backend?.codexConfig({
          codexVersion: profile.name,
          requiresLogin: login,
          realtime: speaks,
          gateway,
        }) ?? '',
        linesOf(configTables, around),
      ].join('\n'),
      env: { ...(login ? backend?.loginEnvironment() : {}), ...scenario.env },
      args: scenario.args?.(around) ?? [],
    },
  });
  try {
    scenario.prepare?.(around);
    await inTime(scenario.run(bench), scenario.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const unseen = (scenario.covers ?? []).filter(
      (method) => profileKnows(profile, method) && !seen.has(method),
    );
    if (unseen.length > 0) problems.push({ message: `It covers ${unseen.join(', ')}, which never passed.` });
  } catch (thrown) {
    problems.unshift(problemOf(thrown));
  } finally {
    await bench.stop().catch((thrown: unknown) => problems.push(problemOf(thrown)));
    await backend?.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
  // What was open when a scenario broke off is no news.
  if (problems.length === 0) problems.push(...lintProblems(linters, scenario.breaks ?? []));
  return { problems, transcript, root };
}

function linesOf(lines: NonNullable<Scenario['config']>, around: Surroundings): string {
  return typeof lines === 'function' ? lines(around) : lines;
}

function lintProblems(linters: readonly Linter[], expected: readonly string[]): Problem[] {
  return linters.flatMap((linter) => {
    linter.end();
    return linter.findings
      .filter(({ rule, level }) => level === 'error' && !expected.includes(rule))
      .map(({ rule, message, frame }) => ({ message: `lint ${rule}: ${message} (frame ${frame})` }));
  });
}

/** What the linter takes of a frame; undefined of one that is no message. */
export function lintFrameOf({ dir, kind, method, value }: Frame): LintFrame | undefined {
  if (kind === 'malformed') return undefined;
  const id = at(value, 'id') as string | number | undefined; // classified as a message, so its id is one of these
  return { dir, kind, id, method, params: at(value, 'params'), result: at(value, 'result') };
}

function profileKnows({ methodInfo, serverRequestInfo, notificationInfo }: Profile, method: string): boolean {
  return [methodInfo, serverRequestInfo, notificationInfo].some((ask) => ask(method) !== undefined);
}

function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ExpectationError)
    return { message: thrown.message, expected: thrown.expected, actual: thrown.actual };
  return { message: thrown instanceof Error ? thrown.message : String(thrown) };
}

async function inTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ExpectationError(`It took more than ${ms / 1000} s.`, { expected: 'an end', actual: 'none' }),
        ),
      ms,
    );
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
