// The tap between WebSocket clients and a server that listens: a proxy of bytes. Only the head of the first HTTP
// request is changed: it names the real server, and offers no compression.

import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { bindServer } from '../../transport/bind.js';
import { TransportError } from '../../transport/errors.js';
import { formatSocketAddress, type ListenAddress } from '../../transport/listen-url.js';
import { makeWay } from '../../transport/unix.js';
import { messageOf } from '../../util/coded-error.js';
import { canParseUrl } from '../../util/url.js';
import type { Recorder } from '../recorder.js';
import { Afterwards } from './byte-watch.js';
import { type Goodbye, MessageWatch } from './message-watch.js';

export interface SocketTapOptions {
  readonly listen:
    | Extract<ListenAddress, { kind: 'websocket' }>
    | { readonly kind: 'unix'; readonly path: string };
  /** `ws://…`, `wss://…` or `unix://PATH`. */
  readonly target: string;
  readonly recorder: Recorder;
  readonly onProblem: (message: string) => void;
}

export interface RunningTap {
  /** As bound. */
  readonly url: string;
  /** Stops listening and cuts what is open. */
  close(): Promise<void>;
}

const HEAD_END = '\r\n\r\n';
const LONGEST_HEAD = 64 * 1024;

/** @throws TransportError `bad_address`, `address_in_use`, `listen_failed` */
export async function tapSockets(options: SocketTapOptions): Promise<RunningTap> {
  const target = readTarget(options.target);
  const afterwards = new Afterwards(options.recorder);
  const open = new Set<Socket>();
  let count = 0;
  const server = createServer((client) => {
    count += 1;
    const upstream = target.connect();
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    }
    upstream.on('error', (error) =>
      options.onProblem(`Cannot reach ${options.target}: ${messageOf(error)}.`),
    );
    new TappedConnection({ client, upstream, target, afterwards, recorder: options.recorder, conn: count });
  });
  const url = await bind(server, options.listen);
  return {
    url,
    async close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await stopped;
      afterwards.flush();
    },
  };
}

async function bind(
  server: ReturnType<typeof createServer>,
  listen: SocketTapOptions['listen'],
): Promise<string> {
  if (listen.kind === 'unix') {
    await makeWay(listen.path);
    const mask = process.umask(0o177);
    const bound = bindServer(server, { path: listen.path }, `unix://${listen.path}`);
    process.umask(mask);
    await bound;
    return `unix://${listen.path}`;
  }
  const { host, port } = listen;
  await bindServer(server, { host, port }, `ws://${formatSocketAddress(host, port)}`);
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return `ws://${formatSocketAddress(host, boundPort)}`;
}

interface Target {
  connect(): Socket;
  /** What the Host header must say; undefined leaves it alone. */
  readonly host: string | undefined;
  /** Takes the place of `/`. */
  readonly path: string;
}

function readTarget(url: string): Target {
  if (url.startsWith('unix://') && url.length > 'unix://'.length)
    return { connect: () => connectSocket(url.slice('unix://'.length)), host: undefined, path: '/' };
  if (/^wss?:\/\//.test(url) && canParseUrl(url)) {
    const { protocol, hostname, port, host, pathname, search } = new URL(url);
    const name = hostname.replace(/^\[(.*)\]$/, '$1');
    const isSecure = protocol === 'wss:';
    const address = { host: name, port: Number(port || (isSecure ? 443 : 80)) };
    return {
      connect: () => (isSecure ? connectTls({ ...address, servername: name }) : connectSocket(address)),
      host,
      path: pathname + search,
    };
  }
  const message = `${url} is no address of an app-server; expected ws://HOST:PORT, wss://HOST or unix://PATH.`;
  throw new TransportError('bad_address', message);
}

interface ConnectionParts {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly target: Target;
  readonly afterwards: Afterwards;
  readonly recorder: Recorder;
  readonly conn: number;
}

