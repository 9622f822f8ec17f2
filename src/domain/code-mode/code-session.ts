// The scripts of one thread, from the first one until the thread is released: what they store for each other, whom they
// call in the turn that goes on, who waits for them. They outlive a turn that completes, and end with one that is stopped.

import { messageOf } from '../../util/coded-error.js';
import { jsonOrText } from '../../util/json-or-text.js';
import { isRecord } from '../../util/peek.js';
import type { ModelCatalog, ToolCall, ToolContext, ToolOutput } from '../ports.js';
import { wordsPart } from './cell-parts.js';
import { cellOutput } from './cell-report.js';
import { CodeCell } from './code-cell.js';
import type { CodeAnswer, CodeEvent, CodeHost } from './code-ports.js';
import type { CodeTool } from './code-tools.js';
import { codeAnswer } from './code-value.js';
import { mediaPart } from './media-part.js';
import type { CodeWish } from './pragma.js';

export interface CodeDeps {
  readonly clock: { monotonic(): number };
  readonly catalog: Pick<ModelCatalog, 'facts'>;
  newId(): string;
  /** Loads what runs scripts. */
  codeHost(): Promise<CodeHost>;
  /** Whether the tool is one that the client, or a server, has brought. */
  isForeign(call: ToolCall, context: ToolContext): boolean;
}

interface Watch {
  readonly yieldMs: number;
  readonly maxTokens: number | null;
  readonly stops: boolean;
}

const NOTHING = { head: [], note: null, tail: [] };
const STALE = 'cell belongs to a stale code-mode host generation';

export class CodeSession {
  readonly #deps: CodeDeps;
  readonly #prefix: string;
  readonly #cells = new Map<string, CodeCell>();
  readonly #stored: Record<string, string> = {};
  #lastCell = 0;
  /** Of the turn that goes on. */
  #context: ToolContext | null = null;
  #absent: ((context: ToolContext) => void)[] = [];
  /** Calls of the model go one by one. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param generation how many threads have had scripts so far, this one included */
  constructor(deps: CodeDeps, generation: number) {
    this.#deps = deps;
    this.#prefix = generation === 1 ? '' : `g${generation}:`;
  }

