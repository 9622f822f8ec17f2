// One conversation at the prompt: lines in, calls out, one current thread.

import type { Client, TurnStream } from '../../client/index.js';
import { loadProfile, type Profile } from '../../protocol/index.js';
import { textAt } from '../../util/peek.js';
import { checkParams } from '../call/check-params.js';
import { naturalEnd } from '../call/natural-end.js';
import type { CommandContext } from '../command.js';
import { fieldWords } from '../complete/field-paths.js';
import { UsageError } from '../errors.js';
import { printable } from '../output/text.js';
import { verdictOf } from '../verdict.js';
import { parseLine } from './parse-line.js';

const HELP = `  METHOD [JSON | field=value …]   call a method; JSON may go on over several lines
  .say TEXT                       a turn in the current thread, which is started if there is none
  .new                            start another thread
  .use THREAD_ID                  resume a thread and make it the current one
  .interrupt                      stop the running turn
  .help, .exit`;

const COMMANDS = ['.say', '.new', '.use', '.interrupt', '.help', '.exit'];

export class ReplSession {
  readonly #context: CommandContext;
  readonly #client: Client;
  readonly #profile: Profile;
  #threadId: string | undefined;
  #turn: TurnStream | undefined;
  #open = '';
  readonly #ends = new Set<Promise<void>>();
  calls = 0;
  failed = 0;

  constructor(context: CommandContext, client: Client) {
    this.#context = context;
    this.#client = client;
    this.#profile = loadProfile(client.profile);
  }

  /** Where the typed line stands: in the middle of JSON, in a thread, or nowhere yet. */
  get prompt(): string {
    if (this.#open !== '') return '… ';
    return this.#threadId === undefined ? 'astc> ' : `astc ${this.#threadId.slice(-6)}> `;
  }

  get hasTurn(): boolean {
    return this.#turn !== undefined;
  }

  /** Whole lines that begin like this one: commands, methods, and behind a method its fields and their values. */
  async complete(line: string): Promise<readonly string[]> {
    const [, method = '', begun = '', last = ''] = /^(\S+)(\s(?:.*\s)?)(\S*)$/s.exec(line) ?? [];
    if (method === '') {
      const all = line.startsWith('.') ? COMMANDS : this.#profile.clientMethods;
      return all.filter((word) => word.startsWith(line));
    }
    if (this.#open !== '') return [];
    const words = await fieldWords(this.#profile, method, last);
    return words.filter((word) => word.startsWith(last)).map((word) => `${method}${begun}${word}`);
  }

  /** Does what a line says; what goes wrong is printed and counted. @returns false when the session shall end */
  async handle(line: string): Promise<boolean> {
    const text = this.#open === '' ? line : `${this.#open}\n${line}`;
    this.#open = '';
    try {
      const parsed = parseLine(text);
      switch (parsed.kind) {
        case 'nothing':
          return true;
        case 'incomplete':
          this.#open = text;
          return true;
        case 'call':
          await this.#call(parsed.method, parsed.params);
          return true;
        case 'command':
          return await this.#command(parsed.name, parsed.rest);
      }
    } catch (thrown) {
      this.#fail(thrown);
      return true;
    }
  }

  /** Resolves when what was begun has ended. */
  async settled(): Promise<void> {
    while (this.#ends.size > 0) await Promise.all(this.#ends);
  }

  async interrupt(): Promise<void> {
    await this.#turn?.interrupt();
  }

  async #command(name: string, rest: string): Promise<boolean> {
    const { output } = this.#context;
    switch (name) {
      case 'say':
        if (rest === '') throw new UsageError('bad_option', '.say what?');
        await this.#say(rest);
        return true;
      case 'new':
        this.#threadId = await this.#start();
        return true;
      case 'use':
        await this.#client.call('thread/resume', { threadId: rest });
        this.#threadId = rest;
        return true;
      case 'interrupt':
        if (this.#turn === undefined)
          throw new UsageError('no_effect', 'No turn of this session is running.');
        await this.interrupt();
        return true;
      case 'help':
        output.line(HELP);
        return true;
      case 'exit':
      case 'quit':
        return false;
      default:
        throw new UsageError('bad_option', `.${name} is no command here; .help shows them.`);
    }
  }

  async #start(): Promise<string> {
    const { thread } = await this.#client.startThread({});
    return thread.id;
  }

  async #say(text: string): Promise<void> {
    this.#threadId ??= await this.#start();
    const turn = this.#client.turn(this.#threadId, text);
    this.#turn = turn;
    this.calls += 1;
    await turn.accepted;
    this.#follow(
      turn.completed.then(({ status, error }) => {
        if (status === 'failed')
          throw new Error(`The turn failed: ${textAt(error, 'message') ?? 'no reason given'}`);
      }),
      () => {
        if (this.#turn === turn) this.#turn = undefined;
      },
    );
  }

  async #call(method: string, given: unknown): Promise<void> {
    const params = given ?? (this.#profile.methodInfo(method)?.params == null ? undefined : {});
    await checkParams(this.#profile, { method, params });
    this.calls += 1;
    const result = await this.#client.request(method, params);
    const { output, redactor } = this.#context;
    output.line(printable(JSON.stringify(redactor.value(result), null, 2) ?? 'null'));
    this.#adopt(method, result);
    const end = naturalEnd(method, params, result);
    if (end === undefined) return;
    this.#follow(
      new Promise<void>((resolve) => {
        const off = this.#client.onNotification((incoming) => {
          if (incoming.method !== end.method || !end.matches(incoming.params)) return;
          off();
          resolve();
        });
        void this.#client.closed.then(() => resolve());
      }),
    );
  }

  /** A thread that was started or resumed by its method becomes the current one. */
  #adopt(method: string, result: unknown): void {
    if (!/^thread\/(start|resume|fork)$/.test(method)) return;
    this.#threadId = textAt(result, 'thread', 'id') ?? this.#threadId;
  }

  #follow(work: Promise<void>, done: () => void = () => {}): void {
    const end = work
      .catch((thrown: unknown) => this.#fail(thrown))
      .finally(() => {
        this.#ends.delete(end);
        done();
      });
    this.#ends.add(end);
  }

  #fail(thrown: unknown): void {
    this.failed += 1;
    this.#context.output.warn(verdictOf(thrown).message ?? 'That went wrong.');
  }
}
