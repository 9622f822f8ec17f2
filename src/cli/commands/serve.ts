// `astc serve`: starts an app-server in the background, waits until it is ready, and says where it is.

import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { stateDir } from '../../util/state-dir.js';
import { readIssuer } from '../app-server/login-issuer.js';
import { type CommandContext, defineCommand } from '../command.js';
import { DEFAULT_URL } from '../endpoint.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import { codexVersion, makeOfflineHome, withOwnFolderFirst } from '../offline-home.js';
import { freshLog, startInBackground, untilReady } from '../serve/background.js';
import { type OfflineBackend, startOfflineBackend } from '../serve/offline-backend.js';
import { clearPort, type ListenPort, requireFree, resolveListen } from '../serve/port.js';
import { portOwners } from '../serve/process-table.js';
import { forgetRecord, processRecord, writeRecord } from '../serve/server-record.js';
import { stopProcesses } from '../serve/stop-processes.js';
import { VERSION } from '../version.js';

interface Options {
  readonly listen: string;
  readonly kill?: boolean;
  readonly loginIssuer?: string;
}

const READY_MS = 15_000;

export const command = defineCommand<Options>({
  define(command) {
    command
      .option('--listen <url>', 'ws://IP:PORT to listen on; port 0 takes a free one', DEFAULT_URL)
      .option('--kill', 'first stop what listens on that port')
      .option('--login-issuer <url>', 'where people sign in, instead of the scripted backend or OpenAI');
  },
  run: async (context, _args, { listen, kill = false, loginIssuer }) => {
    const codexBin = pickServer(context);
    // Asked for its version before anything is stopped: a codex that cannot start must not cost the running server.
    const codex =
      codexBin === undefined ? undefined : { bin: codexBin, version: await codexVersion(codexBin) };
    const issuer = readIssuer(loginIssuer);
    const port = await resolveListen(listen);
    const dir = stateDir(context.io.env, 'serve', String(port.port));
    if (kill) await clearPort(port, dir, context);
    await requireFree(port);
    const started = await start(context, { codex, port, dir, issuer });
    const { output } = context;
    output.line(`started ${started.name}`);
    output.line(`listen: ${port.url}`);
    output.line(`pid: ${started.pid}`);
    output.line(`log: ${started.log}`);
    if (port.url !== DEFAULT_URL) output.note(`Reach it with --url ${port.url}`);
    return {
      code: ExitCode.ok,
      outcome: 'started',
      result: { url: port.url, pid: started.pid, log: started.log, backendPid: started.backendPid ?? null },
    };
  },
});

/** The codex to start, or undefined for our own server. @throws UsageError */
function pickServer({ options, io }: CommandContext): string | undefined {
  if (options.url !== undefined) {
    throw new UsageError(
      'no_effect',
      '--url names a server that runs already; serve starts one, at --listen.',
    );
  }
  if (options.embedded) {
    throw new UsageError('conflict', '--embedded runs inside one command; serve starts a server that stays.');
  }
  const codexBin = options.codexBin ?? (io.env.CODEX_BIN || undefined);
  if (codexBin !== undefined && options.profile !== undefined) {
    throw new UsageError(
      'no_effect',
      '--profile chooses what our own server speaks; a codex speaks its own version.',
    );
  }
  return codexBin;
}

interface Started {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
  readonly backendPid: number | undefined;
}

interface StartWish {
  readonly codex: { readonly bin: string; readonly version: string | undefined } | undefined;
  readonly port: ListenPort;
  readonly dir: string;
  readonly issuer: string | undefined;
}

async function start(context: CommandContext, { codex, port, dir, issuer }: StartWish): Promise<Started> {
  const { io, options, output, stopped } = context;
  const log = freshLog(path.join(dir, 'app-server.log'));
  const overrides = options.config.flatMap((override) => ['-c', override]);
  let backend: OfflineBackend | undefined;
  let child: ChildProcess | undefined;
  try {
    output.waiting('starting the server');
    let name = `our app-server (astc ${VERSION})`;
    if (codex === undefined) {
      const profile = options.profile ?? io.env.ASTC_PROFILE;
      const args = [
        'app-server',
        '--listen',
        port.url,
        ...overrides,
        ...(profile ? ['--profile', profile] : []),
        ...(issuer === undefined ? [] : ['--login-issuer', issuer]),
        ...(options.otel ? ['--otel'] : []),
      ];
      child = await startInBackground({
        command: process.execPath,
        args: [io.selfScript, ...args],
        env: io.env,
        log,
      });
    } else {
      const { bin, version } = codex;
      name = `codex ${version ?? 'of unknown version'}`;
      let env: Record<string, string | undefined> = { ...io.env, RUST_LOG: io.env.RUST_LOG ?? 'warn' };
      // A codex takes its issuer from the environment; old ones take none.
      if (issuer !== undefined) env.CODEX_APP_SERVER_LOGIN_ISSUER = issuer;
      if (options.offline) {
        const { selfScript, clock } = io;
        backend = await startOfflineBackend({ selfScript, codexVersion: version, log, env: io.env, clock });
        env = makeOfflineHome(path.join(dir, 'offline'), backend.configToml, env);
        name += ', offline';
      }
      const args = [...overrides, 'app-server', '--listen', port.url];
      child = await startInBackground({
        command: bin,
        args,
        env: withOwnFolderFirst(bin, env),
        log,
      });
    }
    const timeoutMs = options.timeoutMs ?? READY_MS;
    await untilReady(child, { ...port, timeoutMs, log, clock: io.clock, signal: stopped });
    const started = child.pid ?? -1;
    // A launcher only starts the server: the one that listens is the server itself.
    const pid = (await portOwners(port.host, port.port))[0]?.pid ?? started;
    backend?.bindTo(pid);
    writeRecord(dir, {
      url: port.url,
      server: processRecord(pid),
      launcher: pid === started ? undefined : processRecord(started),
      backend: backend === undefined ? undefined : processRecord(backend.pid),
    });
    return { name, pid, log, backendPid: backend?.pid };
  } catch (thrown) {
    backend?.abandon();
    const owners = await portOwners(port.host, port.port);
    const ours = child?.pid === undefined ? [] : [child.pid, ...owners.map(({ pid }) => pid)];
    await stopProcesses(ours, io.clock).catch(() => {});
    forgetRecord(dir);
    throw thrown;
  } finally {
    output.waiting(undefined);
  }
}
