// Plays in which commands reach for hosts: an origin on this machine that says what it was asked, a server whose
// administrator lets commands reach `localhost` and nothing on 127.0.0.9, and what clients and the model heard.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Backend, createBackend, type Reply } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from './compare.js';
import { type Frame, type Side, startTarget, type Target, type Version } from './target.js';
import { outputsIn, steadyHeader } from './tool-turn.js';

const REQUIREMENTS = `[experimental_network]
enabled = true
allow_local_binding = true
[experimental_network.domains]
"localhost" = "allow"
"127.0.0.9" = "deny"
`;

export interface NetworkWorld {
  readonly version: Version;
  readonly target: Target;
  readonly backend: Backend;
  /** The port of the origin. */
  readonly port: number;
  close(): Promise<void>;
}

export interface NetworkWish {
  readonly side: Side;
  readonly version: Version;
  /** Of requirements.toml; none where it is null. */
  readonly requirements?: string | null;
  /** Above all tables of config.toml, and tables below its own. */
  readonly above?: string;
  readonly tables?: string;
  readonly features?: string;
  /** Variables of the server. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function networkWorld(wish: NetworkWish): Promise<NetworkWorld> {
  const {
    side,
    version,
    requirements = REQUIREMENTS,
    above = '',
    tables = '',
    features = '',
    env = {},
  } = wish;
  const origin = createServer((request, answer) => answer.end(`${request.method} ${request.url}\n`));
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  const backend = await createBackend({ script: {} }).listen();
  const config = `${above}\n${backend.codexConfig().replace('[features]', `[features]\n${features}`)}\n${tables}`;
  const system = requirements === null ? {} : { system: { 'requirements.toml': requirements } };
  const target = await startTarget({ side, version, config, env, ...system });
  await handshake(target);
  return {
    version,
    target,
    backend,
    port: (origin.address() as AddressInfo).port,
    async close() {
      await target.close();
      await backend.close();
      await ended(origin);
    },
  };
}

function ended(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** One line of shell that asks for a page through the proxy, however near it is. */
export const curl = (host: string, more = ''): string =>
  `curl -sS -m 8 --noproxy '' ${more} http://${host}:PORT/x 2>&1; `;
export const tunnel = (host: string): string => curl(host, '-p -x $HTTPS_PROXY');
export const socks = (host: string): string => curl(host, '-x $ALL_PROXY');

export interface NetworkPlay {
  /** One turn each: the commands that its model calls at once. */
  readonly turns: readonly (readonly string[])[];
  readonly answer?: (number: number) => Frame;
  readonly answerAfterMs?: number;
  /** Params of the thread. */
  readonly thread?: Frame;
  /** By which tool; exec_command by default. */
  readonly tool?: 'exec_command' | 'shell_command';
  readonly yieldMs?: number;
  /** Further rules of the script. */
  readonly replies?: readonly Reply[];
}

/** What clients heard of it, what the model read, and what is kept. */
export async function playNetwork(world: NetworkWorld, play: NetworkPlay): Promise<unknown[]> {
  const { target, backend, port } = world;
  const { turns, answer, answerAfterMs = 0, thread = {}, tool = 'exec_command', yieldMs = 20_000 } = play;
  const calls = turns.map((commands): Reply[] => [
    {
      parts: commands.map((command, at) => {
        const cmd = command.replaceAll('PORT', String(port));
        const args =
          tool === 'exec_command'
            ? { cmd, login: false, yield_time_ms: yieldMs }
            : { command: cmd, login: false, timeout_ms: 20_000 };
        return { call: { name: tool, arguments: args, id: `call_${at}` } };
      }),
    },
  ]);
  const done: Reply = { text: 'Done.' };
  backend.setScript({ replies: [...(play.replies ?? []), ...calls.flatMap((one) => [...one, done])] });
  backend.clearRequests();
  const from = target.frames.length;
  const threadId = await startThread(target, {
    cwd: target.cwd,
    approvalPolicy: 'on-request',
    sandbox: 'read-only',
    ...thread,
  });
  const stop = answer === undefined ? () => {} : answerLater(target, { answer, answerAfterMs, from });
  const read: unknown[] = [];
  try {
    for (const _ of turns) {
      await runTurn(target, threadId, 'go', {});
      read.push(outputsIn(backend.requests.at(-1)).map(({ output }) => lastOf(output)));
    }
  } finally {
    stop();
  }
  // When the real 0.118.0 tells of the end of an exec_command is a matter of luck; the model reads the same.
  const isTold = ([what]: unknown[]): boolean =>
    what !== 'command' || world.version !== '0.118.0' || tool === 'shell_command';
  const told = target.frames
    .slice(from)
    .flatMap((frame) => shown(frame, threadId))
    .filter(isTold);
  return JSON.parse(JSON.stringify([told, read]).replaceAll(String(port), '4222'));
}

function answerLater(
  target: Target,
  of: { readonly answer: (number: number) => Frame; readonly answerAfterMs: number; readonly from: number },
): () => void {
  const asked = new Set<unknown>();
  const timer = setInterval(() => {
    for (const { id, method } of target.frames.slice(of.from)) {
      if (method === undefined || id === undefined || asked.has(id)) continue;
      const answer = of.answer(asked.size);
      asked.add(id);
      setTimeout(() => target.send({ id, ...answer }), of.answerAfterMs);
    }
  }, 20);
  return () => clearInterval(timer);
}

/** The output of a command, without what stands before it. */
function lastOf(output: unknown): unknown {
  return steadyHeader(String(output)).replace(/^[\s\S]*?Output:\n/, '');
}

function shown({ id, method, params }: Frame, thread: string): unknown[][] {
  const { threadId, item, itemId, status, turn, message, review, action, targetItemId, ...rest } = (params ??
    {}) as Frame;
  if (threadId !== thread) return [];
  switch (method) {
    case 'item/commandExecution/requestApproval': {
      const { turnId: _, startedAtMs: __, ...question } = rest;
      return [[id === undefined ? 'told' : 'asked', String(itemId).replace(/#[-0-9a-f]{36}$/, ''), question]];
    }
    case 'item/completed': {
      const { type, status: end, exitCode, aggregatedOutput } = item as Frame;
      if (type !== 'commandExecution') return [];
      // How much it says until it is ended is a matter of luck.
      const said = exitCode === -1 ? String(aggregatedOutput).split('\n').at(-1) : aggregatedOutput;
      return [['command', end, exitCode, said]];
    }
    case 'item/autoApprovalReview/started':
    case 'item/autoApprovalReview/completed':
      return [[method, (review as Frame).status, action, targetItemId]];
    case 'thread/status/changed':
      return [['status', status]];
    case 'serverRequest/resolved':
      return [['resolved']];
    case 'turn/completed':
      return [['turn', (turn as Frame).status]];
    case 'warning':
      return [['warning', message]];
    default:
      return [];
  }
}
