// A turn that runs a command of the user, and those the user adds while it lasts. Input that comes meanwhile is kept
// for the model's next turn, as in the real servers.

import type { ThreadItem } from '../../protocol/index.js';
import { chosenBy, LOCAL } from '../environments/environment.js';
import type { ThreadSettings } from '../settings.js';
import { turnError, WorkFailed } from './failure.js';
import { userTextItem } from './model-request.js';
import { SideTurn } from './side-turn.js';
import { ToolCalls } from './tool-calls.js';
import { newsForModel } from './tool-news.js';
import type { TurnHost } from './turn-host.js';
import { TurnItems } from './turn-items.js';
import { TurnRecorder } from './turn-recorder.js';
import { isToolNews, type QueuedInput, type TurnSpec } from './turn-spec.js';
import type { TurnOutcome } from './turn-state.js';
import { sightOf, userMessage } from './user-content.js';

export class UserShellRunner extends SideTurn {
  readonly kind = 'userShell';
  readonly #items = new TurnItems();
  readonly #recorder: TurnRecorder;
  readonly #calls: ToolCalls;
  readonly #running = new Set<Promise<void>>();
  readonly #input: QueuedInput[] = [];
  readonly #first: string;
  #isOpen = true;

  constructor(host: TurnHost, turnId: string, parts: { settings: ThreadSettings; command: string }) {
    super(host, turnId, parts.settings);
    this.#first = parts.command;
    const spec: TurnSpec = { turnId, settings: parts.settings, outputSchema: null, input: [] };
    this.#recorder = new TurnRecorder(host, spec);
    this.#calls = new ToolCalls(host, spec, {
      items: this.#items,
      recorder: this.#recorder,
      interruptTurn: () => void this.interrupt('interrupted'),
      hear() {},
      isInputWaiting: () => false,
    });
  }

  override get takesInput(): boolean {
    return this.#isOpen && !this.isBeingInterrupted;
  }

  items(partial: boolean): ThreadItem[] {
    return this.#items.list(partial);
  }

  enqueue(input: QueuedInput): void {
    this.#input.push(input);
  }

  /** Input waits for the end of the commands. */
  steer(): void {}

  runBeside(command: string): void {
    const done = this.#run(command).finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  protected async work(): Promise<TurnOutcome> {
    this.announceStart();
    const isHere = chosenBy(this.settings).some(({ environmentId }) => environmentId === LOCAL);
    if (!isHere) throw new WorkFailed(turnError('shell is unavailable in this session', null));
    this.runBeside(this.#first);
    try {
      while (this.#running.size > 0) await Promise.all(this.#running);
    } finally {
      this.#isOpen = false;
    }
    if (this.interruption !== null) return { status: 'interrupted', reason: this.interruption };
    for (const input of this.#input) await this.#keep(input);
    return { status: 'completed' };
  }

  async #run(command: string): Promise<void> {
    const text = await this.host.services.tools.runForUser(command, this.#calls.context(this.signal));
    this.#recorder.modelItems([userTextItem(text)]);
  }

  async #keep(input: QueuedInput): Promise<void> {
    const message = isToolNews(input)
      ? newsForModel(input)
      : await userMessage(input.content, sightOf(this.host.services, this.settings.model));
    const item = this.#recorder.input(input, message);
    const { turnId } = this;
    const at = this.now();
    this.#items.put(item);
    this.host.emit({ type: 'itemStarted', turnId, item: { ...item, completedAtMs: null }, at });
    this.host.emit({ type: 'itemCompleted', turnId, item, at });
  }
}
