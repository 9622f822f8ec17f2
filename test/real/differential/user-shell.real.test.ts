// Commands of the user in a thread, and what the model left running: ours beside the real servers.
import { describe, expect, it } from 'vitest';
import {
  handshake,
  runTurn,
  type Scenario,
  startThread,
  textInput,
  transcript,
  type VersionScenario,
} from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import type { Frame, Side, Target, Version } from '../support/target.js';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';
const BOTH: readonly Version[] = ['0.169.0', '0.118.0'];
const full = { approvalPolicy: 'never', sandboxPolicy: { type: 'dangerFullAccess' } };

const script = {
  replies: [
    {
      when: { text: 'leave it', toolOutput: false },
      usage: { input: 10, output: 2 },
      parts: [
        {
          call: { name: 'exec_command', id: 'call_left', arguments: { cmd: 'sleep 60', yield_time_ms: 300 } },
        },
      ],
    },
    {
      when: { text: 'slow' },
      parts: [{ text: 'Wait.' }, { wait: 1500 }],
      usage: { input: 10, output: 2 },
      times: 1,
    },
    // Shows what the model was told of a command, its duration aside.
    {
      when: { text: '<user_shell_command>' },
      text: 'Told.',
      usage: { input: 10, output: 2 },
      times: 'always' as const,
    },
    { text: 'Fine.', usage: { input: 10, output: 2 }, times: 'always' as const },
  ],
};

/** Numbers of processes are random; which of two streams is read first is not the server's choice. */
const VARIES = /\.processId: |^item\/commandExecution\/outputDelta/;
/** Ours ends a process by itself and says so; 0.169.0 kills it and tells what the system says of that. */
const QUIRK = /item\.exitCode: ours -1, real 137$/;

function ends(target: Target, from: number): Promise<Frame> {
  return target.waitFor('turn/completed', (frame) => frame.method === 'turn/completed', from);
}

async function runCommand(target: Target, threadId: string, command: string): Promise<void> {
  const from = target.frames.length;
  await target.request('thread/shellCommand', { threadId, command });
  await ends(target, from);
}

async function beginCommand(target: Target, threadId: string, command: string): Promise<string> {
  const from = target.frames.length;
  await target.request('thread/shellCommand', { threadId, command });
  const began = (frame: Frame): boolean =>
    frame.method === 'item/started' && JSON.stringify(frame).includes('"userShell"');
  const frame = (await target.waitFor('its item', began, from)) as { params: { turnId: string } };
  return frame.params.turnId;
}

