// Plan mode: a proposed plan streams as an item of its own, ours beside the real servers.
import { describe, expect, it } from 'vitest';
import type { Reply } from '../../../src/backend/index.js';
import { handshake, runTurn, type Scenario, startThread, textInput, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import type { Target, Version } from '../support/target.js';

const usage = { input: 10, output: 2 };
const plan = (text: string): string => `<proposed_plan>\n${text}</proposed_plan>\n`;
const lines = (content: string) => ({ text: { content, split: 'lines' as const } });
const message = (id: string, text: string) => ({
  type: 'message',
  id,
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});

/** What the model says to a word, in the order of the turns. */
const SAID: Readonly<Record<string, readonly object[]>> = {
  between: [lines(`Here.\n${plan('# Plan\n- one\n')}Bye`)],
  characters: [{ text: { content: `Hi\n${plan('# P\n')}`, split: 'characters' as const } }],
  alone: [lines('<proposed_plan>\n# P\n- x\n</proposed_plan>')],
  unclosed: [lines('A\n<proposed_plan>\n# P\n- x')],
  inline: [lines('text <proposed_plan>x</proposed_plan> more')],
  twice: [lines(`A\n${plan('one\n')}B\n${plan('two\n')}C\n`)],
  empty: [lines(`A\n${plan('')}B`)],
  torn: [{ text: { chunks: ['A\n<propo', 'sed_plan>\nx', 'y\n</pro', 'posed_plan>\nZ'] } }],
  blanks: [lines(`\n\n${plan('\nx\n\n')}\nZ\n`)],
  nothing: [lines('  \n \n')],
  whole: [{ item: message('msg_whole', `A\nA2\n${plan('d1\nd2\n')}B`) }],
  unannounced: [
    {
      event: {
        type: 'response.output_item.done',
        output_index: 0,
        item: message('msg_late', `A\n${plan('x\n')}B`),
      },
    },
  ],
  messages: [lines(`A\n${plan('m1\n')}`), lines(`second\n${plan('m2\n')}`)],
  cut: [{ text: { content: `A\n<proposed_plan>\n# P\n`, split: 'lines', done: false } }, { cut: 'end' }],
  tool: [
    { reasoning: 'Thinking.' },
    lines(`A\n${plan('first\n')}`),
    { call: { name: 'exec_command', id: 'call_a', arguments: { cmd: 'true' } } },
  ],
  slow: [{ text: { chunks: ['A\n', '<proposed_plan>\n', '# Pl', { text: 'an', delayMs: 5000 }] } }],
};

const replies: Reply[] = Object.entries(SAID).map(
  // Parts as the script takes them: the table above holds nothing else.
  ([word, parts]) => ({ when: { text: `<${word}>`, toolOutput: false }, usage, times: 1, parts }) as Reply,
);
const script = {
  replies: [
    ...replies,
    { when: { toolOutput: 'call_a' }, ...lines(`Q\n${plan('second\n')}`), usage, times: 1 },
    { text: 'Fine.', usage, times: 'always' as const },
  ],
};

const settings = { model: 'gpt-5.5', reasoning_effort: null, developer_instructions: null };
const PLANNING = { collaborationMode: { mode: 'plan', settings } };
const FREE = { approvalPolicy: 'never', sandbox: 'danger-full-access' };

async function planned(target: Target, words: readonly string[]): Promise<string> {
  await handshake(target);
  const threadId = await startThread(target, FREE);
  for (const word of words) await runTurn(target, threadId, `<${word}>`, PLANNING);
  return threadId;
}

const played = (name: string, ...words: string[]): Scenario => ({
  name,
  script,
  async play(target) {
    await planned(target, words);
  },
});

const scenarios: Scenario[] = [
  played('a plan between words, alone, or never closed', 'between', 'characters', 'alone', 'unclosed'),
  played('what is no plan, and several of them', 'inline', 'twice', 'empty', 'torn'),
  played('blanks alone, and around a plan', 'blanks', 'nothing'),
  played('messages that do not stream', 'whole', 'unannounced'),
  played('several messages, several responses, one that is cut', 'messages', 'tool', 'cut'),
  {
    name: 'an interruption in the middle of a plan',
    script,
    async play(target) {
      const threadId = await planned(target, []);
      const from = target.frames.length;
      const { result } = await target.request('turn/start', {
        threadId,
        input: textInput('<slow>'),
        ...PLANNING,
      });
      await target.waitFor('some of it', ({ method }) => method === 'item/plan/delta', from);
      const { turn } = result as { turn: { id: string } };
      await target.request('turn/interrupt', { threadId, turnId: turn.id });
      await target.waitFor('its end', ({ method }) => method === 'turn/completed', from);
    },
  },
  {
    name: 'a plan outside of plan mode, and after it was left',
    script,
    async play(target) {
      const threadId = await planned(target, ['between']);
      const collaborationMode = { mode: 'default', settings };
      await runTurn(target, threadId, '<twice>', { collaborationMode });
      await runTurn(target, threadId, '<torn>');
    },
  },
  {
    name: 'plans that are read back',
    script,
    async play(target) {
      const threadId = await planned(target, ['between', 'alone', 'messages', 'twice']);
      await target.request('thread/read', { threadId, includeTurns: true });
    },
  },
];

/** Settings name the mode's own instructions in 0.169.0; which process ran, and when limits are told, is chance. */
const VARIES =
  /^thread\/settings\/updated.*developer_instructions|\.processId: |^(account\/rateLimits|thread\/tokenUsage)\/updated/;

async function apart(version: Version, scenario: Scenario): Promise<string[]> {
  const ours = await transcript('ours', version, scenario);
  return playReal(async () => {
    const real = await transcript('real', version, scenario);
    return unexplained(differences(ours, real), version).filter((line) => !VARIES.test(line));
  }, nothingLeft);
}

describe.each<Version>(['0.169.0', '0.118.0'])('proposed plans, ours beside the real %s', (version) => {
  it.each(scenarios)('are told the same in: $name', async (scenario) => {
    expect(await apart(version, scenario)).toEqual([]);
  });
});
