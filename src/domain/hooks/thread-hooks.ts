// The hooks of one thread: which of them an occasion concerns, their runs as clients see them, and what they want
// together. What they are made of is run by hook-execution.ts, the verdicts are hook-verdict.ts's.

import type { HookEventName, HookRunSummary } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import { DomainError } from '../errors.js';
import type { ThreadEvent } from '../events.js';
import { isChosen, type PluginChoice } from '../plugins/plugin-choice.js';
import type { ThreadSettings } from '../settings.js';
import type {
  Hook,
  HookExit,
  HookPlace,
  HookRunner,
  HookSourceReader,
  HookTools,
  ThreadConfig,
} from './hook.js';
import { executeHook } from './hook-execution.js';
import { type HookVerdict, judgeHook, nameOf } from './hook-verdict.js';
import { readableText } from './readable-text.js';

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
  /** What the last one to end that changed the input changed it to; undefined: it stays. */
  readonly updatedInput: unknown;
  readonly isAllowed: boolean;
}

export interface HookServices {
  readonly reader: HookSourceReader;
  readonly runner: HookRunner;
  readonly tools: HookTools;
}

/** Of an agent whose configuration names none. */
export const NO_HOOKS: HookServices = {
  reader: { read: () => Promise.resolve({ hooks: [], warnings: [], problems: [] }) },
  runner: { run: () => Promise.resolve({ type: 'killed' }), keep: () => Promise.resolve(null) },
  tools: { call: () => Promise.resolve({ type: 'killed' }) },
};

/** Occasions of a thread as a whole. */
const OF_THREAD: ReadonlySet<HookEventName> = new Set(['sessionStart', 'sessionEnd', 'subagentStart']);
/** Events whose hooks are not told how much a thread may do. */
const WITHOUT_MODE: ReadonlySet<HookEventName> = new Set([
  'preModelRequest',
  'postModelRequest',
  'preCompact',
  'postCompact',
  'sessionEnd',
]);

/** Events at which the model reads why something must go on, or what is wrong with it. */
const ANSWERED: ReadonlySet<HookEventName> = new Set(['postToolUse', 'stop', 'subagentStop']);

const NOTHING: HookOutcome = {
  contexts: [],
  blocked: [],
  stopped: null,
  updatedInput: undefined,
  isAllowed: false,
};

/** How a session came to be, or to begin again. */
export type SessionStart = 'startup' | 'resume' | 'fork' | 'compact';

/** What hooks are told of a thread that another one has spawned. */
export interface HookedAgent {
  /** Of the thread at the top of its tree. */
  readonly sessionId: string;
  readonly type: string;
  /** Of its parent's log; null: it is not kept. */
  parentPath(): string | null;
}

export interface HookedThread {
  readonly threadId: string;
  /** Of its log; null: it is not kept. */
  readonly path: () => string | null;
  /** Null: a thread of its own. */
  readonly agent: HookedAgent | null;
  readonly clock: Clock;
  /** See Behaviour.hooksSayMore. */
  readonly saysMore: boolean;
  emit(event: ThreadEvent): void;
  warn(message: string): void;
  /** Tells the model something as words of the developer, in the turn that runs or before the next one. */
  hear(text: string): void;
}

export class ThreadHooks {
  readonly #thread: HookedThread;
  readonly #services: HookServices;
  #hooks: readonly Hook[] = [];
  #config: ThreadConfig = null;
  /** How the session came to be, each time, until its next turn has told. */
  #starts: SessionStart[] = [];
  /** Ends what runs beside the turns. */
  readonly #closing = new AbortController();

  constructor(thread: HookedThread, services: HookServices) {
    this.#thread = thread;
    this.#services = services;
  }

  /**
   * Reads which hooks there are, and resolves with what is wrong with how they are named.
   * @throws DomainError `managedHooksRequired`
   */
  async open(place: HookPlace, start: SessionStart): Promise<readonly string[]> {
    this.#starts = [start];
    this.#config = place.config;
    const { hooks, warnings, problems } = await this.#services.reader.read(place);
    if (problems.length > 0) throw new DomainError({ code: 'managedHooksRequired', problems });
    this.#hooks = hooks;
    return this.#thread.saysMore ? warnings : [];
  }

  /** Reads again which hooks there are; where some cannot run that must, those of before stay. */
  async reread(cwd: string): Promise<void> {
    const { hooks, problems } = await this.#services.reader.read({ cwd, config: this.#config });
    if (problems.length === 0) this.#hooks = hooks;
  }

