// The hooks of one thread: which of them an occasion concerns, their runs as clients see them, and what they want
// together. The processes are the runner's, the verdicts hook-verdict.ts's.

import type { HookEventName, HookRunSummary } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import type { ThreadEvent } from '../events.js';
import type { ThreadSettings } from '../settings.js';
import type { Hook, HookExit, HookRunner, HookSourceReader } from './hook.js';
import { type HookVerdict, judgeHook, nameOf } from './hook-verdict.js';

export interface Occasion {
  readonly event: HookEventName;
  /** Null where no turn is concerned. */
  readonly turnId: string | null;
  readonly settings: ThreadSettings;
  /** What matchers choose by; null: there is nothing to choose by. */
  readonly subject: string | null;
  /** The call it is about. */
  readonly callId?: string;
  /** What hooks are told besides what they are always told. */
  readonly told: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** What the hooks of an occasion want together, in their order. */
export interface HookOutcome {
  readonly contexts: readonly string[];
  readonly blocked: readonly { readonly hookRunId: string; readonly text: string }[];
  /** The first reason to stop; null: none stops. */
  readonly stopped: string | null;
  /** What the last one to change it changed the input to; undefined: it stays. */
  readonly updatedInput: unknown;
  readonly isAllowed: boolean;
}

export interface HookServices {
  readonly reader: HookSourceReader;
  readonly runner: HookRunner;
}

/** Of an agent whose configuration names none. */
export const NO_HOOKS: HookServices = {
  reader: { read: () => Promise.resolve([]) },
  runner: { run: () => Promise.resolve({ type: 'killed' }) },
};

/** Occasions of a thread as a whole. */
const OF_THREAD: ReadonlySet<HookEventName> = new Set(['sessionStart', 'sessionEnd']);
/** Events whose hooks are not told how much a thread may do. */
const WITHOUT_MODE: ReadonlySet<HookEventName> = new Set(['preModelRequest', 'postModelRequest']);

const NOTHING: HookOutcome = {
  contexts: [],
  blocked: [],
  stopped: null,
  updatedInput: undefined,
  isAllowed: false,
};

export interface HookedThread {
  readonly threadId: string;
  /** Of its log; null: it is not kept. */
  readonly path: () => string | null;
  readonly clock: Clock;
  /** See Behaviour.hooksSayMore. */
  readonly saysMore: boolean;
  emit(event: ThreadEvent): void;
}

export class ThreadHooks {
  readonly #thread: HookedThread;
  readonly #services: HookServices;
  #hooks: readonly Hook[] = [];
  /** How the session came to be, until its first turn has told. */
  #session: string | null = null;

  constructor(thread: HookedThread, services: HookServices) {
    this.#thread = thread;
    this.#services = services;
  }

  /** Reads which hooks there are; they stay the thread's. `session` is how it begins. */
  async open(cwd: string, session: 'startup' | 'resume'): Promise<void> {
    this.#hooks = await this.#services.reader.read(cwd);
    this.#session = session;
  }

  has(event: HookEventName): boolean {
    return this.#hooks.some((hook) => hook.event === event);
  }

