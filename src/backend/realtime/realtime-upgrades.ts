// Where app-servers reach the speaking model: a WebSocket below …/realtime or …/live, and the HTTP call that answers a
// WebRTC offer. No sound ever flows over WebRTC here; what is said of it on the WebSocket does.

import { type IncomingMessage, type Server, ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket, WebSocketServer } from 'ws';
import { deferred } from '../../util/deferred.js';
import type { JsonObject } from '../model-request.js';
import type { LogEntry, RequestLog } from '../request-log.js';
import { withoutSecretQuery } from '../request-secrets.js';
import { type Route, send } from '../route.js';
import type { ScriptEngine } from '../script-engine.js';
import { ConversationPlayer, type PlayerDeps } from './conversation-player.js';
import { callSession, type SpokenSession } from './spoken-events.js';

export interface RealtimeDeps extends PlayerDeps {
  readonly engine: ScriptEngine;
  readonly log: RequestLog;
  /** Ceiling for one message. */
  readonly maxBodyBytes: number;
  /** The calls that were offered here; of others no session is ever described. */
  readonly calls: Set<string>;
}

/** How messages to the speaking model stand in the log of requests. */
export const MESSAGE_METHOD = 'MESSAGE';

const CLOSED_IN_ORDER = 1000;
const PATH = /^(?:\/v1)?\/(?:realtime|live(?:\/(?<liveCall>[^/]*))?)$/;
/** An answer that agrees to nothing: nobody listens for media. */
const SDP = ['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=-', 't=0 0', ''].join('\r\n');

export function realtimeRoutes({ nextId, calls }: Pick<RealtimeDeps, 'nextId' | 'calls'>): readonly Route[] {
  return ['/realtime/calls', '/live'].map((path) => ({
    method: 'POST',
    path,
    handle: ({ response }) => {
      const call = `rtc_${nextId()}`;
      calls.add(call);
      return send(response, 200, 'application/sdp', SDP, { location: `/v1${path}/${call}` });
    },
  }));
}

/** The session of a call whose WebSocket describes none: one of the third generation, or one set up elsewhere. */
function sessionBeside(url: URL, calls: ReadonlySet<string>): SpokenSession | undefined {
  if (PATH.exec(url.pathname)?.groups?.liveCall !== undefined) return callSession('v3');
  const callId = url.searchParams.get('call_id');
  return callId === null || calls.has(callId) ? undefined : callSession('v1');
}

/**
 * Takes the upgrades of `server`: those to the speaking model, while all others are answered as plain requests. What
 * it returns breaks the conversations that go on.
 */
export function takeUpgrades(server: Server, deps: RealtimeDeps): () => void {
  const open = new Set<Socket>();
  server.on('upgrade', (request: IncomingMessage, stream, head) => {
    // An HTTP server over TCP hands out nothing but sockets.
    const socket = stream as Socket;
    const { pathname } = new URL(request.url ?? '/', 'http://backend.invalid');
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    if (PATH.test(pathname)) void converse(deps, request, socket, head);
    else answerPlainly(server, request, socket);
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}

function answerPlainly(server: Server, request: IncomingMessage, socket: Socket): void {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => socket.end());
  server.emit('request', request, response);
}

async function converse(
  deps: RealtimeDeps,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
): Promise<void> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
  const path = withoutSecretQuery(request.url ?? '/');
  const entry = deps.log.add({ method: 'GET', path, headers, body: undefined, bytes: 0 });
  const conversation = deps.engine.chooseConversation();
  entry.chose(conversation.label);
  if (conversation.refusal !== undefined) {
    const { refusal } = conversation;
    socket.end(`HTTP/1.1 ${refusal} ${STATUS_CODES[refusal] ?? ''}\r\ncontent-length: 0\r\n\r\n`);
    return entry.end({ status: refusal, how: 'sent' });
  }
  const { WebSocketServer } = await import('ws');
  const upgrader = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: deps.maxBodyBytes,
  });
  const webSocket = await opened(upgrader, request, socket, head);
  const gone = new AbortController();
  webSocket.on('close', () => {
    gone.abort();
    entry.end({ status: 101, how: 'sent' });
  });
  // What is wrong with a frame ends the connection, which is all there is to do about it.
  webSocket.on('error', () => webSocket.terminate());
  const line = {
    send: (frame: string) => webSocket.send(frame),
    close: () => webSocket.close(CLOSED_IN_ORDER),
    cut: () => webSocket.terminate(),
    signal: gone.signal,
  };
  const player = new ConversationPlayer(conversation, line, deps);
  webSocket.on('message', (data: Buffer) => {
    const message = recorded(deps.log, entry, data);
    if (message !== undefined) player.hear(message);
  });
  const session = sessionBeside(new URL(request.url ?? '/', 'http://backend.invalid'), deps.calls);
  if (session !== undefined) player.begin(session);
}

async function opened(
  upgrader: WebSocketServer,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
): Promise<WebSocket> {
  const open = deferred<WebSocket>();
  upgrader.handleUpgrade(request, socket, head, (webSocket) => open.resolve(webSocket));
  return await open.promise;
}

/** Notes a message beside the requests; what is not JSON is noted as its text. */
function recorded(log: RequestLog, { request }: LogEntry, data: Buffer): JsonObject | undefined {
  const text = data.toString();
  const body = parsed(text);
  const facts = { method: MESSAGE_METHOD, path: request.path, headers: {}, bytes: data.length };
  log.add({ ...facts, body: body ?? text }).end({ status: 0, how: 'sent' });
  return body;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
