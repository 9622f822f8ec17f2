import { describe, expect, test } from 'vitest';
import type { ToolRunner } from '../../../src/domain/ports.js';
import { noTools } from '../../../src/domain/turn/tool-calls.js';
import { failureLater } from '../refusal.js';
import { answer, completed, created, functionCall } from '../scripted-model.js';
import { testAgent } from '../test-agent.js';

const never = new AbortController().signal;
const call = (id: string) => ({ type: 'function_call', call_id: id, name: 'exec_command', arguments: '{}' });
const allowed = answer('msg_1', '{"outcome":"allow"}');

/** Every call wants consent, by the name of what is planned. */
function consentTools(released: string[] = []): ToolRunner {
  return {
    ...noTools,
    offered: () => ['exec_command', 'update_plan', 'view_image'].map((name) => ({ type: 'function', name })),
    run: async (_, { settings }) => ({
      output: JSON.stringify([settings.approvalPolicy, settings.sandboxPolicy.type]),
    }),
    async rehearse({ callId }, { review }) {
      const action = { type: 'command', source: 'shell', command: 'x', cwd: '/' } as const;
      await review?.({ targetItemId: callId, action, planned: { wanted: callId } });
      return { type: 'nothing' };
    },
    async release(threadId) {
      released.push(threadId);
    },
  };
}

async function reviewedThread(released: string[] = []) {
  const test = testAgent({ deps: { tools: consentTools(released) } });
  const live = await test.thread({ sandboxPolicy: { type: 'dangerFullAccess' } });
  await live.injectItems([call('c1')]);
  const review = live.reviewLastCall(never);
  await test.settled();
  return { ...test, live, review };
}

describe('a reviewer of approvals', () => {
  test('has tools to look around with, and no more', async () => {
    const { model, review, settled } = await reviewedThread();
    expect(model.last.request).toMatchObject({ subagent: 'guardian', reasoning: { effort: 'low' } });
    expect(model.last.request.tools).toEqual(
      ['exec_command', 'view_image'].map((name) => ({ type: 'function', name })),
    );
    model.last.send(
      created,
      functionCall('look', 'exec_command'),
      functionCall('plan', 'update_plan'),
      completed(),
    );
    await settled();
    expect(model.last.request.input.slice(-2)).toMatchObject([
      { call_id: 'look', output: '["never","readOnly"]' },
      { call_id: 'plan', output: 'unsupported call: update_plan' },
    ]);
    model.last.send(...allowed);
    expect(await review).toMatchObject({ callId: 'c1', assessment: { outcome: 'allow' } });
  });

  test('is told only what is new when it is asked again', async () => {
    const { model, review, live, settled } = await reviewedThread();
    model.last.send(...allowed);
    await review;
    await live.injectItems([{ type: 'function_call_output', call_id: 'c1', output: 'x' }, call('c2')]);
    const second = live.reviewLastCall(never);
    await settled();
    const asked = model.last.request.input.map((item) => JSON.stringify(item));
    expect(asked.filter((text) => text.includes('Planned action:'))).toHaveLength(2);
    expect(asked.at(-1)).toContain('since the last question');
    expect(asked.at(-1)?.match(/call of exec_command/g)).toHaveLength(1);
    model.last.send(...allowed);
    expect(await second).toMatchObject({ callId: 'c2' });
  });

  test('does not wait for another review', async () => {
    const released: string[] = [];
    const { model, review, live, settled } = await reviewedThread(released);
    const second = live.reviewLastCall(never);
    await settled();
    const [one, two] = model.responses;
    expect(two?.request.threadId).not.toBe(one?.request.threadId);
    two?.send(...allowed);
    expect(await second).toMatchObject({ assessment: { outcome: 'allow' } });
    expect(released).toEqual([two?.request.threadId]);
    one?.send(...allowed);
    expect(await review).toMatchObject({ assessment: { outcome: 'allow' } });
  });

  test('has a minute and a half', async () => {
    const { model, review, clock, settled } = await reviewedThread();
    clock.advance(89_999);
    await settled();
    expect(model.last.signal.aborted).toBe(false);
    clock.advance(1);
    await expect(review).rejects.toMatchObject({
      failure: { code: 'guardianFailed', message: 'request timed out' },
    });
    expect(model.last.signal.aborted).toBe(true);
  });

  test('stops when its thread is closed, and leaves nothing running', async () => {
    const released: string[] = [];
    const { model, review, live, agent } = await reviewedThread(released);
    const end = failureLater(() => review);
    await agent.deleteThread(live.id);
    expect(await end).toBe('threadClosing');
    expect(released).toEqual([model.last.request.threadId, live.id]);
  });

  test('is not asked by a thread whose turn runs', async () => {
    const { live, review, model } = await reviewedThread();
    model.last.send(...allowed);
    await review;
    live.startTurn({ input: [], clientUserMessageId: null, overrides: {}, outputSchema: null }).begin();
    expect(await failureLater(() => live.reviewLastCall(never))).toBe('callNotReviewable');
  });
});
