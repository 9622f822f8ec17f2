import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcp, type Server as Tcp } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLocalAddress, isLocalHost } from '../../../src/adapters/network-proxy/addresses.js';
import { type Front, httpFront } from '../../../src/adapters/network-proxy/http-front.js';
import { socksFront } from '../../../src/adapters/network-proxy/socks-front.js';
import { type UpstreamRules, upstreamFor } from '../../../src/adapters/network-proxy/upstream.js';
import type { HostGate, HostRequest } from '../../../src/domain/network/host-gate.js';
import type { NetworkLimits } from '../../../src/domain/network/network-limits.js';

const LIMITS: NetworkLimits = {
  allowed: ['localhost', 'nowhere.invalid'],
  denied: ['127.0.0.9'],
  allowsLocal: true,
  mode: 'full',
  hasSocks: true,
  usesUpstream: true,
  isManaged: true,
};

const RULES: UpstreamRules = { env: {}, dialect: '0.169.0' };

let origin: Server;
let port: number;
const open: { front: Front; door: Tcp }[] = [];

beforeEach(async () => {
  origin = createServer((request, answer) => {
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => answer.end(`${request.method} ${request.url} ${body}`));
  });
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  port = (origin.address() as AddressInfo).port;
});

afterEach(async () => {
  for (const { front, door } of open.splice(0)) {
    front.close();
    door.close();
  }
  origin.closeAllConnections();
  await new Promise((resolve) => origin.close(resolve));
});

async function doorOf(front: Front): Promise<number> {
  const door = createTcp({ allowHalfOpen: true }, front.serve);
  open.push({ front, door });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return (door.address() as AddressInfo).port;
}

/** Sends pieces, each when something has come back, and resolves with all that came until the other side ended. */
function talk(door: number, ...pieces: (string | number[])[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(door, '127.0.0.1');
    const came: Buffer[] = [];
    const next = (): void => {
      const piece = pieces.shift();
      if (piece !== undefined) socket.write(typeof piece === 'string' ? piece : Uint8Array.from(piece));
    };
    socket.on('connect', next);
    socket.on('data', (data) => {
      came.push(data);
      next();
    });
    socket.on('close', () => resolve(Buffer.concat(came)));
    socket.on('error', reject);
  });
}

function gateThat(
  isAllowed: boolean,
): HostGate & { readonly asked: HostRequest[]; readonly stops: unknown[] } {
  const asked: HostRequest[] = [];
  const stops: unknown[] = [];
  return {
    asked,
    stops,
    async ask(request) {
      asked.push(request);
      return isAllowed;
    },
    stopped: ({ host }, reason) => void stops.push([host, reason]),
  };
}

const get = (host: string, method = 'GET', more = ''): string =>
  `${method} http://${host}:${port}/x?y HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n${more}\r\n`;

