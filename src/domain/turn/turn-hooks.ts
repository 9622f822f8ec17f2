// The hooks around one turn: they judge what the user sent before it is recorded, and whether the turn may end.

import { developerTextItem, hookPromptItem } from './model-request.js';
import type { ToolCalls } from './tool-calls.js';
import type { TurnHost } from './turn-host.js';
import type { TurnRecorder } from './turn-recorder.js';
import { isToolNews, type QueuedInput, type TurnSpec } from './turn-spec.js';

export interface JudgedInput {
  /** Whether the input goes on; nothing of it is recorded otherwise. */
  readonly isTaken: boolean;
  /** What the model is told before it, and after. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export class TurnHooks {
  readonly #host: TurnHost;
  readonly #spec: TurnSpec;
  readonly #signal: AbortSignal;
  #hasGoneOn = false;

  constructor(host: TurnHost, spec: TurnSpec, signal: AbortSignal) {
    this.#host = host;
    this.#spec = spec;
    this.#signal = signal;
  }

  get judgesInput(): boolean {
    return this.#host.hooks.judgesInput(this.#spec.settings);
  }

  get judgesEnd(): boolean {
    return this.#host.hooks.has(this.#host.hooks.endEvent, this.#spec.settings);
  }

  /** What a tool tells is not judged; the session begins with it all the same. */
  async judge(input: QueuedInput): Promise<JudgedInput> {
    const { hooks } = this.#host;
    const begun = await hooks.begin(this.#occasion);
    if (begun.stopped !== null) return { isTaken: false, before: begun.contexts, after: [] };
    if (isToolNews(input)) return { isTaken: true, before: begun.contexts, after: [] };
    const prompt = input.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
    const { contexts, blocked, stopped } = await hooks.run({
      ...this.#occasion,
      event: 'userPromptSubmit',
      subject: null,
      told: { prompt },
    });
    const isTaken = blocked.length === 0 && stopped === null;
    return { isTaken, before: begun.contexts, after: contexts };
  }

  /** The session has begun again in the middle of the turn. Whether the turn goes on. */
  async beginAgain(recorder: TurnRecorder): Promise<boolean> {
    const { contexts, stopped } = await this.#host.hooks.begin(this.#occasion);
    recorder.modelItems(contexts.map(developerTextItem));
    return stopped === null;
  }

  /** Whether the turn may end; what the model is to go on with instead is recorded and shown. */
  async judgeEnd(
    lastText: string | null,
    recorder: TurnRecorder,
    calls: Pick<ToolCalls, 'showItem'>,
  ): Promise<boolean> {
    const { blocked, stopped } = await this.#host.hooks.run({
      ...this.#occasion,
      event: this.#host.hooks.endEvent,
      subject: this.#host.hooks.agentType,
      told: { stop_hook_active: this.#hasGoneOn, last_assistant_message: lastText },
    });
    if (stopped !== null || blocked.length === 0) return true;
    this.#hasGoneOn = true;
    const { services } = this.#host;
    recorder.modelItems([hookPromptItem(blocked)]);
    if (services.behaviour.hooksSayMore) {
      const fragments = blocked.map(({ text, hookRunId }) => ({ text, hookRunId }));
      calls.showItem({ type: 'hookPrompt', id: `msg_${services.newId()}`, fragments });
    }
    return false;
  }

  /** Tells that the user ended the turn. */
  async interrupted(): Promise<void> {
    const signal = new AbortController().signal;
    await this.#host.hooks.run({ ...this.#occasion, signal, event: 'interrupt', subject: null, told: {} });
  }

  get #occasion() {
    return { turnId: this.#spec.turnId, settings: this.#spec.settings, signal: this.#signal };
  }
}
