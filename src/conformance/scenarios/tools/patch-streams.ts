import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

const LINES = ['*** Begin Patch\n', '*** Add File: made.txt\n', '+one\n', '+two\n', '*** End Patch\n'];
const call = { type: 'custom_tool_call', id: 'ctc_1', call_id: 'call_p', name: 'apply_patch' };

export default scenario({
  id: 'tools/patch-streams',
  requires: 'With the feature for it, a patch is told while the model still writes it.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['item/fileChange/patchUpdated'],
  script: {
    replies: [
      {
        parts: [
          { event: { type: 'response.output_item.added', output_index: 0, item: { ...call, input: '' } } },
          ...LINES.map((delta) => ({
            event: {
              type: 'response.custom_tool_call_input.delta',
              item_id: 'ctc_1',
              call_id: 'call_p',
              delta,
            },
          })),
          {
            event: {
              type: 'response.output_item.done',
              output_index: 0,
              item: { ...call, input: LINES.join('') },
            },
          },
        ],
      },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, {
      approvalPolicy: 'never',
      sandbox: 'danger-full-access',
      config: { 'features.apply_patch_streaming_events': true },
    });
    const { id: turnId, since } = await bench.turn(line, threadId);
    const told = await line.hears(
      'item/fileChange/patchUpdated',
      { threadId, turnId, itemId: 'call_p' },
      since,
    );
    expectFits('the first news', told, { changes: [{ path: 'made.txt', kind: { type: 'add' } }] });
    // The last news is whole, however few there were.
    await line.hears('item/fileChange/patchUpdated', { changes: [{ diff: 'one\ntwo\n' }] }, since);
  },
});
