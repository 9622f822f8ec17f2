// Routes of the model: POST /responses, answered by the script as a stream of server-sent events.

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type Clock, sleep } from '../util/clock.js';
import type { StreamAnswer } from './checked-script.js';
import type { Gates } from './gates.js';
import { HttpProblem } from './http-problem.js';
import { isObject } from './model-request.js';
import { fillDeep } from './placeholders.js';
import type { PlainAnswer } from './plain-answer.js';
import { rateLimitHeaders } from './rate-limits.js';
import { type PlayEnd, play, type StreamSink } from './reply-player.js';
import { replySteps } from './reply-steps.js';
import type { RequestEnd } from './request-log.js';
import { type Exchange, type Route, send } from './route.js';
import type { Choice, ScriptEngine } from './script-engine.js';

export interface ResponsesDeps {
  readonly engine: ScriptEngine;
  readonly gates: Gates;
  readonly clock: Clock;
  /** A fresh id for each response. */
  readonly nextId: () => string;
}

export function responsesRoutes(deps: ResponsesDeps): readonly Route[] {
  return [
    { method: 'POST', path: /^(?:\/codex)?\/responses$/, handle: (exchange) => respond(exchange, deps) },
  ];
}

async function respond(exchange: Exchange, deps: ResponsesDeps): Promise<RequestEnd> {
  if (!isObject(exchange.json)) throw new HttpProblem(400, 'The body is not a JSON object.', 'invalid_json');
  const { clock, gates } = deps;
  const { response, signal } = exchange;
  const choice = await deps.engine.choose(exchange.json, exchange.headers);
  const { reply, fill } = choice;
  exchange.log.chose(reply.label);

  if (reply.startDelayMs > 0) await sleep(clock, reply.startDelayMs, signal).catch(() => undefined);
  if (reply.startHold !== undefined) await gates.pass(reply.startHold, signal);
  if (signal.aborted) return { status: 0, how: 'aborted' };

  const limits = reply.rateLimits === undefined ? {} : rateLimitHeaders(reply.rateLimits);
  const version = deps.engine.catalog?.version;
  const catalog: Record<string, string> = version === undefined ? {} : { 'x-models-etag': version };
  const headers = { ...limits, ...catalog, ...lowerCased(reply.headers) };
  switch (reply.answer.kind) {
    case 'disconnect':
      response.destroy();
      return { status: 0, how: 'cut' };
    case 'plain':
      return sendPlain(response, reply.answer, headers, fill);
    case 'stream':
      return await sendStream(exchange, reply.answer, headers, choice, deps);
  }
}

function sendPlain(
  response: ServerResponse,
  answer: PlainAnswer,
  headers: Readonly<Record<string, string>>,
  fill: Choice['fill'],
): RequestEnd {
  const filled = fillDeep(answer.body ?? '', fill);
  const body = typeof filled === 'string' ? filled : JSON.stringify(filled);
  return send(response, answer.status, answer.contentType, body, { ...answer.headers, ...headers });
}

async function sendStream(
  { response, signal }: Exchange,
  answer: StreamAnswer,
  headers: Readonly<Record<string, string>>,
  { request, fill }: Choice,
  { clock, gates, nextId }: ResponsesDeps,
): Promise<RequestEnd> {
  const id = nextId();
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-request-id': `req_${id}`,
    ...headers,
  });
  response.flushHeaders();
  const identity = { id, createdAt: Math.floor(clock.now() / 1000) };
  const steps = replySteps(answer, { request, fill, identity });
  const end = await play(steps, sinkOf(response, signal), { clock, gates, signal });
  return { status: 200, how: await finish(response, end) };
}

async function finish(response: ServerResponse, end: PlayEnd): Promise<RequestEnd['how']> {
  if (end === 'aborted') return 'aborted';
  if (end === 'destroy') {
    await delivered(response);
    response.destroy();
    return 'cut';
  }
  response.end();
  return end === 'end' ? 'cut' : 'sent';
}

// Bytes still queued in the process would be thrown away with the socket: an empty write waits behind them.
function delivered({ socket }: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (socket === null) resolve();
    else socket.write('', () => resolve());
  });
}

function sinkOf(response: ServerResponse, signal: AbortSignal): StreamSink {
  return {
    write: (text) =>
      response.write(text) ? undefined : once(response, 'drain', { signal }).then(ignore, ignore),
  };
}

function ignore(): void {}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
