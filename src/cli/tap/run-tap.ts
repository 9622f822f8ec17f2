// `astc tap`, from its flags to its end: which of the two taps it takes, and when it is over.

import { Recorder } from '../../recording/recorder.js';
import { relay } from '../../recording/tap/relay.js';
import { type RunningTap, tapSockets } from '../../recording/tap/socket-tap.js';
import { connectTransport } from '../../transport/connect.js';
import type { Transport } from '../../transport/contract.js';
import { parseFault } from '../../transport/faults/spec.js';
import { listen } from '../../transport/listen.js';
import { isLoopback, type ListenAddress, parseListenUrl } from '../../transport/listen-url.js';
import { deferred } from '../../util/deferred.js';
import { openCodexBin } from '../codex-bin.js';
import type { CommandContext } from '../command.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import type { Verdict } from '../output/output.js';
import { readSeed } from '../read-seed.js';
import { aborted } from '../stop-signals.js';

export interface TapOptions {
  readonly listen: string;
  readonly target?: string;
  readonly out?: string;
  readonly redactPaths?: boolean;
  readonly fault?: readonly string[];
  readonly faultSeed?: string;
}

/** @throws UsageError, TransportError, RecordingError */
export async function runTap(context: CommandContext, options: TapOptions): Promise<Verdict> {
  const { io, stopped } = context;
  const say = (text: string): void => void io.stderr.write(`${text}\n`);
  const faults = (options.fault ?? []).map(parseFault);
  const address = listenAddress(options.listen);
  const target = targetOf(context, options);
  if (options.out === undefined && faults.length === 0)
    throw new UsageError(
      'bad_option',
      'A tap needs a file to record to (--out), or faults to put in (--fault).',
    );
  const recorder = openRecorder(options, { address, target, say });
  const over = deferred();
  let running: RunningTap;
  if (faults.length === 0 && target.kind === 'url' && address.kind !== 'stdio' && recorder !== undefined) {
    running = await tapSockets({ listen: address, target: target.url, recorder, onProblem: say });
  } else {
    const listener = await listen(address);
    relay({
      listener,
      connect: () => openTarget(target, context),
      recorder,
      faults: {
        faults,
        seed: readSeed(options.faultSeed),
        clock: io.clock,
        exit: (code) => process.exit(code),
      },
      onProblem: say,
      onGone: address.kind === 'stdio' ? () => over.resolve() : undefined,
    });
    running = { url: listener.address, close: () => listener.close('The tap is closing.') };
  }
  if (address.kind !== 'stdio') say(`  listening on: ${running.url}`);
  if (recorder?.file !== undefined && address.kind !== 'stdio') say(`  recording to: ${recorder.file}`);
  await Promise.race([aborted(stopped), over.promise]);
  await running.close();
  recorder?.end();
  return { code: ExitCode.ok, outcome: 'ended' };
}

type TapAddress =
  | Exclude<ListenAddress, { kind: 'off' | 'unix' }>
  | { readonly kind: 'unix'; readonly path: string };

function listenAddress(url: string): TapAddress {
  const address = parseListenUrl(url);
  if (address.kind === 'off') throw new UsageError('bad_option', '--listen off leaves nobody to tap.');
  if (address.kind === 'websocket' && !isLoopback(address.host))
    throw new UsageError(
      'bad_option',
      `--listen ${url} would open the server to the network; a tap listens on 127.0.0.1.`,
    );
  if (address.kind !== 'unix') return address;
  if (address.path === undefined) throw new UsageError('bad_option', '--listen unix:// needs a path here.');
  return { kind: 'unix', path: address.path };
}

type Target =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'codexBin'; readonly path: string };

function targetOf({ options: { codexBin, url } }: CommandContext, { target = url }: TapOptions): Target {
  if (target !== undefined && codexBin !== undefined)
    throw new UsageError(
      'conflict',
      '--target and --codex-bin name different servers; give only one of them.',
    );
  if (target !== undefined) return { kind: 'url', url: target };
  if (codexBin !== undefined) return { kind: 'codexBin', path: codexBin };
  throw new UsageError('bad_option', 'Tap which server? Give --target URL or --codex-bin PATH.');
}

function openRecorder(
  { out, redactPaths = false }: TapOptions,
  { address, target, say }: { address: TapAddress; target: Target; say: (text: string) => void },
): Recorder | undefined {
  if (out === undefined) return undefined;
  return new Recorder(out, {
    transport: address.kind,
    target: target.kind === 'url' ? [target.url] : [target.path, 'app-server'],
    redact: { paths: redactPaths },
    onProblem: say,
  });
}

async function openTarget(target: Target, context: CommandContext): Promise<Transport> {
  if (target.kind === 'url') return connectTransport(target.url, { clock: context.io.clock });
  const { options } = context;
  const endpoint = {
    kind: 'codexBin',
    path: target.path,
    overrides: options.config,
    offline: options.offline,
  } as const;
  const { transport, release } = await openCodexBin(endpoint, context);
  transport.onClose(() => void release?.());
  return transport;
}
