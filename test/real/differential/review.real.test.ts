// Reviews: ours beside the real servers, from what is asked to what is left in the history.
import { spawnSync } from 'node:child_process';
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
import type { Frame, Target, Version } from '../support/target.js';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';
const FINDING = {
  title: '[P1] Wrong',
  body: 'It is.\n\nTwice.\n',
  confidence_score: 0.5,
  priority: 1,
  code_location: { absolute_file_path: '/x/a.ts', line_range: { start: 3, end: 4 } },
};

function report(members: object): string {
  return JSON.stringify({
    findings: [],
    overall_correctness: 'patch is correct',
    overall_explanation: '',
    overall_confidence_score: 0.9,
    ...members,
  });
}

const { priority: _, ...unweighted } = FINDING;
const OUTPUTS: Readonly<Record<string, string>> = {
  words: 'Just words.',
  nothing: report({}),
  wrapped: `Here: ${report({ overall_explanation: ' Why. ' })} Bye.`,
  one: report({ findings: [FINDING] }),
  two: report({ findings: [FINDING, { ...FINDING, title: '' }], overall_explanation: 'Bad.' }),
  unweighted: report({ findings: [unweighted] }),
  unlike: '{"findings": 3}',
  partial: '{"overall_explanation": "only"}',
  blank: '  ',
};

const script = {
  replies: [
    ...Object.entries(OUTPUTS).map(([text, output]) => ({ when: { kind: 'review', text }, text: output })),
    { when: { kind: 'review', text: 'refused' }, http: { status: 400, body: 'nope' } },
    {
      when: { kind: 'review', text: 'look', toolOutput: false },
      parts: [
        { reasoning: { summary: ['Thinking'] } },
        { text: 'Let me look.' },
        { run: { command: 'echo hi; sleep 0.5', id: 'call_look' } },
      ],
    },
    {
      when: { kind: 'review', text: 'hold' },
      parts: [{ text: { content: 'Begun', done: false } }, { hold: 'review' }],
    },
    { when: { kind: 'review' }, text: report({ overall_explanation: 'Good.' }) },
    { when: { text: 'slow' }, parts: [{ text: { content: 'Begun', done: false } }, { hold: 'turn' }] },
    { text: 'Fine.', times: 'always' as const, usage: { input: 10, output: 2 } },
  ],
};

/** The prompts are ours; where they show, only their presence counts. */
const OUR_WORDS = /^item\/(started|completed) userMessage\.params\.item\.content\[0\]\.text: /;
/** Numbers of processes are random. */
const PROCESS_ID = /\.processId: /;

async function review(target: Target, threadId: string, what: Frame): Promise<Frame> {
  const from = target.frames.length;
  const answer = await target.request('review/start', { threadId, target: what });
  await target.waitFor('turn/completed', (frame) => frame.method === 'turn/completed', from);
  return answer;
}

/** 0.118.0 may end a reviewer's turn before it tells how its command ended. */
const DROPPED = /^item\/(commandExecution\/outputDelta|completed commandExecution): only ours says /;

const instructions = (text: string): Frame => ({ type: 'custom', instructions: text });

async function reviewOf(target: Target, threadId: string, text: string): Promise<string> {
  const from = target.frames.length;
  const answer = await target.request('review/start', { threadId, target: instructions(text) });
  const begins = (frame: Frame): boolean =>
    frame.method === 'item/started' && /agentMessage/.test(JSON.stringify(frame));
  await target.waitFor('the reviewer’s words', begins, from);
  return (answer.result as { turn: { id: string } }).turn.id;
}

const BOTH: readonly Version[] = ['0.169.0', '0.118.0'];

