// Plays with hooks, ours and the real 0.169.0 side by side: how their runs are told, what they read, and what the model
// reads of them.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createBackend, type FunctionCall, type ReplyObject } from '../../../src/backend/index.js';
import { at, textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from './compare.js';
import { differences } from './differences.js';
import { type Doings, hooksFile, prepareHooks, readByHook, trustAll } from './hooked.js';
import { unexplained } from './known-differences.js';
import { MCP_SERVER } from './mcp-server-file.js';
import { normaliser } from './normalise.js';
import { nothingLeft, playReal } from './play-real.js';
import { type Frame, freshFolder, type Side, startTarget, type Target, type Version } from './target.js';
import { answerQuestions, steadyHeader } from './tool-turn.js';

const VERSION: Version = '0.169.0';

/** Configuration of a server whose tools a test knows. */
export const MCP = `[mcp_servers.my-srv]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(MCP_SERVER)}]
`;

interface HookStage {
  readonly target: Target;
  prepare(doings: Doings): void;
  /** Starts a thread that asks for nothing, unless `params` say otherwise. */
  thread(params?: Frame): Promise<string>;
  turn(threadId: string, text: string, doings?: Doings): Promise<void>;
  compact(threadId: string, doings?: Doings): Promise<void>;
  until(what: string, fits: (frame: Frame) => boolean, from: number): Promise<Frame>;
  /** Resolves when a request to the model holds that text. */
  asked(text: string): Promise<void>;
  script(replies: ReplyObject[]): void;
}

export interface HookPlay {
  readonly events: readonly string[];
  readonly replies: ReplyObject[];
  readonly config?: string;
  /** Further groups of hooks, by event. */
  readonly more?: Readonly<Record<string, readonly object[]>>;
  readonly answer?: (number: number) => Frame | undefined;
  /** A model that both servers know nothing of, so that all tools are offered at once. */
  readonly isUnknownModel?: true;
  play(stage: HookStage): Promise<void>;
}

export const ALWAYS = { times: 'always' as const };
export const DONE: ReplyObject = { when: { kind: 'turn' }, ...ALWAYS, text: 'done' };
export const calls = (text: string, call: Omit<FunctionCall, 'id'>): ReplyObject => ({
  when: { matches: `^${text}$`, toolOutput: false },
  ...ALWAYS,
  call: { id: 'call_it', ...call },
});

async function played(side: Side, setup: HookPlay): Promise<string[][]> {
  const backend = createBackend({ script: { replies: setup.replies } });
  await backend.listen();
  const home = freshFolder(`${side}-${VERSION}`);
  mkdirSync(join(home, 'codex'));
  const { events, more = {} } = setup;
  writeFileSync(join(home, 'codex/hooks.json'), hooksFile(home, events, { more }));
  const config = [
    backend.codexConfig().replace('[features]', '[features]\nunified_exec = true'),
    '[skills.bundled]\nenabled = false',
    setup.config ?? '',
  ].join('\n');
  const known = setup.isUnknownModel ? config.replace(/^model = .*$/m, 'model = "unheard-of"') : config;
  const target = await startTarget({ side, version: VERSION, home, config: known });
  const stopAnswering = answerQuestions(
    target,
    setup.answer ?? (() => ({ result: { decision: 'decline' } })),
  );
  const isEnd = (frame: Frame): boolean => frame.method === 'turn/completed';
  try {
    await handshake(target);
    await trustAll(target, known);
    const prepare = (doings: Doings = {}): void => prepareHooks(home, events, doings);
    prepare();
    await setup.play({
      target,
      prepare,
      thread: (params = {}) =>
        startThread(target, { approvalPolicy: 'never', sandbox: 'danger-full-access', ...params }),
      async turn(threadId, text, doings) {
        prepare(doings);
        await runTurn(target, threadId, text);
      },
      async compact(threadId, doings) {
        prepare(doings);
        const from = target.frames.length;
        await target.request('thread/compact/start', { threadId });
        await target.waitFor('the end', isEnd, from);
      },
      until: (what, fits, from) => target.waitFor(what, fits, from),
      async asked(text) {
        const isAsked = (): boolean =>
          backend.requests.some(({ body }) => JSON.stringify(body).includes(`"${text}"`));
        await expect.poll(isAsked, { timeout: 10_000 }).toBe(true);
      },
      script: (replies) => backend.setScript({ replies }),
    });
    await quiet(target);
    await target.close();
    return byThread(home, target, {
      read: Object.fromEntries(events.map((event) => [event, readByHook(home, event)])),
      told: backend.requests.map(({ body }) => outputsIn(body)),
    });
  } finally {
    stopAnswering();
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Hooks that end after their turn are told of late. */
async function quiet(target: Target): Promise<void> {
  for (let count = -1; count !== target.frames.length; ) {
    count = target.frames.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** What was told of each thread, then what hooks read of each event, then what the model was told. */
function byThread(
  home: string,
  { frames }: Target,
  { read, told }: { read: Readonly<Record<string, readonly Frame[]>>; told: readonly unknown[] },
): string[][] {
  const threads = new Map<unknown, Frame[]>();
  for (const frame of frames) {
    if (!TOLD.test(String(frame.method)) && at(frame, 'params', 'status', 'type') !== 'notLoaded') continue;
    const id = at(frame, 'params', 'threadId');
    threads.set(id, [...(threads.get(id) ?? []), frame]);
  }
  const normalise = normaliser(home);
  const shown = (frame: Frame): string =>
    steadyHeader(JSON.stringify(normalise(frame)))
      .replace(/"processId":"\d+"/g, '"processId":"<n>"')
      .replace(/Wall time: [\d.]+/g, 'Wall time: <s>')
      .replace(/\\"nickname\\":\\"[^"\\]+/g, '\\"nickname\\":\\"<name>')
      // Two clocks of the real server race each other.
      .replace('tool call failed for `my-srv/sleep`', 'MCP hook timed out')
      // An id of the real server's own, for what belongs to no turn.
      .replace(/"turnId":"auto-compact-\d+"/g, '"turnId":null');
  // What is told of requests to the model and what of everything else goes on side by side.
  const isOfRequest = (frame: Frame): boolean => JSON.stringify(frame).includes('-model-request:');
  return [
    ...[...threads.values()].flatMap((list) => [
      list.filter((frame) => !isOfRequest(frame)).map(shown),
      list.filter(isOfRequest).map(shown),
    ]),
    Object.entries(read).flatMap(([event, list]) =>
      // What is used depends on each server's own words.
      list.map(({ token_usage: _usage, ...params }) => shown({ method: event, params: sorted(params) })),
    ),
    told.map((params) => shown({ method: 'told', params })),
  ];
}

const TOLD = /^(hook|item|turn)\/(started|completed)$|^warning$|requestApproval|elicitation/;

function sorted(value: Frame): Frame {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the model reads of tools and hooks; what else it is told is in each server's own words. */
function outputsIn(body: unknown): unknown[] {
  const input = (body as { input?: Frame[] } | null)?.input ?? [];
  return input.flatMap((item) => {
    if (String(item.type).endsWith('_output')) return [item.output];
    const text = textAt(item, 'content', 0, 'text') ?? '';
    return /says|^<hook_prompt/.test(text) ? [text.replace(/hook_run_id="[^"]*\//g, 'hook_run_id="')] : [];
  });
}

/** What differs. */
export async function apartInHooks(setup: HookPlay): Promise<string[]> {
  const ours = await played('ours', setup);
  expect(ours.flat().filter((text) => text.includes('hook/completed')).length).toBeGreaterThan(3);
  return playReal(async () => {
    const real = await played('real', setup);
    const lists = Math.max(ours.length, real.length);
    return Array.from({ length: lists }, (_, at) => at).flatMap((at) =>
      unexplained(differences(ours[at] ?? [], real[at] ?? []), VERSION),
    );
  }, nothingLeft);
}

export const context = (hookEventName: string, more: object = {}): { out: object } => ({
  out: { ...more, hookSpecificOutput: { hookEventName, additionalContext: `${hookEventName} says` } },
});

export function isItem(frame: Frame, type: string): boolean {
  return frame.method === 'item/started' && at(frame, 'params', 'item', 'type') === type;
}
