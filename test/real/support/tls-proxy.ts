// A proxy on loopback in which a real client finds an https issuer of its own: it ends the TLS of the hosts it is
// given, with a certificate of its own making, and hands their requests on to a server here. Nobody else is reached.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';

/** Where the real clients sign people in unless they can be told otherwise. */
export const OPENAI_ISSUER = 'https://auth.openai.com';

export interface TlsProxy {
  /** Variables that lead a process here, and make it trust what it finds. */
  readonly env: Readonly<Record<string, string>>;
  /** The same server by itself: an https origin on this machine. */
  readonly origin: string;
  /** Hosts that somebody wanted and did not get. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

export interface TlsProxyOptions {
  /** For key and certificates. */
  readonly folder: string;
  readonly hosts: readonly string[];
  /** Base URL of the server that stands in for them. */
  upstream(): string;
}

/** Needs Debian's `openssl`. */
export async function startTlsProxy({ folder, hosts, upstream }: TlsProxyOptions): Promise<TlsProxy> {
  const { authority, key, cert } = certify(folder, [...hosts, 'localhost']);
  const refused: string[] = [];
  const inner = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (incoming, response) =>
    handOn(incoming, response, upstream()),
  );
  const outer = createServer((_incoming, response) => response.writeHead(502).end());
  outer.on('connect', ({ url = '' }, socket) => {
    socket.on('error', () => socket.destroy());
    const host = url.replace(/:443$/, '');
    if (!hosts.includes(host)) {
      refused.push(url);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    inner.emit('connection', socket);
  });
  const [port, innerPort] = await Promise.all([listen(outer), listen(inner)]);
  const url = `http://127.0.0.1:${port}`;
  return {
    origin: `https://localhost:${innerPort}`,
    env: {
      HTTPS_PROXY: url,
      NO_PROXY: '127.0.0.1,localhost',
      SSL_CERT_FILE: authority,
      CODEX_CA_CERTIFICATE: authority,
      NODE_EXTRA_CA_CERTS: authority,
    },
    refused,
    async close() {
      inner.closeAllConnections();
      outer.closeAllConnections();
      await Promise.all([outer, inner].map((one) => new Promise((resolve) => one.close(resolve))));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function handOn(incoming: IncomingMessage, response: ServerResponse, upstream: string): void {
  const { method, headers, url = '/' } = incoming;
  const onward = request(`${upstream}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}

/** An authority of a few minutes' use, and what it says of the hosts. */
function certify(folder: string, hosts: readonly string[]): { authority: string; key: string; cert: string } {
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], timeout: 20_000 });
  };
  const fresh = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    ...fresh,
    '-x509',
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  openssl(...fresh, '-subj', '/CN=Test host', '-keyout', 'host.key', '-out', 'host.csr');
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  writeFileSync(at('host.ext'), `subjectAltName=${names}\nbasicConstraints=CA:FALSE\n`);
  const signed = [
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'host.ext',
  ];
  openssl('x509', '-req', '-in', 'host.csr', ...signed, '-out', 'host.pem');
  return { authority: at('ca.pem'), key: at('host.key'), cert: at('host.pem') };
}
