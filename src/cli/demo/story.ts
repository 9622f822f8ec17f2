// The quickstart as a story in chapters, told by the built CLI itself, and a check of everything it claims.

import { rmSync } from 'node:fs';
import path from 'node:path';
import pc from 'picocolors';
import { stateDir } from '../../util/state-dir.js';
import type { CommandContext } from '../command.js';
import { duration } from '../output/text.js';
import { isAlive } from '../serve/process-table.js';
import { stopProcesses } from '../serve/stop-processes.js';
import { approveOnce } from './approve.js';
import { Lanes } from './lanes.js';
import { Player } from './player.js';
import { playRejoin } from './rejoin.js';

const SEED = 'seed thread for rejoin test';
const LONG = 'respond with thorough docs on rejoining a thread';
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** One claim of the story, and whether it held. */
export interface Check {
  readonly claim: string;
  readonly held: boolean;
}

export async function tellStory(context: CommandContext): Promise<Check[]> {
  const { io, stopped } = context;
  const isColored = io.stdout.isTTY && !io.env.NO_COLOR;
  const colors = pc.createColors(isColored);
  const write = (text: string): void => {
    io.stdout.write(text);
  };
  const dir = stateDir(io.env, 'demo', String(process.pid));
  const player = new Player({
    selfScript: io.selfScript,
    // A world of its own: neither the user's servers nor their threads are touched.
    env: {
      ...io.env,
      XDG_STATE_HOME: dir,
      CODEX_HOME: undefined,
      CODEX_BIN: undefined,
      CODEX_APP_SERVER_URL: undefined,
      FORCE_COLOR: isColored ? '1' : undefined,
    },
    write,
    prompt: (line) => `\n${colors.dim('$')} ${colors.bold(line)}\n`,
    signal: stopped,
  });
  const chapter = (title: string): void =>
    write(`\n${colors.bold(colors.cyan(`── ${title} `.padEnd(72, '─')))}\n`);
  const started = io.clock.monotonic();
  let pids: number[] = [];
  try {
    const checks: Check[] = [];
    const check = (claim: string, held: boolean): boolean => {
      checks.push({ claim, held });
      return held;
    };

    chapter('1. a server in the background');
    const bin = context.options.codexBin;
    const serve = await player.play([
      'serve',
      '--listen',
      'ws://127.0.0.1:0',
      ...(bin === undefined ? [] : ['--codex-bin', path.resolve(bin), '--offline']),
    ]);
    const url = /listen: (ws:\/\/\S+)/.exec(serve.output)?.[1];
    pids = [Number(/pid: (\d+)/.exec(serve.output)?.[1] ?? 0)].filter((pid) => pid > 1);
    if (
      !check('serve started a server and waited until it was ready', serve.code === 0 && url !== undefined)
    ) {
      return checks;
    }
    player.export('CODEX_APP_SERVER_URL', url ?? '');

    chapter('2. its models');
    const models = await player.play(['model-list', '--quiet']);
    check('model-list named at least one model', models.code === 0 && models.output.trim() !== '');

    chapter('3. a message, answered word by word');
    const message = await player.play(['send-message-v2', SEED]);
    check('send-message-v2 ended with a completed turn', message.code === 0);
    check('the answer came in pieces, not all at once', piecesOf(message.arrivals) >= 8);

    chapter('4. the thread it left');
    const threads = await player.play(['thread-list', '--limit', '5', '--quiet']);
    const threadId = UUID.exec(threads.output)?.[0];
    if (!check('thread-list shows that thread', threadId !== undefined && threads.output.includes(SEED)))
      return checks;

    chapter('5. rejoin: A streams, B joins in the middle, both see the rest');
    const width = Number(io.env.COLUMNS) || process.stdout.columns || 100;
    write(`\n${colors.dim('A')} $ ${colors.bold(`astc resume-message-v2 ${threadId} "${LONG}"`)}\n`);
    write(`${colors.dim('B')} $ ${colors.bold(`astc thread-resume ${threadId} --until-idle`)}\n\n`);
    const lanes = new Lanes({
      write,
      width,
      colors,
      titles: { A: 'A  started the turn', B: 'B  joins later' },
    });
    const rejoin = await playRejoin(player, lanes, {
      threadId: threadId ?? '',
      message: LONG,
      joinAfter: 120,
    });
    check(
      'A streamed the whole answer',
      rejoin.codes.A === 0 && rejoin.whole !== '' && rejoin.whole === rejoin.final,
    );
    check(
      'B joined in the middle: the snapshot held a part of the message',
      isPart(rejoin.snapshot, rejoin.whole),
    );
    check('B saw the rest live, to the end', rejoin.codes.B === 0 && rejoin.rest !== '');
    check(
      "B's snapshot and stream make A's text: nothing lost, nothing twice",
      rejoin.snapshot + rejoin.rest === rejoin.whole,
    );

    // A codex signs in with OpenAI, unless it is told otherwise in ways that depend on its version.
    if (bin === undefined) {
      chapter('6. a login with a device code, approved by the scripted issuer');
      const login = await player.play(['test-login', '--device-code'], approveOnce());
      check('test-login ended signed in, without an account', login.code === 0);
    }

    chapter(`${bin === undefined ? 7 : 6}. what happened`);
    await stopProcesses(pids, io.clock);
    check('the server is stopped and nothing is left running', !pids.some(isAlive));
    const mark = (held: boolean): string => (held ? colors.green('✓') : colors.red('✗'));
    write(`\n${checks.map(({ claim, held }) => `${mark(held)} ${claim}`).join('\n')}\n`);
    write(`\n${colors.dim(`${duration(io.clock.monotonic() - started)}. Next: astc --help`)}\n`);
    return checks;
  } finally {
    player.stop();
    await stopProcesses(pids, io.clock).catch(() => {});
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** How many separate moments brought text. */
function piecesOf(arrivals: readonly { readonly at: number }[]): number {
  return new Set(arrivals.map(({ at: ms }) => Math.floor(ms / 15))).size;
}

function isPart(part: string, whole: string): boolean {
  return part !== '' && part.length < whole.length && whole.startsWith(part);
}