  /** A turn goes on, in which scripts may call. */
  attend(context: ToolContext): void {
    if (this.#context?.turnId === context.turnId) return;
    this.#context = context;
    context.signal.addEventListener('abort', () => this.close(), { once: true });
    for (const resolve of this.#absent.splice(0)) resolve(context);
  }

  turnEnded(turnId: string): void {
    if (this.#context?.turnId === turnId) this.#context = null;
  }

  exec(call: ToolCall, wish: CodeWish, told: { context: ToolContext; tools: readonly CodeTool[] }) {
    return this.#alone(told.context, async (): Promise<ToolOutput> => {
      const host = await this.#deps.codeHost();
      this.#lastCell += 1;
      const id = String(this.#lastCell);
      const cell = new CodeCell(call.callId, told.tools);
      this.#cells.set(id, cell);
      const tools = told.tools.map(({ name, description }) => ({ name, description }));
      const world = { tools, stored: this.#stored };
      cell.runsAs(host.start(wish.source, world, (event) => this.#heard(cell, event)));
      const { yieldMs, maxTokens } = wish;
      return this.#watch(id, { yieldMs: yieldMs ?? 30_000, maxTokens, stops: false }, told.context);
    });
  }

  wait(cellId: string, watch: Watch, context: ToolContext): Promise<ToolOutput> {
    return this.#alone(context, async () => {
      if (!cellId.startsWith(this.#prefix)) return { output: STALE };
      return this.#watch(cellId.slice(this.#prefix.length), watch, context);
    });
  }

  /** Ends all that run. */
  close(): void {
    for (const cell of this.#cells.values()) cell.take({ type: 'killed' });
    this.#cells.clear();
    this.#absent = [];
  }

  #alone<T>(context: ToolContext, task: () => Promise<T>): Promise<T> {
    this.attend(context);
    const done = this.#last.then(() => {
      context.signal.throwIfAborted();
      return task();
    });
    this.#last = done.catch(() => {});
    return done;
  }

  async #watch(id: string, { yieldMs, maxTokens, stops }: Watch, context: ToolContext): Promise<ToolOutput> {
    const { clock } = this.#deps;
    const startedAt = clock.monotonic();
    const cell = this.#cells.get(id);
    const report = { cellId: this.#prefix + id, maxTokens };
    if (cell === undefined) {
      const error = `exec cell ${id} not found`;
      return { output: cellOutput({ ...report, status: 'failed', seconds: 0, said: NOTHING, error }) };
    }
    let isOver = false;
    const letGo = (): void => {
      if (!isOver) cell.take({ type: 'elapsed' });
    };
    const cancel = context.setTimeout(letGo, yieldMs);
    void context.steered().then(letGo);
    try {
      const news = await Promise.race([cell.watch(stops), aborted(context.signal)]);
      const seconds = (clock.monotonic() - startedAt) / 1000;
      return { output: cellOutput({ ...report, ...news, seconds }) };
    } finally {
      isOver = true;
      cancel();
      if (cell.isClosed) this.#cells.delete(id);
    }
  }

  #heard(cell: CodeCell, event: CodeEvent): void {
    switch (event.type) {
      case 'text':
        cell.says(wordsPart(event.text));
        return;
      case 'image':
      case 'audio': {
        const model = this.#context?.settings.model;
        const facts = model === undefined ? undefined : this.#deps.catalog.facts(model);
        cell.says(mediaPart(event, facts?.pictureDetail));
        return;
      }
      case 'stored':
        this.#stored[event.key] = event.json;
        return;
      case 'notified':
        void this.#present().then(({ hear }) =>
          hear({ type: 'custom_tool_call_output', call_id: cell.callId, name: 'exec', output: event.text }),
        );
        return;
      case 'called':
        void this.#called(cell, event).then((answer) => cell.run?.answer(event.id, answer));
        return;
      case 'yielded':
      case 'ended':
        cell.take(event);
        return;
    }
  }

  /** Resolves when a turn goes on. */
  #present(): Promise<ToolContext> {
    if (this.#context !== null) return Promise.resolve(this.#context);
    return new Promise((resolve) => this.#absent.push(resolve));
  }

  async #called(
    cell: CodeCell,
    { name, input }: Extract<CodeEvent, { type: 'called' }>,
  ): Promise<CodeAnswer> {
    const tool = cell.tools.get(name);
    if (tool === undefined) return { refusal: `unsupported call: ${name}` };
    const given = inputFor(tool, input);
    if (given === null) return { refusal: wrongInput(tool) };
    const context = await this.#present();
    const { kind, namespace, toolName } = tool;
    const callId = `exec-${this.#deps.newId()}`;
    const call: ToolCall = { kind, callId, namespace, name: toolName, input: given, isScripted: true };
    try {
      cell.signal.throwIfAborted();
      const answer = await context.call(call, cell.signal);
      return codeAnswer(answer, !this.#deps.isForeign(call, context));
    } catch (thrown) {
      return { refusal: messageOf(thrown) };
    }
  }
}

/** Null: it is of the wrong kind. */
function inputFor({ kind }: CodeTool, input: string | null): string | null {
  if (kind !== 'custom') {
    const json = input ?? '{}';
    return isRecord(jsonOrText(json)) ? json : null;
  }
  const text = input === null ? null : jsonOrText(input);
  return typeof text === 'string' ? text : null;
}

function wrongInput({ toolName, namespace, kind }: CodeTool): string {
  const wanted = kind === 'custom' ? 'a string input' : 'a JSON object for arguments';
  return `tool \`${namespace ?? ''}${toolName}\` expects ${wanted}`;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