  /** Whether input has to wait for hooks. */
  get judgesInput(): boolean {
    return this.has('userPromptSubmit') || (this.#session !== null && this.has('sessionStart'));
  }

  /** Runs the hooks of the session's start with its first turn. */
  async begin(occasion: Pick<Occasion, 'turnId' | 'settings' | 'signal'>): Promise<HookOutcome> {
    const source = this.#session;
    this.#session = null;
    if (source === null) return NOTHING;
    return this.run({ ...occasion, event: 'sessionStart', subject: source, told: { source } });
  }

  /** Runs side by side what the occasion concerns; never rejects. */
  async run(occasion: Occasion): Promise<HookOutcome> {
    const concerned = this.#hooks.filter((hook) => concerns(hook, occasion));
    if (concerned.length === 0 || occasion.signal.aborted) return NOTHING;
    const { clock } = this.#thread;
    const startedAt = clock.now();
    const runs = concerned.map((hook) => this.#summary(hook, occasion, startedAt));
    for (const run of runs) this.#tell('hookStarted', occasion, run);
    const input = this.#input(occasion);
    const ends = await Promise.all(concerned.map((hook) => this.#end(hook, occasion, input)));
    if (occasion.signal.aborted) return NOTHING;
    const verdicts = concerned.map((hook, at) => {
      const { exit, ms } = ends[at] ?? { exit: { type: 'killed' as const }, ms: 0 };
      const rules = { toolHooksSayMore: this.#thread.saysMore };
      const verdict = judgeHook(hook.event, exit, { timeoutSec: hook.timeoutSec, rules });
      const run = runs[at];
      if (run !== undefined) this.#tell('hookCompleted', occasion, finished(run, verdict, startedAt, ms));
      return { hookRunId: run?.id ?? '', wish: verdict.wish };
    });
    return together(verdicts);
  }

  async #end(
    hook: Hook,
    { settings, signal }: Occasion,
    input: string,
  ): Promise<{ exit: HookExit; ms: number }> {
    const { clock } = this.#thread;
    const startedAt = clock.monotonic();
    const { command, timeoutSec } = hook;
    const exit = await this.#services.runner.run(
      { command, cwd: settings.cwd, input, timeoutMs: timeoutSec * 1000 },
      signal,
    );
    return { exit, ms: Math.round(clock.monotonic() - startedAt) };
  }

  #input({ event, turnId, settings, told }: Occasion): string {
    const mode = settings.approvalPolicy === 'never' ? 'bypassPermissions' : 'default';
    return JSON.stringify({
      session_id: this.#thread.threadId,
      ...(turnId === null || OF_THREAD.has(event) ? {} : { turn_id: turnId }),
      transcript_path: this.#thread.path(),
      cwd: settings.cwd,
      hook_event_name: nameOf(event),
      model: settings.model,
      ...(WITHOUT_MODE.has(event) ? {} : { permission_mode: mode }),
      ...told,
    });
  }

  #summary(hook: Hook, { event, callId }: Occasion, at: number): HookRunSummary {
    const { displayOrder, sourcePath, source, statusMessage } = hook;
    const kebab = event.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const about = callId !== undefined && this.#thread.saysMore ? `:${callId}` : '';
    return {
      id: `${kebab}:${displayOrder}:${sourcePath}${about}`,
      eventName: event,
      handlerType: 'command',
      executionMode: 'sync',
      scope: OF_THREAD.has(event) ? 'thread' : 'turn',
      sourcePath,
      source,
      displayOrder,
      status: 'running',
      statusMessage,
      startedAt: Math.floor(at / 1000),
      completedAt: null,
      durationMs: null,
      entries: [],
    };
  }

  #tell(type: 'hookStarted' | 'hookCompleted', { turnId }: Occasion, run: HookRunSummary): void {
    this.#thread.emit({ type, turnId, run });
  }
}

function concerns({ event, matcher }: Hook, occasion: Occasion): boolean {
  if (event !== occasion.event) return false;
  const { subject } = occasion;
  if (matcher === null || matcher === '' || matcher === '*' || subject === null) return true;
  if (/^[\w|]+$/.test(matcher)) return matcher.split('|').includes(subject);
  try {
    return new RegExp(matcher, 'u').test(subject);
  } catch {
    return false; // such a hook is not listed either
  }
}

function finished(
  run: HookRunSummary,
  { status, entries }: HookVerdict,
  startedAt: number,
  ms: number,
): HookRunSummary {
  const completedAt = Math.floor((startedAt + ms) / 1000);
  return { ...run, status, entries: [...entries], completedAt, durationMs: ms };
}

function together(
  verdicts: readonly { readonly hookRunId: string; readonly wish: HookVerdict['wish'] }[],
): HookOutcome {
  const wishes = verdicts.map(({ wish }) => wish);
  return {
    contexts: wishes.flatMap(({ context }) => (context === null ? [] : [context])),
    blocked: verdicts.flatMap(({ hookRunId, wish }) =>
      wish.blocked === null ? [] : [{ hookRunId, text: wish.blocked }],
    ),
    stopped: wishes.find(({ stopped }) => stopped !== null)?.stopped ?? null,
    updatedInput: wishes.findLast(({ updatedInput }) => updatedInput !== undefined)?.updatedInput,
    isAllowed: wishes.some(({ allowed }) => allowed),
  };
}
