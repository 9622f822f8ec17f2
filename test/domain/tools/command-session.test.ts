// Sessions of exec_command over a process that the test plays.
import { describe, expect, test } from 'vitest';
import type { RunningCommand } from '../../../src/domain/command-ports.js';
import type { ThreadEvent } from '../../../src/domain/events.js';
import type { ToolContext } from '../../../src/domain/ports.js';
import type { CommandLine } from '../../../src/domain/tools/exec/command-item.js';
import { CommandSession } from '../../../src/domain/tools/exec/command-session.js';
import type { CommandHosts } from '../../../src/domain/tools/network/command-hosts.js';
import { systemClock } from '../../../src/util/clock.js';
import { deferred } from '../../../src/util/deferred.js';

const line: CommandLine = { itemId: 'c1', argv: ['x'], cwd: '/work', command: 'x', actions: [] };

function played() {
  const exited = deferred<{ exitCode: number }>();
  let listener: Parameters<RunningCommand['onOutput']>[0] = () => {};
  const running: RunningCommand = {
    pid: 1,
    onOutput: (added) => {
      listener = added;
    },
    exited: exited.promise,
    write: async () => {},
    closeStdin() {},
    resize() {},
    kill: async () => exited.resolve({ exitCode: 143 }),
  };
  const told: string[] = [];
  const context = {
    turnId: 't',
    startItem: () => told.push('started'),
    completeItem: (item: { status: string; aggregatedOutput: string | null }) =>
      told.push(`${item.status} ${item.aggregatedOutput}`),
    emit: (event: ThreadEvent) => told.push(event.type === 'commandOutputDelta' ? event.delta : event.type),
    // Only these are used.
  } as unknown as ToolContext;
  const session = new CommandSession({
    id: 7,
    line,
    context,
    running,
    hosts: {} as CommandHosts,
    isInteractive: false,
    clock: systemClock,
  });
  return {
    session,
    told,
    say: (bytes: Uint8Array) => listener('stdout', bytes),
    exit: (exitCode: number) => exited.resolve({ exitCode }),
  };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a session', () => {
  test('tells what came before it was announced, once, after its start', async () => {
    const { session, told, say, exit } = played();
    say(bytes('early'));
    expect(told).toEqual([]);
    session.announce(false);
    say(bytes(' late'));
    exit(0);
    await session.ended;
    expect(told).toEqual(['started', 'early', ' late', 'completed early late']);
  });

  test('that ended before it was announced completes when it is', async () => {
    const { session, told, exit } = played();
    exit(3);
    await session.ended;
    session.announce(true);
    expect(told).toEqual(['failed null']);
  });

  test('cuts no character between two deltas', async () => {
    const { session, told, say } = played();
    session.announce(true);
    const [first = 0, ...rest] = bytes('é');
    say(Uint8Array.of(first));
    say(Uint8Array.from(rest));
    expect(told).toEqual(['é']);
  });

  test('is read from where the last reading ended', () => {
    const { session, say } = played();
    say(bytes('one'));
    expect(session.read()).toBe('one');
    say(bytes('two'));
    expect(session.read()).toBe('two');
    expect(session.output).toBe('onetwo');
  });

  test('completes when it is killed', async () => {
    const { session, told } = played();
    session.announce(false);
    await session.kill();
    expect(told).toEqual(['started', 'failed null']);
  });
});
