import { describe, expect, test } from 'vitest';
import type { ToolRunner } from '../../../src/domain/ports.js';
import { noTools } from '../../../src/domain/turn/tool-calls.js';
import { answer, completed, created, functionCall } from '../scripted-model.js';
import { say, testAgent, told } from '../test-agent.js';

describe('tools', () => {
  test('nobody has are answered in words, and the model is asked again', async () => {
    const { thread, model, events, settled } = testAgent();
    (await thread()).startTurn(say('go')).begin();
    await settled();
    const custom = { type: 'custom_tool_call', call_id: 'c2', name: 'patch', input: 'x' };
    model.last.send(created, functionCall('c1', 'look'), { type: 'itemDone', item: custom }, completed());
    await settled();
    expect(model.last.request.input.slice(-4)).toEqual([
      { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{}' },
      custom,
      { type: 'function_call_output', call_id: 'c1', output: 'unsupported call: look' },
      { type: 'custom_tool_call_output', call_id: 'c2', output: 'unsupported custom tool call: patch' },
    ]);
    model.last.send(created, functionCall('c3', 'again'), completed());
    await settled();
    const outputs = model.last.request.input.filter(({ type }) => String(type).endsWith('_output'));
    expect(outputs.map(({ call_id }) => call_id)).toEqual(['c1', 'c2', 'c3']);
    model.last.send(...answer('msg_1', 'Then not.'));
    await settled();
    expect(told(events).at(-1)).toBe('turnCompleted completed');
  });

  test('show items and ask the clients; the status says that they wait', async () => {
    const tools: ToolRunner = {
      ...noTools,
      offered: () => [{ type: 'function', name: 'plan' }],
      async run(call, context) {
        context.startItem({ type: 'plan', id: call.callId, text: '' });
        const reply = await context.ask({ method: 'ask/it', params: { a: 1 }, flag: 'waitingOnApproval' });
        context.completeItem({ type: 'plan', id: call.callId, text: JSON.stringify(reply) });
        return { output: 'ok' };
      },
    };
    const { agent, thread, model, events, settled } = testAgent({ deps: { tools } });
    const live = await thread();
    live.startTurn(say('go')).begin();
    await settled();
    expect(model.last.request.tools).toEqual([{ type: 'function', name: 'plan' }]);
    model.last.send(created, functionCall('c1', 'plan'), completed());
    await settled();
    expect(live.snapshot({ turns: true })).toMatchObject({
      status: { type: 'active', activeFlags: ['waitingOnApproval'] },
      turns: [{ items: [{ type: 'userMessage' }, { type: 'plan', id: 'c1', text: '' }] }],
    });
    events.length = 0;
    const asked = agent.pending.of(live.id);
    expect(asked).toMatchObject([{ requestId: 0, method: 'ask/it', params: { a: 1 } }]);
    agent.hub.attach(2, () => {});
    agent.hub.subscribe(2, live.id);
    agent.pending.resend(2, live.id);
    agent.hub.detach(2);
    expect(agent.pending.answer(2, 0, { result: 'ghost' })).toBe(false);
    expect(agent.pending.answer(1, 0, { result: 'yes' })).toBe(true);
    await settled();
    expect(told(events)).toEqual(['serverRequestResolved', 'itemCompleted plan', 'active']);
    model.last.send(...answer('msg_1', 'Done.'));
    await settled();
    expect(told(events).at(-1)).toBe('turnCompleted completed');
  });

  test('that are stopped with the turn leave no call without an answer', async () => {
    const tools: ToolRunner = {
      ...noTools,
      offered: () => [],
      run: (_call, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('stopped'))),
        ),
    };
    const { thread, model, settled } = testAgent({ deps: { tools } });
    const live = await thread();
    const { turn, begin } = live.startTurn(say('go'));
    begin();
    await settled();
    model.last.send(created, functionCall('c1', 'look'), completed());
    await settled();
    await live.interrupt(turn.id);
    await settled();
    live.startTurn(say('again')).begin();
    await settled();
    expect(model.last.request.input).toContainEqual({
      type: 'function_call_output',
      call_id: 'c1',
      output: 'aborted',
    });
  });
});
