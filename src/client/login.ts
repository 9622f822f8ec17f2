// A ChatGPT login from its start to its end: the server leads the person through it, the client shows where to go
// and hears how it ended. Tolerates an end that is told before the answer.

import type { ParamsOf } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { type Deferred, deferred } from '../util/deferred.js';
import type { Unsubscribe } from '../util/emitter.js';
import { at, textAt } from '../util/peek.js';
import { ClientError } from './errors.js';
import type { Incoming } from './incoming.js';

/** How a login ended. */
export interface LoginOutcome {
  readonly loginId: string;
  readonly success: boolean;
  /** Why not, in the server's words; null on success. */
  readonly error: string | null;
}

/** A login that waits for its person. */
export interface PendingLogin {
  readonly loginId: string;
  /** Where the person goes. */
  readonly url: string;
  /**
   * How it ended, failures included.
   * @throws ClientError `closed`, `timeout` or `aborted` when the end was never heard of; the login may run on.
   */
  readonly completed: Promise<LoginOutcome>;
  /** Ends it; false when it was no longer there to end. @throws as `call` */
  cancel(): Promise<boolean>;
}

export interface PendingDeviceLogin extends PendingLogin {
  /** What the person types there. */
  readonly code: string;
}

export interface LoginOptions {
  /** Milliseconds to wait for the person, from the answer on; for ever by default. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type BrowserLoginOptions = LoginOptions &
  Omit<Extract<ParamsOf<'account/login/start'>, { type: 'chatgpt' }>, 'type'>;

/** What logins need of their client. */
export interface LoginHost {
  readonly clock: Clock;
  onIncoming(listener: (incoming: Incoming) => void): Unsubscribe;
  onClosed(listener: (error: ClientError) => void): Unsubscribe;
  request(
    method: string,
    params: unknown,
    options?: { onResult?: (result: unknown) => void; signal?: AbortSignal | undefined },
  ): Promise<unknown>;
}

/** The logins of one client: `client.login`. */
export class Logins {
  readonly #host: LoginHost;

  constructor(host: LoginHost) {
    this.#host = host;
  }

  /** Signs in with a code that the person types into a page. @throws RpcError, ClientError as `call` */
  async deviceCode(options: LoginOptions = {}): Promise<PendingDeviceLogin> {
    const { result, login } = await this.#start({ type: 'chatgptDeviceCode' }, 'verificationUrl', options);
    const code = textAt(result, 'userCode');
    if (code !== undefined) return { ...login, code };
    throw badAnswer('userCode');
  }

  /** Signs in through a page that comes back to the server. @throws RpcError, ClientError as `call` */
  async browser(options: BrowserLoginOptions = {}): Promise<PendingLogin> {
    const { timeoutMs, signal, ...params } = options;
    const { login } = await this.#start({ ...params, type: 'chatgpt' }, 'authUrl', { timeoutMs, signal });
    return login;
  }

  async #start(
    params: ParamsOf<'account/login/start'>,
    urlMember: 'verificationUrl' | 'authUrl',
    options: LoginOptions,
  ): Promise<{ result: unknown; login: PendingLogin }> {
    const watch = new EndWatch(this.#host, options);
    try {
      const result = await this.#host.request('account/login/start', params, {
        signal: options.signal,
        onResult: (answer) => watch.name(textAt(answer, 'loginId')),
      });
      const loginId = textAt(result, 'loginId');
      const url = textAt(result, urlMember);
      if (loginId === undefined) throw badAnswer('loginId');
      if (url === undefined) throw badAnswer(urlMember);
      const cancel = async (): Promise<boolean> =>
        textAt(await this.#host.request('account/login/cancel', { loginId }), 'status') === 'canceled';
      return { result, login: { loginId, url, completed: watch.ended, cancel } };
    } catch (thrown) {
      watch.stop();
      throw thrown;
    }
  }
}

/** Listens from before the request, so that no end is missed. */
class EndWatch {
  readonly #host: LoginHost;
  readonly #options: LoginOptions;
  readonly #end: Deferred<LoginOutcome> = deferred();
  readonly #early = new Map<string, LoginOutcome>();
  readonly #undo: Unsubscribe[] = [];
  #loginId: string | undefined;

  constructor(host: LoginHost, options: LoginOptions) {
    this.#host = host;
    this.#options = options;
    // Whoever only shows the code must not be punished for an end nobody asked for.
    this.#end.promise.catch(() => {});
    this.#undo.push(
      host.onIncoming((incoming) => this.#hear(incoming)),
      host.onClosed((error) => this.#fail(error)),
    );
  }

  get ended(): Promise<LoginOutcome> {
    return this.#end.promise;
  }

  /** The server has answered; patience is counted from here. */
  name(loginId: string | undefined): void {
    if (loginId === undefined || this.#end.isSettled) return;
    this.#loginId = loginId;
    const early = this.#early.get(loginId);
    if (early !== undefined) {
      this.#finish(early);
      return;
    }
    const { timeoutMs, signal } = this.#options;
    if (timeoutMs !== undefined) {
      const message = `The login did not end within ${timeoutMs / 1000} s.`;
      const late = (): void => this.#fail(new ClientError('timeout', message));
      this.#undo.push(this.#host.clock.setTimeout(late, timeoutMs));
    }
    if (signal === undefined) return;
    const onAbort = (): void =>
      this.#fail(new ClientError('aborted', 'The login is no longer followed.', { cause: signal.reason }));
    signal.addEventListener('abort', onAbort, { once: true });
    this.#undo.push(() => signal.removeEventListener('abort', onAbort));
    if (signal.aborted) onAbort();
  }

  stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #hear({ method, params }: Incoming): void {
    if (method !== 'account/login/completed') return;
    const loginId = textAt(params, 'loginId');
    if (loginId === undefined) return;
    const success = at(params, 'success') === true;
    const outcome = { loginId, success, error: textAt(params, 'error') ?? null };
    if (this.#loginId === undefined) this.#early.set(loginId, outcome);
    else if (loginId === this.#loginId) this.#finish(outcome);
  }

  #finish(outcome: LoginOutcome): void {
    this.stop();
    this.#end.resolve(outcome);
  }

  #fail(error: ClientError): void {
    this.stop();
    this.#end.reject(error);
  }
}

function badAnswer(member: string): ClientError {
  const message = `The answer to account/login/start has no ${member}.`;
  return new ClientError('bad_answer', message, { method: 'account/login/start' });
}