const scenarios: VersionScenario[] = [
  {
    name: 'commands in a thread where nothing runs, and a turn after them',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      await runCommand(target, threadId, 'echo out; echo err >&2; sleep 0.3; exit 3');
      await runCommand(target, threadId, 'pwd');
      await runCommand(target, threadId, 'true');
      await runCommand(target, threadId, 'touch made-by-user && ls');
      await runTurn(target, threadId, 'go on');
      await target.request('thread/shellCommand', { threadId, command: ' ' });
      await target.request('thread/shellCommand', { threadId: UNKNOWN, command: 'true' });
    },
  },
  {
    name: 'a command during a turn',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      const from = target.frames.length;
      await target.request('turn/start', { threadId, input: textInput('slow') });
      const spoke = (frame: Frame): boolean => frame.method === 'item/agentMessage/delta';
      await target.waitFor('words', spoke, from);
      await target.request('thread/shellCommand', { threadId, command: 'sleep 0.2; echo during' });
      await ends(target, from);
    },
  },
  {
    name: 'a command that is interrupted',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      const turnId = await beginCommand(target, threadId, 'sleep 60');
      await target.request('turn/interrupt', { threadId, turnId });
      await runTurn(target, threadId, 'go on');
    },
  },
  {
    name: 'input during a command',
    versions: ['0.169.0'],
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      const turnId = await beginCommand(target, threadId, 'sleep 1');
      const from = target.frames.length;
      await target.request('turn/steer', { threadId, expectedTurnId: turnId, input: textInput('hey') });
      await target.request('turn/start', { threadId, input: textInput('and this') });
      await ends(target, from);
      await runTurn(target, threadId, 'go on');
    },
  },
  {
    name: 'what the model left running',
    versions: ['0.169.0'],
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      const ask = (what: string, more: Frame = {}): Promise<Frame> =>
        target.request(`thread/backgroundTerminals/${what}`, { threadId, ...more });
      await ask('list');
      await ask('terminate', { processId: 'x' });
      await ask('terminate', { processId: '' });
      await ask('terminate', { processId: '7' });
      await runTurn(target, threadId, 'leave it', full);
      const { result } = await ask('list');
      await ask('list', { cursor: 'x' });
      const { data } = result as { data: { processId: string }[] };
      const from = target.frames.length;
      await ask('terminate', { processId: data[0]?.processId });
      await target.waitFor('its end', (frame) => frame.method === 'item/completed', from);
      await ask('list');
    },
  },
  {
    name: 'cleaning what the model left running',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      await target.request('thread/backgroundTerminals/clean', { threadId });
      await runTurn(target, threadId, 'leave it', full);
      const from = target.frames.length;
      await target.request('thread/backgroundTerminals/clean', { threadId });
      await target.waitFor('its end', (frame) => frame.method === 'item/completed', from);
      await target.request('thread/backgroundTerminals/clean', { threadId: UNKNOWN });
    },
  },
];

async function apart(version: Version, scenario: Scenario): Promise<string[]> {
  const ours = await transcript('ours', version, scenario);
  return playReal(async () => {
    const real = await transcript('real', version, scenario);
    return apartFromOrder(unexplained(differences(ours, real), version)).filter(
      (line) => !VARIES.test(line) && !QUIRK.test(line),
    );
  }, nothingLeft);
}

/** Without what both say, in another order: where a notice falls among the others is a race. */
function apartFromOrder(lines: readonly string[]): string[] {
  const plain = (line: string): string =>
    line.replace(/only (ours|the real one) says/, 'says').replace(/"processId":"\d+"/g, '"processId":"<n>"');
  const count = (line: string): number => lines.filter((other) => plain(other) === plain(line)).length;
  return lines.filter((line) => !/only (ours|the real one) says/.test(line) || count(line) % 2 === 1);
}

describe.each<Version>(BOTH)('commands of the user, ours beside the real %s', (version) => {
  it.each(scenarios.filter(({ versions }) => versions.includes(version)))(
    'says the same in: $name',
    async (scenario) => {
      expect(await apart(version, scenario)).toEqual([]);
    },
  );
});

// docs/quirks.md, "Input during a user's command is taken": how far 0.118.0 gets is a race of its own.
describe('input during a command of the user, beside the real 0.118.0', () => {
  const played = (side: Side, untilEnd: boolean): Promise<string[]> =>
    transcript(side, '0.118.0', {
      name: 'input during a command',
      script,
      async play(target) {
        await handshake(target);
        const threadId = await startThread(target);
        await beginCommand(target, threadId, 'sleep 0.5');
        const from = target.frames.length;
        await target.request('turn/start', { threadId, input: textInput('and this') });
        const ended = (frame: Frame): boolean =>
          frame.method === (untilEnd ? 'turn/completed' : 'item/completed');
        await target.waitFor('the end', ended, from);
      },
    });

  it('begins the same way, and here it ends', async () => {
    const [ours, real] = [await played('ours', true), await played('real', false)];
    expect(unexplained(differences(ours.slice(0, real.length), real), '0.118.0')).toEqual([]);
    const told = ours.map((text) => JSON.parse(text) as Frame).map(({ method }) => method);
    expect(told.slice(-4)).toEqual([
      'item/started',
      'item/completed',
      'thread/status/changed',
      'turn/completed',
    ]);
    expect(ours.slice(-4).join()).toContain('and this');
  });
});
