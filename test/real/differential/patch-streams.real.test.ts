// A patch that is told while the model writes it, ours beside the real server that can.
import { describe, expect, it } from 'vitest';
import { handshake, runTurn, type Scenario, startThread, textInput, transcript } from '../support/compare.js';
import { playReal } from '../support/play-real.js';
import type { Frame, Version } from '../support/target.js';

const VERSION: Version = '0.169.0';
const ON = { 'features.apply_patch_streaming_events': true };
/** Longer than news of one patch are apart. */
const SLOW_MS = 650;

const lines = (text: string): string[] => text.split(/(?<=\n)/);
const patch = (body: string): string[] => lines(`*** Begin Patch\n${body}*** End Patch\n`);

/** A call whose input comes in pieces; `ending` takes the place of its end. */
function written(
  word: string,
  pieces: readonly string[],
  { waits = SLOW_MS, name = 'apply_patch', ending = [] as object[] } = {},
) {
  const call = { type: 'custom_tool_call', id: `ctc_${word}`, call_id: `call_${word}`, name };
  const event = (type: string, more: object) => ({ event: { type, output_index: 0, ...more } });
  const added = event('response.output_item.added', { item: { ...call, input: '' } });
  const done = event('response.output_item.done', { item: { ...call, input: pieces.join('') } });
  const deltas = pieces.flatMap((delta) => [
    { wait: waits },
    event('response.custom_tool_call_input.delta', { item_id: call.id, call_id: call.call_id, delta }),
  ]);
  const parts = [added, ...deltas, ...(ending.length === 0 ? [done] : ending)];
  return { when: { text: `<${word}>`, toolOutput: false }, times: 1, parts };
}

const script = {
  replies: [
    written('add', patch('*** Add File: made.txt\n+one\n+two\n')),
    written('fast', patch('*** Add File: fast.txt\n+one\n+two\n'), { waits: 0 }),
    written('torn', ['*** Begin Pa', 'tch\n*** Add File: p.txt', '\n', '+on', 'e\r\n*** End', ' Patch']),
    written(
      'update',
      patch(
        '*** Update File: made.txt\n*** Move to: moved.txt\n@@ one\n one\n-two\n\n*** Delete File: fast.txt\n',
      ),
    ),
    written('bad', patch('*** Add File: b.txt\n+one\nrubbish\n+two\n*** Delete File: d.txt\n+x\n')),
    written('unended', lines('*** Begin Patch\n*** Add File: u.txt\n+one\n'), { waits: 0 }),
    written('cut', lines('*** Begin Patch\n*** Add File: x.txt\n+one\n'), { ending: [{ cut: 'end' }] }),
    written('slow', lines('*** Begin Patch\n*** Add File: h.txt\n+one\n'), { ending: [{ wait: 8000 }] }),
    written('other', patch('*** Add File: o.txt\n+one\n'), { name: 'nope' }),
    { text: 'Fine.', times: 'always' as const },
  ],
};

function played(name: string, words: readonly string[], config: Frame = ON): Scenario {
  return {
    name,
    // Parts as the script takes them.
    script: script as Scenario['script'],
    async play(target) {
      await handshake(target);
      const free = { approvalPolicy: 'never', sandbox: 'danger-full-access' };
      const threadId = await startThread(target, { ...free, config });
      for (const word of words) {
        if (word !== 'slow') {
          await runTurn(target, threadId, `<${word}>`);
          continue;
        }
        const from = target.frames.length;
        const { result } = await target.request('turn/start', { threadId, input: textInput('<slow>') });
        const isWhole = (frame: Frame): boolean => JSON.stringify(frame).includes('"diff":"one\\n"');
        await target.waitFor('its line', isWhole, from);
        await target.request('turn/interrupt', {
          threadId,
          turnId: (result as { turn: { id: string } }).turn.id,
        });
        await target.waitFor('its end', ({ method }) => method === 'turn/completed', from);
      }
    },
  };
}

const scenarios = [
  played('patches that come line by line, at once, or torn', ['add', 'fast', 'torn', 'update']),
  played('patches that make no sense, or have no end', ['bad', 'unended', 'other']),
  played('a response that is cut, and one that is interrupted', ['cut', 'slow']),
  played('the feature is off', ['add'], {}),
];

async function told(side: 'ours' | 'real', scenario: Scenario): Promise<string[]> {
  const said = await transcript(side, VERSION, scenario);
  return said
    .filter((line) =>
      /"method":"(item\/fileChange\/patchUpdated|turn\/(started|completed)|error)"/.test(line),
    )
    .map(withoutIds);
}

// They wait most of the time.
describe.concurrent(`a patch that streams, ours beside the real ${VERSION}`, () => {
  it.each(scenarios)('is told the same where $name', async (scenario) => {
    const ours = await told('ours', scenario);
    const real = await playReal(
      () => told('real', scenario),
      (lines) => JSON.stringify(lines) === JSON.stringify(ours),
    );
    expect(ours).toEqual(real);
  });
});

/** Ids are numbered by all that was said, which is compared elsewhere. */
function withoutIds(line: string): string {
  return line.replace(/"<id \d+>"/g, '"<id>"').replace(/"items":\[.*?\]/, '"items":[]');
}
