// A server behind a gateway that signs people in, and what is noted of it for comparison.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, createBackend, type Script } from '../../../src/backend/index.js';
import { type Frame, freshFolder, type Side, startTarget, type Target } from './target.js';

const CHANGED = 'account/gatewayOAuth/changed';
type Gateway = NonNullable<Script['gateway']>;

export interface GatewayWorld {
  readonly backend: Backend;
  readonly target: Target;
  /** The configuration as usual, with a gateway. */
  readonly config: string;
  /** What happened, for comparison. */
  readonly seen: unknown[];
  /** Rewrites config.toml. */
  configure(text: string): void;
  gateway(script: Gateway): void;
  /** Notes an answer under a name, and what was told until then. */
  ask(method: string, params?: unknown): Promise<Frame>;
  note(what: string, value: unknown): Promise<void>;
  startThread(): Promise<string>;
  turn(threadId: string): Promise<void>;
  /** The address that was told last. */
  authUrl(): Promise<URL>;
  /** A whole sign-in with a browser that goes where it is sent. */
  signIn(params?: Frame): Promise<void>;
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function world(
  side: Side,
  play: (world: GatewayWorld) => Promise<void>,
  options: {
    capabilities?: Frame;
    home?: string;
    env?: Readonly<Record<string, string>>;
    isProcess?: boolean;
    configOf?: (config: string, backend: Backend) => string;
  } = {},
): Promise<unknown[]> {
  const backend = await createBackend({ script: { otherwise: 'default' } }).listen();
  const home = options.home ?? freshFolder(`${side}-gateway`);
  const usual = backend.codexConfig({ gateway: true });
  const config = options.configOf?.(usual, backend) ?? usual;
  const { env = {}, isProcess } = options;
  const target = await startTarget({ side, version: '0.169.0', home, config, env, isProcess });
  const seen: unknown[] = [];
  const plain = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value ?? null)
        .replaceAll(backend.url, 'BACKEND')
        .replaceAll(home, 'HOME')
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
        .replace(/[A-Z]{4}-[A-Z]{5}/g, 'CODE')
        .replace(/127\.0\.0\.1:\d+/g, 'LOOPBACK'),
    );
  let from = 0;
  const told = (): unknown[] => {
    const news = target.frames.slice(from).filter(({ method }) => method === CHANGED);
    from = target.frames.length;
    return news.map(({ params }) => {
      const { authUrl, ...rest } = params as Frame;
      const asked = typeof authUrl === 'string' ? [...new URL(authUrl).searchParams.keys()] : null;
      return plain({ ...rest, asked });
    });
  };
  const world: GatewayWorld = {
    backend,
    target,
    config,
    seen,
    configure: (text) => writeFileSync(join(home, 'codex', 'config.toml'), text),
    gateway: (gateway) => backend.setScript({ otherwise: 'default', gateway }),
    async note(what, value) {
      await pause(150);
      seen.push({ what, value: plain(value), told: told() });
    },
    async ask(method, params) {
      const { id: _, ...answer } = await target.request(method, params);
      await world.note(method, answer);
      return answer;
    },
    async startThread() {
      const { result, error } = await target.request('thread/start', { cwd: target.cwd });
      await world.note('thread/start', error ?? 'started');
      return (result as { thread: { id: string } } | undefined)?.thread.id ?? '';
    },
    async turn(threadId) {
      const begun = target.frames.length;
      await target.request('turn/start', { threadId, input: [{ type: 'text', text: 'hi' }] });
      const ended = await target.waitFor('the end', ({ method }) => method === 'turn/completed', begun);
      const { status, error } = (ended.params as { turn: { status: string; error: Frame | null } }).turn;
      await world.note('turn', { status, error });
    },
    async authUrl() {
      const found = await target.waitFor(
        'the address',
        ({ method, params }) => method === CHANGED && (params as Frame).authUrl !== null,
        from,
      );
      return new URL((found.params as { authUrl: string }).authUrl);
    },
    async signIn(params = {}) {
      const login = target.request('account/gatewayOAuth/login', params);
      const url = await Promise.race([world.authUrl(), login]);
      const page = url instanceof URL ? await fetch(url) : null;
      const { id: _, ...answer } = await login;
      const shown = page && [page.status, page.headers.get('content-type')?.toLowerCase()];
      await world.note('sign-in', { answer, shown });
    },
  };
  try {
    const capabilities = { experimentalApi: true, explicitGatewayOauth: true, ...options.capabilities };
    const clientInfo = { name: 'gateway', title: null, version: '1' };
    await target.request('initialize', { clientInfo, capabilities });
    target.send({ method: 'initialized' });
    await play(world);
  } finally {
    await target.close();
    await backend.close();
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  }
  return seen;
}

export function tokensOf({ target }: GatewayWorld): string {
  return join(target.home, 'codex', 'secrets', 'gateway_oauth.json');
}

/** What is kept, without what is random. */
export function kept(world: GatewayWorld): unknown {
  const file = tokensOf(world);
  const entries = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Frame>;
  return [
    (statSync(file).mode & 0o777).toString(8),
    ...Object.entries(entries).map(([key, entry]) => [
      /^provider-oauth\|[0-9a-f]{64}$/.test(key),
      Object.keys(entry),
    ]),
  ];
}

/** Which headers requests brought, without what is secret. */
export function brought({ backend }: GatewayWorld): unknown {
  const names = ['authorization', 'cookie', 'x-gateway-token'];
  const all = backend.requests.map(({ method, path, headers }) => [
    method,
    path.split('?')[0],
    names.flatMap((name) => (headers[name] === undefined ? [] : [name])),
  ]);
  backend.clearRequests();
  return all;
}