const scenarios: VersionScenario[] = [
  {
    name: 'every kind of target',
    versions: BOTH,
    script,
    async play(target) {
      // Outside of a repository a real server does not even begin to compare branches.
      spawnSync('git', ['init', '-q', '-b', 'main', target.cwd]);
      await handshake(target);
      const threadId = await startThread(target);
      await review(target, threadId, { type: 'uncommittedChanges' });
      await review(target, threadId, { type: 'baseBranch', branch: ' main ' });
      await review(target, threadId, { type: 'commit', sha: ' 0123456789 ', title: ' Title ' });
      await review(target, threadId, { type: 'commit', sha: 'abc', title: ' ' });
      await review(target, threadId, instructions('  look at it '));
      await runTurn(target, threadId, 'go on');
    },
  },
  {
    name: 'what the reviewer may answer',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      for (const name of Object.keys(OUTPUTS)) await review(target, threadId, instructions(name));
      await review(target, threadId, instructions('refused'));
    },
  },
  {
    name: 'an interruption, by the id of the reviewer’s turn',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      const turnId = await reviewOf(target, threadId, 'hold');
      const input = textInput('hey');
      await target.request('turn/steer', { threadId, expectedTurnId: UNKNOWN, input });
      await target.request('turn/steer', { threadId, expectedTurnId: turnId, input });
      const started = target.frames.findLast((frame) => frame.method === 'turn/started') as {
        params: { turn: { id: string } };
      };
      await target.request('turn/interrupt', { threadId, turnId: started.params.turn.id });
      await runTurn(target, threadId, 'go on');
    },
  },
  {
    name: 'input during a review',
    versions: ['0.169.0'],
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      await reviewOf(target, threadId, 'hold');
      const input = textInput('hey');
      await target.request('turn/start', { threadId, input });
    },
  },
  {
    name: 'a review that replaces a turn, and one that replaces a review',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      const from = target.frames.length;
      await target.request('turn/start', { threadId, input: [{ type: 'text', text: 'slow' }] });
      await target.waitFor('words', (frame) => frame.method === 'item/agentMessage/delta', from);
      await reviewOf(target, threadId, 'hold');
      const mark = target.frames.length;
      await target.request('review/start', { threadId, target: instructions('x') });
      const ends = (frame: Frame): boolean =>
        frame.method === 'turn/completed' && /"completed"/.test(JSON.stringify(frame.params));
      await target.waitFor('the end', ends, mark);
    },
  },
  {
    name: 'refusals',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      const what = instructions('x');
      await target.request('review/start', { threadId: UNKNOWN, target: what });
      await target.request('review/start', { threadId: 'x', target: instructions('') });
      await target.request('review/start', { threadId, target: { type: 'nope' } });
      await target.request('review/start', { threadId, target: { type: 'commit', sha: ' ' } });
      await target.request('review/start', { threadId, target: { type: 'baseBranch', branch: '' } });
      await target.request('review/start', { threadId, target: instructions(' ') });
      await target.request('review/start', { threadId, target: what, delivery: 'other' });
      await target.request('review/start', { threadId: UNKNOWN, target: what, delivery: 'detached' });
      await target.request('review/start', { threadId, target: what, delivery: 'detached' });
    },
  },
  {
    name: 'a detached review, and a turn after it',
    versions: ['0.118.0'],
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      await runTurn(target, threadId, 'one');
      const from = target.frames.length;
      const answer = await target.request('review/start', {
        threadId,
        target: instructions('x'),
        delivery: 'detached',
      });
      await target.waitFor('turn/completed', (frame) => frame.method === 'turn/completed', from);
      const { reviewThreadId } = answer.result as { reviewThreadId: string };
      await runTurn(target, reviewThreadId, 'go on');
      await target.request('thread/loaded/list', {});
    },
  },
];

/** What is left when both are compared; the real server may vary its order under load. */
async function apart(version: Version, scenario: Scenario): Promise<string[]> {
  const ours = await transcript('ours', version, scenario);
  return playReal(async () => {
    const real = await transcript('real', version, scenario);
    return unexplained(differences(ours, real), version).filter(
      (line) => !OUR_WORDS.test(line) && !PROCESS_ID.test(line) && !DROPPED.test(line),
    );
  }, nothingLeft);
}

describe.each<Version>(BOTH)('reviews, ours beside the real %s', (version) => {
  it.each(scenarios.filter(({ versions }) => versions.includes(version)))(
    'says the same in: $name',
    async (scenario) => {
      expect(await apart(version, scenario)).toEqual([]);
    },
  );
});
