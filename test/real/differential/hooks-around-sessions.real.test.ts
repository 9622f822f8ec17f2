// Hooks around compactions, ends of sessions, sub-agents and requests that fail, and hooks that run beside the turn, ours
// beside the real 0.169.0.
import { expect, it } from 'vitest';
import type { ReplyObject } from '../../../src/backend/index.js';
import { at, textAt } from '../../../src/util/peek.js';
import { textInput } from '../support/compare.js';
import { ALWAYS, apartInHooks, calls, context, DONE, isItem } from '../support/hook-plays.js';
import type { Doings } from '../support/hooked.js';
import type { Frame } from '../support/target.js';

const COMPACTING: ReplyObject[] = [
  { when: { kind: 'compaction' }, ...ALWAYS, text: 'summary' },
  { when: { text: 'big' }, times: 1, text: 'done', usage: { input: 270_000, output: 1000 } },
  {
    when: { text: 'middle' },
    times: 1,
    parts: [{ call: { name: 'exec_command', id: 'call_it', arguments: { cmd: 'true', login: false } } }],
    usage: { input: 270_000, output: 1000 },
  },
  DONE,
];

it('asks before and after compactions, begins sessions anew, and tells of their ends', async () => {
  const left = await apartInHooks({
    events: [
      'SessionStart',
      'SessionEnd',
      'PreCompact',
      'PostCompact',
      'UserPromptSubmit',
      'Stop',
      'Interrupt',
    ],
    more: {
      PreCompact: [{ matcher: 'auto', hooks: [{ type: 'command', command: 'true', statusMessage: 'auto' }] }],
      SessionEnd: [{ hooks: [{ type: 'command', command: 'sleep 5', timeout: 9 }] }],
    },
    replies: COMPACTING,
    async play({ thread, turn, compact, target, prepare, until, script }) {
      const id = await thread();
      await turn(id, 'hello');
      await compact(id);
      await turn(id, 'hello', { SessionStart: context('SessionStart') });
      await compact(id, { PreCompact: { out: { continue: false, stopReason: 'not now' } } });
      await compact(id, {
        PreCompact: [{ err: 'complaint', code: 2 }, { out: { systemMessage: 'by the way' } }],
        PostCompact: [{ out: { continue: false } }, { code: 3 }],
      });
      await compact(id, {
        PreCompact: [{ out: 'plain' }, { out: '{x' }],
        PostCompact: { out: '{"decision":"block"}' },
      });
      await turn(id, 'big');
      await turn(id, 'after', { PreCompact: { out: { continue: false } } });
      await turn(id, 'after');
      await turn(id, 'middle');
      script([
        { when: { kind: 'compaction' }, ...ALWAYS, parts: [{ hold: 'never' }] },
        { ...DONE, text: 'done again' },
      ]);
      prepare({});
      const from = target.frames.length;
      await target.request('thread/compact/start', { threadId: id });
      const started = await until('the item', (frame) => isItem(frame, 'contextCompaction'), from);
      const turnId = textAt(started, 'params', 'turnId');
      await target.request('turn/interrupt', { threadId: id, turnId });
      await until('the end', ({ method }) => method === 'turn/completed', from);
      const forked = (await target.request('thread/fork', { threadId: id, excludeTurns: true })) as Frame;
      const forkId = textAt(forked, 'result', 'thread', 'id') ?? '';
      await turn(forkId, 'hello');
      prepare({ SessionEnd: [{ err: 'complaint', code: 2 }, { out: { systemMessage: 'unread' } }] });
      await target.request('thread/archive', { threadId: forkId });
      // The end of the other thread is told to hooks alone.
      prepare({});
    },
  });
  expect(left).toEqual([]);
});

it('asks for agents where it would ask for threads of people', async () => {
  const spawn = { namespace: 'multi_agent_v1', name: 'spawn_agent', arguments: { message: 'child task' } };
  const as = (agent_type: string) => ({ ...spawn, arguments: { ...spawn.arguments, agent_type } });
  const left = await apartInHooks({
    events: [
      'SessionStart',
      'SessionEnd',
      'UserPromptSubmit',
      'PreToolUse',
      'PostToolUse',
      'Stop',
      'SubagentStart',
      'SubagentStop',
      'PreModelRequest',
    ],
    more: {
      SubagentStart: [{ matcher: 'default', hooks: [{ type: 'command', command: 'true' }] }],
      SubagentStop: [{ matcher: 'explorer', hooks: [{ type: 'command', command: 'true' }] }],
    },
    isUnknownModel: true,
    replies: [
      calls('spawn', spawn),
      calls('explore', as('explorer')),
      {
        when: { kind: 'collab_spawn', toolOutput: false },
        ...ALWAYS,
        parts: [
          { wait: 300 },
          { call: { name: 'exec_command', id: 'child_call', arguments: { cmd: 'echo hi', login: false } } },
        ],
      },
      { when: { kind: 'collab_spawn' }, ...ALWAYS, text: 'child done' },
      DONE,
    ],
    async play({ thread, turn, target, until }) {
      const both = async (text: string, doings: Doings): Promise<void> => {
        // Threads of their own, so that what an agent leaves behind does not vary the next one.
        const id = await thread();
        const from = target.frames.length;
        await turn(id, text, doings);
        let ends = 0;
        await until('both', ({ method }) => method === 'turn/completed' && ++ends === 2, from);
        await target.request('thread/archive', { threadId: id });
      };
      await both('spawn', {});
      await both('explore', {
        SubagentStart: context('SubagentStart'),
        SubagentStop: [{ out: { decision: 'block', reason: 'go on' } }, { err: 'and on', code: 2 }],
      });
      await both('explore', {
        SubagentStart: [{ out: 'plain text says' }, { out: { continue: false, stopReason: 'no' } }],
        SubagentStop: [{ out: { continue: false, stopReason: 'enough' } }, { out: 'no JSON' }],
      });
      await both('spawn', {
        SubagentStart: [{ err: 'x', code: 2 }, { out: '{"decision":"block"}' }],
        SubagentStop: { code: 2 },
      });
    },
  });
  expect(left).toEqual([]);
});

