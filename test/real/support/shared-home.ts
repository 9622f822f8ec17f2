// A home that servers of both sides use, one after the other or at once.
import { rmSync } from 'node:fs';
import { type Backend, createBackend } from '../../../src/backend/index.js';
import { at } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread, textInput } from './compare.js';
import { type Frame, freshFolder, type Side, startTarget, type Target } from './target.js';

const script = {
  replies: [
    { when: { text: 'hold' }, parts: [{ text: 'a part' }, { hold: 'for ever' }], times: 'always' as const },
    { text: 'Fine.', times: 'always' as const, usage: { input: 10, output: 2 } },
  ],
};

export class Home {
  readonly folder = freshFolder('facts');
  readonly #backend: Backend = createBackend({ script });
  #isListening = false;

  async with<T>(
    side: Side,
    work: (server: Server) => Promise<T>,
    { config: more = '', env = {} }: { config?: string; env?: Record<string, string> } = {},
  ): Promise<T> {
    if (!this.#isListening) await this.#backend.listen();
    this.#isListening = true;
    const config = `${more}${this.#backend.codexConfig()}`;
    const target = await startTarget({ side, version: '0.169.0', home: this.folder, config, env });
    try {
      await handshake(target);
      return await work(new Server(target));
    } finally {
      await target.close();
    }
  }

  async close(): Promise<void> {
    await this.#backend.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class Server {
  readonly target: Target;

  constructor(target: Target) {
    this.target = target;
  }

  async ask(method: string, params: Frame): Promise<unknown> {
    const { result, error } = await this.target.request(method, params);
    if (result === undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  }

  async begin(words: string): Promise<string> {
    const threadId = await startThread(this.target);
    await runTurn(this.target, threadId, words);
    return threadId;
  }

  async read(threadId: string): Promise<unknown> {
    return at(await this.ask('thread/read', { threadId }), 'thread');
  }

  /** What is said to it in the middle of a turn that does not end waits. */
  async queue(threadId: string, ...words: string[]): Promise<void> {
    await this.ask('thread/resume', { threadId });
    const from = this.target.frames.length;
    await this.ask('turn/start', { threadId, input: textInput('hold') });
    await this.target.waitFor('a part', ({ method }) => method === 'item/agentMessage/delta', from);
    for (const text of words) {
      const input = [...textInput(text), { type: 'mention', name: 'it', path: 'app://it' }];
      await this.ask('thread/queue/add', { threadId, input, clientUserMessageId: text });
    }
  }
}