describe('the proxy for HTTP', () => {
  const ask = async (text: string, limits: Partial<NetworkLimits> = {}, gate?: HostGate): Promise<string> =>
    String(await talk(await doorOf(httpFront({ limits: { ...LIMITS, ...limits }, gate }, RULES)), text));

  it('passes on what is allowed, with its body', async () => {
    const text = `${get('localhost', 'POST', 'Content-Length: 2\r\n')}hi`;
    expect(await ask(text)).toMatch(/^HTTP\/1.1 200 OK[\s\S]*POST \/x\?y hi$/);
  });

  it('asks about a host that is not named, and heeds the answer', async () => {
    const gate = gateThat(true);
    expect(await ask(get('127.0.0.1'), {}, gate)).toContain('GET /x?y');
    expect(gate.asked).toEqual([{ protocol: 'http', host: '127.0.0.1', port }]);
    expect(gate.stops).toEqual([]);
    const refusing = gateThat(false);
    expect(await ask(get('127.0.0.1'), {}, refusing)).toMatch(/403[\s\S]*"source":"decider"/);
    expect(refusing.stops).toEqual([['127.0.0.1', 'notAllowed']]);
  });

  it('asks nobody about what is denied, or where nobody manages the network', async () => {
    const gate = gateThat(true);
    expect(await ask(get('127.0.0.9'), {}, gate)).toContain('blocked-by-denylist');
    expect(await ask(get('127.0.0.1'), { isManaged: false }, gate)).toContain('"source":"baseline_policy"');
    expect(await ask(get('127.0.0.1'), { allowsLocal: false }, gate)).toContain(
      '"reason":"not_allowed_local"',
    );
    expect(gate.asked).toEqual([]);
  });

  it('says that it would ask where nobody is there', async () => {
    expect(await ask(get('127.0.0.1'))).toContain('"decision":"ask","source":"decider"');
  });

  it('stops what a name hides: an address that is denied, or one that is not public', async () => {
    const hidden = { allowed: ['localhost'], denied: ['127.0.0.1', '::1'] };
    expect(await ask(get('localhost'), hidden)).toContain('"reason":"denied"');
    expect(await ask(get('nowhere.invalid'), { allowed: ['*'], allowsLocal: false })).toContain(
      'not_allowed_local',
    );
  });

  it('fails where nothing answers', async () => {
    expect(await ask(get('nowhere.invalid'))).toMatch(/^HTTP\/1.1 502 [\s\S]*upstream failure/);
  });

  it('lets only reading through in the limited mode, and no tunnel', async () => {
    const mode = { mode: 'limited' } as const;
    expect(await ask(get('localhost'), mode)).toContain('GET /x?y');
    expect(await ask(get('localhost', 'DELETE'), mode)).toContain('blocked-by-method-policy');
    const tunnel = `CONNECT localhost:${port} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    expect(await ask(tunnel, mode)).toMatch(/^HTTP\/1.1 403 [\s\S]*Method not allowed in limited mode\.$/);
  });

  it('opens tunnels', async () => {
    const door = await doorOf(httpFront({ limits: LIMITS, gate: undefined }, RULES));
    const first = `CONNECT localhost:${port} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const came = String(await talk(door, first, 'GET /t HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
    expect(came).toMatch(/^HTTP\/1.1 200 OK\r\n\r\nHTTP\/1.1 200 OK[\s\S]*GET \/t $/);
  });

  it('refuses what names no host', async () => {
    expect(await ask('GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toContain('400');
    expect(await ask('CONNECT nothing:at:all HTTP/1.1\r\nHost: x\r\n\r\n')).toContain('400');
  });
});

describe('the proxy for SOCKS5', () => {
  const HELLO = [5, 1, 0];
  const to = (host: string, command = 1): number[] => [
    ...[5, command, 0, 3, host.length, ...Buffer.from(host)],
    ...[port >> 8, port & 0xff],
  ];
  const speak = async (pieces: (string | number[])[], limits: Partial<NetworkLimits> = {}): Promise<Buffer> =>
    talk(await doorOf(socksFront({ limits: { ...LIMITS, ...limits }, gate: undefined })), ...pieces);

  it('connects to what is allowed', async () => {
    const came = await speak([HELLO, to('localhost'), 'GET /s HTTP/1.0\r\n\r\n']);
    expect([...came.subarray(0, 4)]).toEqual([5, 0, 5, 0]);
    expect(String(came)).toContain('GET /s');
  });

  it.each([
    ['what is denied', () => to('127.0.0.9'), 2, {}],
    ['everything in the limited mode', () => to('localhost'), 2, { mode: 'limited' as const }],
    ['other commands than to connect', () => to('localhost', 2), 7, {}],
    ['kinds of addresses that nobody knows', () => [5, 1, 0, 9], 8, {}],
    ['what leads nowhere', () => to('nowhere.invalid'), 5, {}],
  ])('refuses %s', async (_what, request, reply, limits) => {
    expect([...(await speak([HELLO, request()], limits)).subarray(2, 4)]).toEqual([5, reply]);
  });

  it('refuses clients that want a password, and other protocols', async () => {
    expect([...(await speak([[5, 1, 2]]))]).toEqual([5, 0xff]);
    expect([...(await speak([[4, 1, 0]]))]).toEqual([5, 0xff]);
  });

  it('reads addresses as numbers', async () => {
    const four = [5, 1, 0, 1, 127, 0, 0, 9, 0, 80];
    expect([...(await speak([HELLO, four])).subarray(2, 4)]).toEqual([5, 2]);
  });
});

it.each([
  ...['127.0.0.1', '10.1.2.3', '192.168.0.1', '169.254.1.1', '100.64.0.1', '0.0.0.0', '::1', '::'],
  ...['fe80::1', 'fe80::1%eth0', 'fd00::1', '::ffff:10.0.0.1', '::ffff:7f00:1'],
])('takes %s for local', (address) => {
  expect(isLocalAddress(address)).toBe(true);
});

it('takes public addresses and names for what they are', () => {
  expect(['9.9.9.9', '2606:4700::1111', 'localhost.example'].map(isLocalHost)).toEqual([false, false, false]);
  expect(isLocalHost('localhost')).toBe(true);
});

describe('the proxy that the server is told to use', () => {
  const request = (protocol: HostRequest['protocol'], host = 'example.test'): HostRequest => ({
    protocol,
    host,
    port: 80,
  });
  const chosen = (env: Record<string, string>, asked = request('http'), limits = LIMITS) =>
    upstreamFor(asked, limits, { env, dialect: '0.169.0' })?.host;

  it.each([
    [{ HTTP_PROXY: 'http://one:3128' }, 'http', 'one'],
    [{ HTTP_PROXY: 'one:3128' }, 'http', 'one'],
    [{ http_proxy: 'http://one' }, 'https', 'one'],
    [{ HTTP_PROXY: 'http://one', HTTPS_PROXY: 'http://two' }, 'https', 'two'],
    [{ HTTPS_PROXY: 'http://two' }, 'http', undefined],
    [{ all_proxy: 'http://three' }, 'https', 'three'],
    [{ HTTP_PROXY: 'socks5://one', ALL_PROXY: 'http://three' }, 'http', 'three'],
    [{ HTTP_PROXY: '', http_proxy: 'http://one' }, 'http', 'one'],
    [{ HTTP_PROXY: 'http://' }, 'http', undefined],
    [{ HTTP_PROXY: 'http://one', NO_PROXY: '*' }, 'http', 'one'],
    [{ ALL_PROXY: 'http://three' }, 'socks5Tcp', undefined],
  ] as const)('of %j takes for %s: %s', (env, protocol, host) => {
    expect(chosen(env, request(protocol))).toBe(host);
  });

  it('is told the name and password in its address, and is not asked about this machine or against the limits', () => {
    const env = { HTTP_PROXY: 'http://me%20too:pass@one:1' };
    const { headers } = upstreamFor(request('http'), LIMITS, { env, dialect: '0.169.0' }) ?? {};
    expect(headers).toEqual({ 'proxy-authorization': `Basic ${btoa('me too:pass')}` });
    expect(chosen(env, request('http', 'localhost'))).toBeUndefined();
    expect(upstreamFor(request('http', 'localhost'), LIMITS, { env, dialect: '0.118.0' })?.host).toBe('one');
    expect(chosen(env, request('http'), { ...LIMITS, usesUpstream: false })).toBeUndefined();
  });

  it('carries tunnels only where it says so', async () => {
    const upstream = createServer();
    upstream.on('connect', (asked, socket) => {
      const isGood = asked.url === 'nowhere.invalid:443';
      socket.end(isGood ? 'HTTP/1.1 200 OK\r\n\r\nhello' : 'HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n');
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const env = { HTTPS_PROXY: `127.0.0.1:${(upstream.address() as AddressInfo).port}` };
    const front = (): Front => httpFront({ limits: LIMITS, gate: undefined }, { env, dialect: '0.169.0' });
    const through = await talk(await doorOf(front()), 'CONNECT nowhere.invalid:443 HTTP/1.1\r\n\r\n');
    expect(String(through)).toBe('HTTP/1.1 200 OK\r\n\r\nhello');
    const refused = await talk(await doorOf(front()), 'CONNECT nowhere.invalid:1 HTTP/1.1\r\n\r\n');
    expect(String(refused)).toContain('502');
    await new Promise((resolve) => upstream.close(resolve));
  });
});
