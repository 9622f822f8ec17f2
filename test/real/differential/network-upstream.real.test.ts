// Commands behind the proxy of a server that is itself told to use one: what goes through that, ours beside the real
// servers.
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { curl, networkWorld, playNetwork, socks, tunnel } from '../support/network-plays.js';
import { canHaveSystemFiles } from '../support/system-files.js';
import { freshFolder, type Side, type Version } from '../support/target.js';

const probe = freshFolder('system-files');
const canBe = canHaveSystemFiles(probe);
rmSync(probe, { recursive: true, force: true });

const HOST = 'example.test';
const PRIVATE = '10.99.99.99';

/** A proxy that answers everything itself; `heard` tells what it was asked for. */
async function startUpstream() {
  const heard: string[] = [];
  const server = createServer(({ method, url }, answer) => {
    heard.push(`${method} ${url}`);
    answer.end('through the proxy\n');
  });
  server.on('connect', ({ url }, socket) => {
    heard.push(`CONNECT ${url}`);
    socket.on('error', () => {});
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\nin a tunnel.\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    heard,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function played(side: Side, version: Version, demands: string, names: readonly string[]) {
  const upstream = await startUpstream();
  // The server's own requests to the model go without it.
  const env = Object.fromEntries([...names.map((name) => [name, upstream.url]), ['NO_PROXY', '127.0.0.1']]);
  const requirements = `[experimental_network]
enabled = true
allow_local_binding = true
${demands}
[experimental_network.domains]
"localhost" = "allow"
"${HOST}" = "allow"
"${PRIVATE}" = "allow"
`;
  const world = await networkWorld({ side, version, env, requirements });
  try {
    const turns = [
      [curl(HOST)],
      // Without an upstream the real servers leave a tunnel that leads nowhere open.
      demands === '' ? [tunnel(HOST)] : [],
      [socks(HOST)],
      [curl('localhost')],
      demands === '' && version === '0.169.0' ? [`${curl(PRIVATE).replace('-m 8', '-m 2')} true`] : [],
    ].filter(({ length }) => length > 0);
    const played = await playNetwork(world, { turns });
    return [played, JSON.parse(JSON.stringify(upstream.heard).replaceAll(String(world.port), '4222'))];
  } finally {
    await world.close();
    await upstream.close();
  }
}

describe.skipIf(!canBe)('the proxy of a server that is told to use another', () => {
  it.each<[Version, string, string[]]>([
    ['0.169.0', '', ['HTTP_PROXY', 'HTTPS_PROXY']],
    ['0.169.0', '', ['all_proxy']],
    ['0.169.0', 'allow_upstream_proxy = false', ['HTTP_PROXY']],
    ['0.118.0', '', ['HTTP_PROXY']],
    ['0.118.0', 'allow_upstream_proxy = false', ['HTTP_PROXY']],
  ])('hands on what it should as the real %s does: %j %j', async (version, demands, names) => {
    const ours = await played('ours', version, demands, names);
    const real = await played('real', version, demands, names);
    expect(ours).toEqual(real);
    expect(JSON.stringify(ours).includes('through the proxy')).toBe(demands === '');
  });
});
