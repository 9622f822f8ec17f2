import { expect, test } from 'vitest';
import { collabOf, fileCollab } from '../../../src/adapters/store/collab-item.js';

test('a call about agents comes back from its file as it was', () => {
  const item = {
    type: 'collabAgentToolCall',
    id: 'call_1',
    tool: 'closeAgent',
    status: 'completed',
    senderThreadId: 'p',
    receiverThreadIds: ['a', 'b'],
    prompt: null,
    model: null,
    reasoningEffort: null,
    agentsStates: {
      a: { status: 'completed', message: 'Found.' },
      b: { status: 'pendingInit', message: null },
    },
  } as const;
  const kept = fileCollab({ ...item, receiverThreadIds: [...item.receiverThreadIds] });
  expect(kept).toMatchObject({
    tool: 'close_agent',
    agents_states: { a: { completed: 'Found.' }, b: 'pending_init' },
  });
  expect(collabOf('call_1', kept)).toEqual(item);
});
