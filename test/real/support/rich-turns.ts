// One turn of every kind as records: what our agent writes, for tests that hand a home to the real servers.
import type { HistoryRecord } from '../../../src/domain/records.js';
import { timeOrderedId } from '../../../src/util/ids.js';
import { agentMessage, settings, userMessage } from '../../adapters/store/support.js';

/** Turns of every kind, as our agent writes them. */
export function richTurns(): HistoryRecord[] {
  const at = Date.now() - 60_000;
  const [ids, fail, stop, last] = [timeOrderedId(), timeOrderedId(), timeOrderedId(), timeOrderedId()];
  const say = (turnId: string, text: string): HistoryRecord[] => [
    { type: 'turnStarted', turnId, at, contextWindow: 258_400 },
    { type: 'turnContext', turnId, settings: settings({ approvalPolicy: 'never', cwd: '/' }) },
    {
      type: 'modelItem',
      turnId,
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
    },
    { type: 'itemCompleted', turnId, item: userMessage(timeOrderedId(), text), at },
  ];
  const answer = (turnId: string, text: string): HistoryRecord[] => [
    { type: 'itemCompleted', turnId, item: agentMessage(`msg_${timeOrderedId()}`, text), at },
    {
      type: 'modelItem',
      turnId,
      item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] },
    },
    { type: 'turnCompleted', turnId, lastAgentMessage: text, at: at + 1000 },
  ];
  return [
    ...say(ids, 'do something'),
    {
      type: 'itemCompleted',
      turnId: ids,
      item: { type: 'reasoning', id: 'rs_1', summary: ['one', 'two'], content: ['raw'] },
      at,
    },
    {
      type: 'modelItem',
      turnId: ids,
      item: {
        type: 'function_call',
        call_id: 'call_1',
        name: 'exec_command',
        arguments: '{"cmd":"echo hi"}',
      },
    },
    {
      type: 'itemCompleted',
      turnId: ids,
      at,
      item: {
        type: 'commandExecution',
        id: 'call_1',
        pluginId: null,
        scriptPath: null,
        command: "/bin/bash -lc 'echo hi'",
        cwd: '/tmp/a b',
        processId: '7',
        source: 'agent',
        status: 'completed',
        commandActions: [{ type: 'unknown', command: 'echo hi' }],
        aggregatedOutput: 'hi\n',
        exitCode: 0,
        durationMs: 12,
      },
    },
    {
      type: 'modelItem',
      turnId: ids,
      item: { type: 'function_call_output', call_id: 'call_1', output: 'hi\n' },
    },
    {
      type: 'itemCompleted',
      turnId: ids,
      at,
      item: {
        type: 'fileChange',
        id: 'call_2',
        changes: [
          { path: '/tmp/x', kind: { type: 'add' }, diff: 'one\n' },
          { path: '/tmp/y', kind: { type: 'update', move_path: null }, diff: '@@ -1 +1 @@\n-a\n+b\n' },
        ],
        status: 'completed',
      },
    },
    ...answer(ids, 'It is done.'),
    ...say(fail, 'now fail'),
    {
      type: 'turnFailed',
      turnId: fail,
      at,
      error: { message: 'bad thing', codexErrorInfo: 'other', additionalDetails: null, misalignment: null },
    },
    { type: 'turnCompleted', turnId: fail, lastAgentMessage: null, at },
    ...say(stop, 'stop me'),
    { type: 'turnAborted', turnId: stop, reason: 'interrupted', at },
    ...say(last, 'and again'),
    {
      type: 'itemCompleted',
      turnId: last,
      item: { type: 'enteredReviewMode', id: 'review_1', review: 'current changes' },
      at,
    },
    {
      type: 'itemCompleted',
      turnId: last,
      item: {
        type: 'exitedReviewMode',
        id: 'review_2',
        review: 'Good.\n\nReview comment:\n\n- T — /a:1-2\n  B',
      },
      at,
    },
    ...answer(last, 'Once more.'),
  ];
}
