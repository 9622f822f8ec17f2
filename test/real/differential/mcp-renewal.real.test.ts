// Tokens for MCP servers that have ended, or are refused, ours beside the real servers: what is asked of the issuer,
// what is kept, and what becomes of the server.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { type OAuthMcpServer, type Renewal, startOAuthMcpServer } from '../../util/oauth-mcp-server.js';
import { handshake } from '../support/compare.js';
import { freshFolder, type Side, startTarget, type Target, type Version } from '../support/target.js';

const HOUR = 3_600_000;

interface Kept {
  readonly access: 'good' | 'old';
  /** Milliseconds from now. */
  readonly endsIn?: number;
  readonly refresh?: string;
}

interface Case {
  readonly name: string;
  readonly kept: Kept;
  readonly renewal?: Renewal;
  /** What only newer versions do so. */
  readonly isNewer?: true;
}

const cases: readonly Case[] = [
  { name: 'one that is good', kept: { access: 'good', endsIn: HOUR, refresh: 'r' } },
  { name: 'one that has ended', kept: { access: 'old', endsIn: -1000, refresh: 'r' } },
  {
    name: 'one that has ended, for an access token alone',
    kept: { access: 'old', endsIn: -1000, refresh: 'r' },
    renewal: 'an access token alone',
  },
  {
    name: 'one whose renewal the issuer does not take',
    kept: { access: 'old', endsIn: -1000, refresh: 'r' },
    renewal: 'invalid_grant',
  },
  {
    name: 'one whose issuer fails',
    kept: { access: 'old', endsIn: -1000, refresh: 'r' },
    renewal: 'server_error',
  },
  { name: 'one that has ended for good', kept: { access: 'old', endsIn: -1000 } },
  { name: 'one without an end that is refused', kept: { access: 'old', refresh: 'r' } },
  { name: 'one without an end', kept: { access: 'good', refresh: 'r' } },
  { name: 'one that is refused before its end', kept: { access: 'old', endsIn: HOUR, refresh: 'r' } },
  { name: 'one that ends soon', kept: { access: 'good', endsIn: 20_000, refresh: 'r' }, isNewer: true },
];

function keep(home: string, { url, issuer }: OAuthMcpServer, { access, endsIn, refresh }: Kept): void {
  const identity = JSON.stringify({ type: 'http', url, headers: {} });
  const key = `behind|${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`;
  const entry = {
    server_name: 'behind',
    server_url: url,
    issuer,
    client_id: 'client',
    access_token: access,
    ...(endsIn === undefined ? {} : { expires_at: Date.now() + endsIn }),
    ...(refresh === undefined ? {} : { refresh_token: refresh }),
    scopes: ['a', 'b'],
  };
  mkdirSync(join(home, 'codex'), { recursive: true });
  writeFileSync(join(home, 'codex/.credentials.json'), JSON.stringify({ [key]: entry }));
}

async function opened(side: Side, version: Version, home: string, server: OAuthMcpServer): Promise<Target> {
  const backend = createBackend({ script: { replies: [] } });
  await backend.listen();
  const config = `mcp_oauth_credentials_store = "file"\n${backend.codexConfig()}[mcp_servers.behind]\nurl = "${server.url}"\n`;
  await backend.close();
  const target = await startTarget({ side, version, home, config });
  await handshake(target);
  return target;
}

async function statusOf(target: Target): Promise<unknown> {
  const [status] = listAt(await target.request('mcpServerStatus/list', {}), 'result', 'data');
  return {
    auth: at(status, 'authStatus'),
    tools: Object.keys(at(status, 'tools') as object),
    error: textAt(status, 'toolsError') ?? null,
  };
}

async function play(side: Side, version: Version, { kept, renewal }: Case): Promise<unknown> {
  const server = await startOAuthMcpServer();
  server.valid.add('good');
  server.renewal = renewal ?? 'new tokens';
  const home = freshFolder(`${side}-${version}`);
  keep(home, server, kept);
  const target = await opened(side, version, home, server);
  try {
    const status = await statusOf(target);
    const file = readFileSync(join(home, 'codex/.credentials.json'), 'utf8');
    const [left] = Object.values(JSON.parse(file) as Record<string, unknown>);
    const isRenewed = /^fresh/.test(textAt(left, 'access_token') ?? '');
    return {
      status,
      asked: server.asked.map((one) => one.replaceAll(server.issuer, '<issuer>')),
      // Older versions forget the token to renew with where none comes in its place.
      kept: {
        access: textAt(left, 'access_token'),
        refresh:
          isRenewed && version === '0.118.0' && renewal !== undefined
            ? 'whatever'
            : (textAt(left, 'refresh_token') ?? null),
      },
    };
  } finally {
    await target.close();
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
}

describe.each<Version>(['0.169.0', '0.118.0'])('a token for an MCP server, with the real %s', (version) => {
  it.each(cases.filter(({ isNewer }) => isNewer === undefined || version === '0.169.0'))(
    '$name',
    async (one) => {
      const [ours, real] = await Promise.all([play('ours', version, one), play('real', version, one)]);
      expect(ours).toEqual(real);
    },
  );
});

it.each<[string, readonly [Side, Side]]>([
  ['two of ours', ['ours', 'ours']],
  ['ours and the real one', ['ours', 'real']],
])('is renewed once by %s at a time', async (_who, sides) => {
  const server = await startOAuthMcpServer();
  const home = freshFolder('renewal');
  keep(home, server, { access: 'old', endsIn: -1000, refresh: 'r' });
  const targets: Target[] = [];
  try {
    for (const side of sides) targets.push(await opened(side, '0.169.0', home, server));
    const statuses = await Promise.all(targets.map(statusOf));
    expect(statuses).toEqual(Array(2).fill({ auth: 'oAuth', tools: ['hello'], error: null }));
    expect(server.asked.filter((one) => one.startsWith('renew'))).toHaveLength(1);
  } finally {
    for (const target of targets) await target.close();
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
});
