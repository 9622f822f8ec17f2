// Where the issuer sends the browser back to: a server on this machine that lives for one login. It turns requests
// into routes (callback-routes.ts) and answers with pages (callback-pages.ts); what to do with a code is its owner's.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../util/clock.js';
import { deferred } from '../util/deferred.js';
import { listenForCallback } from './callback-bind.js';
import { errorPage, type SuccessPageContent, successPage } from './callback-pages.js';
import { type Expectation, readCallbackRequest } from './callback-routes.js';
import { OAuthError } from './errors.js';
import {
  CODE_MISSING,
  type ErrorPageContent,
  failedExchange,
  REDIRECT_FAILED,
  refusedSignIn,
  type SignInProblem,
} from './sign-in-problem.js';

/** A login whose credentials are saved. */
export interface SavedSignIn {
  readonly page: SuccessPageContent;
  /** Where the browser goes now: `/success` of this server, or elsewhere, which ends the login at once. */
  readonly next: { readonly path: string } | { readonly elsewhere: string };
}

export interface CallbackServerOptions extends Expectation {
  /** In order of preference; 0 is any. */
  readonly ports: readonly number[];
  /** The host of the redirect URI. */
  readonly redirectHost: string;
  /**
   * Turns a code into saved credentials; called once. Nothing may be saved after the signal.
   * @throws SignInFailure, or any other error
   */
  signIn(code: string, signal: AbortSignal): Promise<SavedSignIn>;
  readonly clock?: Clock;
  /** Gives up on getting a port. */
  readonly signal?: AbortSignal;
}

/** Thrown by `signIn` to say how a failure is shown. */
export class SignInFailure extends Error {
  readonly problem: SignInProblem;

  constructor(problem: SignInProblem) {
    super(problem.error.message, { cause: problem.error });
    this.name = 'SignInFailure';
    this.problem = problem;
  }
}

export interface CallbackServer {
  readonly port: number;
  readonly redirectUri: string;
  /**
   * Resolves when credentials are saved and the browser has seen so, or will not any more.
   * @throws OAuthError
   */
  readonly finished: Promise<{ onboardingEntrypoint: string | null }>;
  /** Stops listening; `finished` rejects soon, unless credentials are saved already. */
  stop(): void;
}

/** @throws OAuthError `port_in_use` | `listen_failed`, or the signal's reason */
export async function startCallbackServer(options: CallbackServerOptions): Promise<CallbackServer> {
  const { clock = systemClock, redirectHost, signal } = options;
  const login = createLogin(options, (path) => `http://${redirectHost}:${port}${path}`);
  const server = createServer((request, response) => void login.answer(request, response));
  // What is no HTTP at all; a socket that is gone cannot be answered.
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end(BAD_REQUEST);
  });
  const port = await listenForCallback(server, options.ports, { clock, signal });
  const finished = login.over.finally(() => {
    server.close();
    server.closeAllConnections();
  });
  // Its owner may not be listening yet when a login fails.
  finished.catch(() => undefined);
  return {
    port,
    redirectUri: `http://${redirectHost}:${port}/auth/callback`,
    finished,
    stop() {
      server.close();
      login.stop();
    },
  };
}

const BAD_REQUEST =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: 11\r\nConnection: close\r\n\r\nBad Request';

function createLogin(options: CallbackServerOptions, urlOf: (path: string) => string) {
  const over = deferred<{ onboardingEntrypoint: string | null }>();
  const calledOff = new AbortController();
  let exchange: Promise<SavedSignIn> | undefined;
  let saved: SavedSignIn | undefined;
  let onboardingEntrypoint: string | null = null;

  const succeed = (): void => over.resolve({ onboardingEntrypoint });
  const cancel = async (message: string): Promise<void> => {
    calledOff.abort(new OAuthError('cancelled', message));
    // Credentials that are saved in spite of it are a success, whoever has lost interest.
    await exchange?.catch(() => undefined);
    if (saved !== undefined) succeed();
    else over.reject(calledOff.signal.reason);
  };

  const run = async (code: string): Promise<SavedSignIn> => {
    saved = await options.signIn(code, calledOff.signal);
    return saved;
  };

  const exchanged = async (code: string, response: ServerResponse): Promise<void> => {
    try {
      exchange ??= run(code);
      const { next } = await exchange;
      if ('path' in next) redirect(response, urlOf(next.path));
      else if (isHeaderValue(next.elsewhere)) redirect(response, next.elsewhere, succeed);
      else page(response, REDIRECT_FAILED, succeed);
    } catch (thrown) {
      if (calledOff.signal.aborted) return void response.destroy();
      const problem = thrown instanceof SignInFailure ? thrown.problem : failedExchange(thrown);
      page(response, problem.page, () => over.reject(problem.error));
    }
  };

  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    incoming.resume();
    const request = readCallbackRequest(incoming.url ?? '', options);
    switch (request.kind) {
      case 'badRequest':
        return plain(response, 400, 'Bad Request');
      case 'notFound':
        return plain(response, 404, 'Not Found');
      case 'stateMismatch':
        return plain(response, 400, 'State mismatch');
      case 'refused': {
        const { page: content, error } = refusedSignIn(request);
        return page(response, content, () => over.reject(error));
      }
      case 'codeMissing':
        return page(response, CODE_MISSING.page, () => over.reject(CODE_MISSING.error));
      case 'code':
        onboardingEntrypoint = request.onboardingEntrypoint;
        return exchanged(request.code, response);
      case 'success':
        // Nothing to show before somebody has signed in.
        if (saved === undefined) return plain(response, 404, 'Not Found');
        return html(response, successPage(saved.page), succeed);
      case 'cancel':
        response.writeHead(200, { ...LAST, 'content-length': 15 });
        return finish(response, 'Login cancelled', () => void cancel('Login cancelled'));
    }
  };
  return { over: over.promise, answer, stop: () => void cancel('Login was not completed') };
}

const LAST = { connection: 'close', 'cache-control': 'no-store' };

const HTML_HEADERS = {
  ...LAST,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'referrer-policy': 'no-referrer',
};

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...LAST,
    'content-type': 'text/plain; charset=UTF-8',
    'content-length': text.length,
  });
  response.end(text);
}

function page(response: ServerResponse, content: ErrorPageContent, then: () => void): void {
  html(response, errorPage(content), then);
}

function html(response: ServerResponse, text: string, then: () => void): void {
  response.writeHead(200, { ...HTML_HEADERS, 'content-length': Buffer.byteLength(text) });
  finish(response, text, then);
}

function redirect(response: ServerResponse, location: string, then: () => void = () => undefined): void {
  response.writeHead(302, { ...LAST, location, 'content-length': 0 });
  finish(response, '', then);
}

/** Calls `then` when the answer has left, or cannot any more. */
function finish(response: ServerResponse, body: string, then: () => void): void {
  if (response.destroyed) then();
  else response.once('close', then).end(body);
}

function isHeaderValue(url: string): boolean {
  return /^[\x21-\x7e]+$/.test(url);
}