it('tells hooks of requests that failed, and of those that were cut', async () => {
  const left = await apartInHooks({
    events: ['PreModelRequest', 'PostModelRequest'],
    replies: [
      { when: { text: 'refuse' }, error: { status: 400, message: 'bad' } },
      { when: { text: 'break' }, parts: [{ cut: 'end' }] },
      { when: { text: 'steer' }, times: 1, parts: [{ hold: 'never' }] },
      { when: { text: 'hold' }, ...ALWAYS, parts: [{ hold: 'never' }] },
      DONE,
    ],
    async play({ thread, turn, target, until, asked }) {
      const id = await thread();
      await turn(id, 'refuse');
      await turn(id, 'break');
      const start = async (text: string): Promise<[string, number]> => {
        const from = target.frames.length;
        const answer = await target.request('turn/start', { threadId: id, input: textInput(text) });
        await asked(text);
        return [textAt(answer, 'result', 'turn', 'id') ?? '', from];
      };
      const [steered, from] = await start('steer');
      await target.request('turn/steer', { threadId: id, expectedTurnId: steered, input: textInput('on') });
      await until('the end', ({ method }) => method === 'turn/completed', from);
      const [turnId, since] = await start('hold');
      await target.request('turn/interrupt', { threadId: id, turnId });
      await until('the end', ({ method }) => method === 'turn/completed', since);
    },
  });
  expect(left).toEqual([]);
});

it('ends a turn in which hooks refuse all that steers it', async () => {
  const command = 'grep -q refused && { echo no >&2; exit 2; }; exit 0';
  const left = await apartInHooks({
    events: [],
    more: { UserPromptSubmit: [{ hooks: [{ type: 'command', command }] }] },
    replies: [
      { when: { text: 'silent' }, ...ALWAYS, parts: [{ hold: 'never' }] },
      { when: { text: 'speaking' }, ...ALWAYS, parts: [{ text: { chunks: ['a', { hold: 'never' }] } }] },
      { when: { text: 'working', toolOutput: false }, ...ALWAYS, run: { command: 'sleep 1', id: 'call_1' } },
      DONE,
    ],
    async play({ thread, target, until, asked }) {
      // Of two at once while the model answers, chance decides what is judged together.
      const all = {
        silent: [['refused']],
        speaking: [['refused']],
        working: [['refused'], ['refused', 'taken']],
      };
      for (const [text, steers] of Object.entries(all))
        for (const words of steers) {
          const id = await thread();
          const from = target.frames.length;
          const answer = await target.request('turn/start', { threadId: id, input: textInput(text) });
          const expectedTurnId = textAt(answer, 'result', 'turn', 'id');
          await asked(text);
          const isBegun = ({ method, params }: Frame): boolean =>
            method === 'item/agentMessage/delta' || at(params, 'item', 'type') === 'commandExecution';
          if (text !== 'silent') await until('its beginning', isBegun, from);
          for (const input of words.map(textInput))
            await target.request('turn/steer', { threadId: id, expectedTurnId, input });
          await until('the end', ({ method }) => method === 'turn/completed', from);
        }
    },
  });
  expect(left).toEqual([]);
});

it('tells the model later what hooks said that ran beside the turn', async () => {
  const beside = (out: unknown, more = ''): object => ({
    type: 'command',
    async: true,
    command: `sleep 0.2${more}; printf %s '${typeof out === 'string' ? out : JSON.stringify(out)}'`,
  });
  const left = await apartInHooks({
    events: ['Stop'],
    more: {
      SessionStart: [{ hooks: [beside('start says')] }],
      UserPromptSubmit: [
        {
          hooks: [
            beside(context('UserPromptSubmit').out, '; sleep 0.2'),
            beside({ decision: 'block', reason: 'too late' }),
            { type: 'command', async: true, command: 'sleep 9', timeout: 1 },
          ],
        },
      ],
      PreToolUse: [{ hooks: [beside('says nothing'), { ...beside(''), command: 'echo no >&2; exit 2' }] }],
    },
    replies: [
      calls('run', { name: 'exec_command', arguments: { cmd: 'sleep 1', login: false } }),
      { when: { text: 'hello' }, times: 1, parts: [{ wait: 1000 }, { text: 'done' }] },
      DONE,
    ],
    async play({ thread, turn }) {
      const id = await thread();
      await turn(id, 'hello');
      await turn(id, 'run');
    },
  });
  expect(left).toEqual([]);
});
