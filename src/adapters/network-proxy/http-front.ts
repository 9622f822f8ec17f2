// The proxy as HTTP clients know it: requests that name their host, and tunnels.

import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HostRequest } from '../../domain/network/host-gate.js';
import { allowsMethod, normalHost } from '../../domain/network/network-limits.js';
import { connectTo, join, judge, type ProxyPolicy } from './destination.js';
import { stopAnswer } from './stop-answers.js';
import { tunnelThrough, type UpstreamRules, upstreamFor } from './upstream.js';

/** Members of a request or an answer that concern one connection alone. */
const OF_ONE_CONNECTION = [
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te'],
  ...['trailer', 'transfer-encoding', 'upgrade'],
];

export interface Front {
  /** Serves one connection. */
  serve(socket: Socket): void;
  close(): void;
}

export function httpFront(policy: ProxyPolicy, rules: UpstreamRules): Front {
  const { dialect } = rules;
  const server = createServer((asked, answer) => {
    forward(asked, answer).catch(() => fail(answer));
  });
  server.on('connect', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    tunnel(asked, socket as Socket, head).catch(() => socket.destroy());
  });

  async function forward(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const url = urlOf(asked.url);
    if (url === null) return void answer.writeHead(400).end();
    const { method = 'GET' } = asked;
    const wanted: HostRequest = {
      protocol: 'http',
      host: normalHost(url.hostname),
      port: Number(url.port || 80),
    };
    const judgement = await judge(wanted, policy, allowsMethod(policy.limits.mode, method));
    if (judgement.type === 'stopped') {
      const { headers, body } = stopAnswer(wanted, judgement, dialect);
      answer.writeHead(403, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
      asked.resume();
      return;
    }
    const upstream = upstreamFor(wanted, policy.limits, rules);
    const path = `${url.pathname}${url.search}`;
    const socket = await (upstream === null
      ? connectTo(judgement.addresses, wanted.port)
      : connectTo([upstream.host], upstream.port));
    const onward = request({
      createConnection: () => socket,
      method,
      path: upstream === null ? path : `http://${url.host}${path}`,
      headers: { ...passedOn(asked.headers), host: url.host, ...upstream?.headers },
    });
    answer.on('close', () => onward.destroy());
    onward.on('error', () => fail(answer));
    onward.on('response', (came) => {
      answer.writeHead(came.statusCode ?? 502, passedOn(came.headers));
      came.on('error', () => answer.destroy());
      came.pipe(answer);
    });
    asked.pipe(onward);
  }

  async function tunnel(asked: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const url = urlOf(`http://${asked.url}`);
    if (url === null) return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    const port = Number(/:(\d+)$/.exec(asked.url ?? '')?.[1] ?? 443);
    const wanted: HostRequest = { protocol: 'https', host: normalHost(url.hostname), port };
    const judgement = await judge(wanted, policy, policy.limits.mode === 'full');
    if (judgement.type === 'stopped') {
      const { headers, body } = stopAnswer(wanted, judgement, dialect);
      const all = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body) });
      const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      return void socket.end(`HTTP/1.1 403 Forbidden\r\n${lines}\r\n${body}`);
    }
    let onward: Socket;
    try {
      const upstream = upstreamFor(wanted, policy.limits, rules);
      onward = await (upstream === null
        ? connectTo(judgement.addresses, port)
        : tunnelThrough(upstream, wanted));
    } catch {
      return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    }
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    if (head.length > 0) onward.write(head);
    join(socket, onward);
  }

  return {
    serve: (socket) => void server.emit('connection', socket),
    close: () => server.closeAllConnections(),
  };
}

function fail(answer: ServerResponse): void {
  if (answer.headersSent) answer.destroy();
  else answer.writeHead(502, { 'content-type': 'text/plain' }).end('upstream failure');
}

function urlOf(text: string | undefined): URL | null {
  try {
    const url = new URL(text ?? '');
    return url.protocol === 'http:' && url.hostname !== '' ? url : null;
  } catch {
    return null;
  }
}

function passedOn(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const isKept = ([name]: [string, unknown]): boolean =>
    !OF_ONE_CONNECTION.includes(name) && !named.includes(name);
  return Object.fromEntries(Object.entries(headers).filter(isKept));
}
