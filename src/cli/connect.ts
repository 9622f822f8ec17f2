// From the endpoint to a client after its handshake, with every frame shown on the way.

import { type Client, ClientError, connect as shakeHands } from '../client/index.js';
import type { Transport } from '../transport/contract.js';
import { tap } from '../transport/tap.js';
import { Alarm } from './alarm.js';
import {
  type ApprovalDefault,
  type Approvals,
  createApprovals,
  type FirstWord,
} from './approvals/approvals.js';
import type { CommandContext } from './command.js';
import { type Endpoint, resolveEndpoint } from './endpoint.js';
import { UsageError } from './errors.js';
import type { Line } from './line.js';
import { FrameLog } from './output/frame-log.js';

export interface ConnectionNeeds {
  readonly experimentalApi: boolean;
  readonly approvals: ApprovalDefault;
  /** What the command itself answers, whatever else is said. */
  readonly firstWord?: FirstWord;
}

export interface Connection {
  readonly client: Client;
  readonly approvals: Approvals;
}

/**
 * Connects, shakes hands, runs `work`, and takes everything down again: no process outlives the command.
 * @throws UsageError, TransportError, RpcError, ClientError
 */
export async function withClient<T>(
  context: CommandContext,
  needs: ConnectionNeeds,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const endpoint = resolveEndpoint(context.options, context.io.env);
  context.output.waiting(`connecting to ${nameOf(endpoint)}`);
  const approvals = await createApprovals(context, needs.approvals, needs.firstWord);
  const traces = await context.tracing.open();
  const line = await openLine(endpoint, context);
  const alarm = alarmOf(context, approvals);
  try {
    const shown = watched(line.transport, context, alarm);
    const transport = traces === undefined ? shown : traces.tracing.client(shown, traces.root.context);
    const client = await shakeHands(transport, {
      experimentalApi: needs.experimentalApi,
      serverRequests: approvals.policy,
      onNotification: (incoming) => approvals.observe(incoming),
      profile: context.options.profile ?? context.io.env.ASTC_PROFILE,
      clock: context.io.clock,
      signal: context.stopped,
      ...(context.options.timeoutMs === undefined
        ? {}
        : { timeoutMs: context.options.timeoutMs, turnTimeoutMs: context.options.timeoutMs }),
    });
    context.output.waiting(undefined);
    client.onServerRequestSettled(({ method, outcome }) => {
      if (outcome === 'unknown')
        context.output.warn(`The server asked ${method}, which this client cannot answer; it was refused.`);
    });
    client.onFault((fault) => {
      const sentence =
        fault.kind === 'malformed'
          ? `The server sent a frame that is no message: ${fault.reason}.`
          : `The server answered request ${String(fault.response.id)}, which nobody waits for.`;
      context.journal.violated(sentence);
      context.output.warn(sentence);
    });
    return await work({ client, approvals });
  } catch (thrown) {
    context.output.waiting(undefined);
    await line.transport.close();
    // A server that went away may have said why; one that answered has said what it had to say.
    const isLost = thrown instanceof ClientError && thrown.code === 'closed';
    const words = isLost ? (line.lastWords?.().trim() ?? '') : '';
    if (words !== '') context.output.note(lastLines(words, 12));
    throw thrown;
  } finally {
    alarm.close();
    await line.transport.close();
    await line.release?.();
  }
}

/**
 * Opens the way to the server, without a handshake, and takes it down after `work`.
 * @throws UsageError, TransportError
 */
export async function withLine<T>(
  context: CommandContext,
  work: (transport: Transport) => Promise<T>,
): Promise<T> {
  const line = await openLine(resolveEndpoint(context.options, context.io.env), context);
  const stop = (): void => line.transport.terminate('Stopped.');
  context.stopped.addEventListener('abort', stop);
  try {
    return await work(line.transport);
  } finally {
    context.stopped.removeEventListener('abort', stop);
    await line.transport.close();
    await line.release?.();
  }
}

/** Shows each frame, and holds the server back while the reader of the output is too slow. */
function watched(transport: Transport, { output, journal }: CommandContext, alarm: Alarm): Transport {
  const log = new FrameLog();
  output.onDrain(() => transport.resume());
  const show = (dir: 'in' | 'out', frame: string): void => {
    const seen = log.read(dir, frame);
    journal.see(seen);
    alarm.see(seen);
    output.frame(seen);
    if (!output.isFlowing) transport.pause();
  };
  return tap(transport, {
    onSent: (frame) => show('out', frame),
    onReceived: (frame) => show('in', frame),
  });
}

function alarmOf({ io, options, output, journal }: CommandContext, approvals: Approvals): Alarm {
  return new Alarm({
    clock: io.clock,
    afterMs: options.alarmMs,
    isBeingAsked: (id) => approvals.isBeingAsked(id),
    onLate: (late, isNew) => {
      if (isNew) journal.isLate(late);
      output.alarm(late);
    },
  });
}

async function openLine(endpoint: Endpoint, context: CommandContext): Promise<Line> {
  switch (endpoint.kind) {
    case 'url':
      return { transport: await openUrl(endpoint.url, context) };
    case 'codexBin': {
      const { openCodexBin } = await import('./codex-bin.js');
      return openCodexBin(endpoint, context);
    }
    case 'embedded': {
      const { openEmbedded } = await import('./embedded.js');
      return openEmbedded(endpoint, context);
    }
  }
}

/** @throws UsageError when the token that was named is not set; TransportError */
export async function openUrl(
  url: string,
  { options, io, redactor, stopped }: CommandContext,
): Promise<Transport> {
  const bearerToken = options.wsTokenEnv === undefined ? undefined : readToken(options.wsTokenEnv, io.env);
  if (bearerToken !== undefined) redactor.learn(bearerToken);
  const { connectWebSocket } = await import('../transport/websocket-client.js');
  return connectWebSocket(url, {
    bearerToken,
    connectTimeoutMs: options.timeoutMs,
    signal: stopped,
    clock: io.clock,
  });
}

function readToken(name: string, env: CommandContext['io']['env']): string {
  const token = env[name]?.trim();
  if (token === undefined || token === '') {
    throw new UsageError(
      'bad_option',
      `--ws-token-env ${name} names an environment variable that is not set.`,
    );
  }
  return token;
}

function nameOf(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'url':
      return endpoint.url;
    case 'codexBin':
      return endpoint.path;
    case 'embedded':
      return 'the embedded server';
  }
}

function lastLines(text: string, count: number): string {
  return text.split('\n').slice(-count).join('\n');
}