class TappedConnection {
  readonly #parts: ConnectionParts;
  readonly #out: MessageWatch;
  readonly #back: MessageWatch;
  #clientHead: Buffer | undefined = Buffer.alloc(0);
  #serverHead: Buffer | undefined = Buffer.alloc(0);
  /** Whether the server has agreed to speak WebSocket; before that, and without it, nothing is recorded. */
  #isUpgraded = false;
  #early: Buffer[] = [];
  #isClosed = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    const watch = (dir: 'in' | 'out'): MessageWatch =>
      new MessageWatch({ ...parts, dir, onClose: (goodbye) => this.#noteClose(dir, goodbye) });
    this.#out = watch('out');
    this.#back = watch('in');
    const { client, upstream } = parts;
    client.on('data', (chunk: Buffer) => this.#fromClient(chunk));
    upstream.on('data', (chunk: Buffer) => this.#fromServer(chunk));
    join(client, upstream);
    join(upstream, client);
    client.on('close', () => this.#noteEnd('client'));
    upstream.on('close', () => this.#noteEnd('server'));
  }

  #fromClient(chunk: Buffer): void {
    if (this.#clientHead === undefined) {
      this.#send(this.#parts.upstream, this.#parts.client, chunk);
      if (this.#isUpgraded) this.#out.push(chunk);
      else this.#early.push(chunk);
      return;
    }
    this.#clientHead = Buffer.concat([this.#clientHead, chunk]);
    const end = this.#clientHead.indexOf(HEAD_END);
    if (end === -1 && this.#clientHead.length < LONGEST_HEAD) return;
    const whole = this.#clientHead;
    this.#clientHead = undefined;
    const head = end === -1 ? '' : rewritten(whole.toString('latin1', 0, end), this.#parts.target);
    const body = end === -1 ? whole : whole.subarray(end);
    this.#send(this.#parts.upstream, this.#parts.client, Buffer.concat([Buffer.from(head, 'latin1'), body]));
    if (end !== -1 && whole.length > end + HEAD_END.length)
      this.#early.push(whole.subarray(end + HEAD_END.length));
  }

  #fromServer(chunk: Buffer): void {
    this.#send(this.#parts.client, this.#parts.upstream, chunk);
    if (this.#serverHead === undefined) {
      if (this.#isUpgraded) this.#back.push(chunk);
      return;
    }
    this.#serverHead = Buffer.concat([this.#serverHead, chunk]);
    const end = this.#serverHead.indexOf(HEAD_END);
    if (end === -1) return;
    const whole = this.#serverHead;
    this.#serverHead = undefined;
    this.#isUpgraded = / 101 /.test(whole.toString('latin1', 0, 20));
    if (!this.#isUpgraded) return;
    const { recorder, conn, afterwards } = this.#parts;
    const t = recorder.now();
    afterwards.add(() => recorder.open(conn, t));
    for (const early of this.#early.splice(0)) this.#out.push(early);
    if (whole.length > end + HEAD_END.length) this.#back.push(whole.subarray(end + HEAD_END.length));
  }

  #send(to: Socket, from: Socket, chunk: Buffer): void {
    if (!to.write(chunk)) from.pause();
  }

  #noteClose(dir: 'in' | 'out', { code, reason, t }: Goodbye): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { recorder, conn } = this.#parts;
    const by = dir === 'out' ? 'client' : 'server';
    recorder.close(conn, {
      by,
      t,
      ...(code === undefined ? {} : { code }),
      ...(reason === '' ? {} : { reason }),
    });
  }

  /** A connection that ended without a goodbye. */
  #noteEnd(by: 'client' | 'server'): void {
    const { recorder, conn, afterwards } = this.#parts;
    const t = recorder.now();
    afterwards.add(() => {
      if (this.#isClosed || !this.#isUpgraded) return;
      this.#isClosed = true;
      recorder.close(conn, { by, t });
    });
  }
}

/** The end, the failure and the slowness of one socket are those of the other. */
function join(from: Socket, to: Socket): void {
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
  from.on('close', (hadError) => {
    if (hadError) to.destroy();
    else to.end();
  });
  to.on('drain', () => from.resume());
}

function rewritten(head: string, { host, path }: Target): string {
  const [first = '', ...fields] = head.split('\r\n');
  const request = path === '/' ? first : first.replace(/ \/ /, ` ${path} `);
  const kept = fields
    .filter((field) => !/^sec-websocket-extensions:/i.test(field))
    .map((field) => (host !== undefined && /^host:/i.test(field) ? `Host: ${host}` : field));
  return [request, ...kept].join('\r\n');
}