  /** Whether there are any for a turn with these plug-ins. */
  has(event: HookEventName, choice: PluginChoice): boolean {
    return this.#hooks.some((hook) => hook.event === event && isChosen(hook.pluginId, choice));
  }

  /** The event at which a turn is about to end. */
  get endEvent(): 'stop' | 'subagentStop' {
    return this.#thread.agent === null ? 'stop' : 'subagentStop';
  }

  /** What kind of agent the thread is; null: none. */
  get agentType(): string | null {
    return this.#thread.agent?.type ?? null;
  }

  /** Whether input has to wait for hooks. */
  judgesInput(choice: PluginChoice): boolean {
    return this.has('userPromptSubmit', choice) || this.#beginnings(choice).length > 0;
  }

  /** The history has been compacted: the session begins again, as its hooks see it. */
  compacted(): void {
    if (this.#thread.saysMore) this.#starts.push('compact');
  }

  /** Runs the hooks of the session's start, once for each, with the first turn after it. */
  async begin(occasion: Pick<Occasion, 'turnId' | 'settings' | 'signal'>): Promise<HookOutcome> {
    const beginnings = this.#beginnings(occasion.settings);
    this.#starts = [];
    const outcomes: HookOutcome[] = [];
    for (const beginning of beginnings) outcomes.push(await this.run({ ...occasion, ...beginning }));
    return {
      ...NOTHING,
      contexts: outcomes.flatMap(({ contexts }) => contexts),
      stopped: outcomes.find(({ stopped }) => stopped !== null)?.stopped ?? null,
    };
  }

  /** Runs the hooks of the session's end; an agent's has none. */
  async end(settings: ThreadSettings): Promise<void> {
    this.#closing.abort();
    if (this.#thread.agent !== null) return;
    const { signal } = new AbortController();
    const told = { reason: 'other' };
    await this.run({ event: 'sessionEnd', turnId: null, settings, subject: 'other', told, signal });
  }

  /** What the hooks of the next turn's beginning are told. */
  #beginnings(choice: PluginChoice): Pick<Occasion, 'event' | 'subject' | 'told'>[] {
    const { agent } = this.#thread;
    const beginnings = this.#starts.flatMap((source): Pick<Occasion, 'event' | 'subject' | 'told'>[] => {
      if (agent === null || source === 'compact') {
        return [{ event: 'sessionStart', subject: source, told: { source } }];
      }
      return source === 'startup' ? [{ event: 'subagentStart', subject: agent.type, told: {} }] : [];
    });
    return beginnings.filter(({ event }) => this.has(event, choice));
  }

  /** Runs side by side what the occasion concerns; never rejects. */
  async run(occasion: Occasion): Promise<HookOutcome> {
    const concerned = this.#hooks.filter((hook) => concerns(hook, occasion));
    if (concerned.length === 0 || occasion.signal.aborted) return NOTHING;
    const told = this.#told(occasion);
    const shown = concerned.filter((hook) => !runsBeside(hook));
    for (const hook of concerned.filter(runsBeside)) void this.#runBeside(hook, occasion, told);
    const { clock } = this.#thread;
    const startedAt = clock.now();
    const runs = shown.map((hook) => ({ hook, summary: this.#summary(hook, occasion, startedAt) }));
    for (const { summary } of runs) this.#tell('hookStarted', occasion, summary);
    const inOrderOfEnd: HookRun[] = [];
    const ended = await Promise.all(
      runs.map(async ({ hook, summary }): Promise<HookRun> => {
        const since = clock.monotonic();
        const exit = await this.#execute(hook, occasion, told);
        const ms = Math.round(clock.monotonic() - since);
        const verdict = this.#judge(hook, exit);
        const run = { hook, verdict, summary: finished(summary, verdict, startedAt, ms) };
        inOrderOfEnd.push(run);
        return run;
      }),
    );
    if (occasion.signal.aborted) return NOTHING;
    for (const { summary } of ended) this.#tell('hookCompleted', occasion, summary);
    const readable = await Promise.all(
      ended.map(async (run) => ({ ...run, verdict: await this.#readable(run) })),
    );
    return together(readable, inOrderOfEnd);
  }

  /** The verdict with what the model reads of it; what clients are shown is whole. */
  async #readable({ hook, verdict }: Pick<HookRun, 'hook' | 'verdict'>): Promise<HookVerdict> {
    if (!this.#thread.saysMore) return verdict;
    const { context, blocked } = verdict.wish;
    const keep = (text: string): Promise<string | null> =>
      this.#services.runner.keep(this.#thread.threadId, text);
    const wish = {
      ...verdict.wish,
      context: context === null ? null : await readableText(context, keep, hook.contextLimit),
      blocked: blocked !== null && ANSWERED.has(hook.event) ? await readableText(blocked, keep) : blocked,
    };
    return { ...verdict, wish };
  }

  /** What it says is told once it has ended; it cannot stop anything any more. */
  async #runBeside(hook: Hook, occasion: Occasion, told: unknown): Promise<void> {
    const { signal } = this.#closing;
    const exit = await this.#execute(hook, { ...occasion, signal }, told);
    if (signal.aborted) return;
    const { wish, entries } = await this.#readable({ hook, verdict: this.#judge(hook, exit) });
    for (const { kind, text } of entries) if (kind === 'warning') this.#thread.warn(text);
    if (wish.context !== null) this.#thread.hear(wish.context);
  }

  #judge({ event, timeoutSec }: Hook, exit: HookExit): HookVerdict {
    return judgeHook(event, exit, { timeoutSec, rules: { toolHooksSayMore: this.#thread.saysMore } });
  }

  #execute(hook: Hook, { settings, turnId, signal }: Occasion, told: unknown): Promise<HookExit> {
    const { threadId } = this.#thread;
    const { runner, tools } = this.#services;
    return executeHook(hook, { runner, tools, threadId, turnId, cwd: settings.cwd, told }, signal);
  }

  #told({ event, turnId, settings, told }: Occasion): Readonly<Record<string, unknown>> {
    const { threadId, agent } = this.#thread;
    const path = this.#thread.path();
    const mode = settings.approvalPolicy === 'never' ? 'bypassPermissions' : 'default';
    const isOfParent = event === 'subagentStop' && agent !== null;
    return {
      session_id: agent?.sessionId ?? threadId,
      ...(turnId === null || event === 'sessionStart' ? {} : { turn_id: turnId }),
      ...(agent === null ? {} : { agent_id: threadId, agent_type: agent.type }),
      transcript_path: isOfParent ? agent.parentPath() : path,
      ...(isOfParent ? { agent_transcript_path: path } : {}),
      cwd: settings.cwd,
      hook_event_name: nameOf(event),
      ...(event === 'sessionEnd' ? {} : { model: settings.model }),
      ...(WITHOUT_MODE.has(event) ? {} : { permission_mode: mode }),
      ...told,
    };
  }

  #summary(hook: Hook, { event, callId, settings }: Occasion, at: number): HookRunSummary {
    const { sourcePath, source, statusMessage, handler } = hook;
    const left = hook.pluginsBefore.filter((plugin) => !isChosen(plugin, settings));
    const displayOrder = hook.displayOrder - left.length;
    const kebab = event.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const about = callId !== undefined && this.#thread.saysMore ? `:${callId}` : '';
    return {
      id: `${kebab}:${displayOrder}:${sourcePath}${about}`,
      eventName: event,
      handlerType: handler.type,
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

/** Whether nobody waits for it. */
function runsBeside({ handler }: Hook): boolean {
  return handler.type === 'command' && handler.isAsync;
}

function concerns({ event, matcher, guard, pluginId }: Hook, occasion: Occasion): boolean {
  if (event !== occasion.event || guard?.isGone() || !isChosen(pluginId, occasion.settings)) return false;
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

/** A run that has ended, and what was made of it. */
interface HookRun {
  readonly hook: Hook;
  readonly verdict: HookVerdict;
  readonly summary: HookRunSummary;
}

function together(runs: readonly HookRun[], inOrderOfEnd: readonly HookRun[]): HookOutcome {
  const wishes = runs.map(({ verdict }) => verdict.wish);
  const changing = inOrderOfEnd.findLast(({ verdict }) => verdict.wish.updatedInput !== undefined);
  return {
    contexts: wishes.flatMap(({ context }) => (context === null ? [] : [context])),
    blocked: runs.flatMap(({ verdict: { wish }, summary }) =>
      wish.blocked === null ? [] : [{ hookRunId: summary.id, text: wish.blocked }],
    ),
    stopped: wishes.find(({ stopped }) => stopped !== null)?.stopped ?? null,
    updatedInput: changing?.verdict.wish.updatedInput,
    isAllowed: wishes.some(({ allowed }) => allowed),
  };
}
