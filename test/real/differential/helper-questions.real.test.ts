// Helpers of a thread that wish to put a question to its user: what a reviewer and a sub-agent are offered, and what
// they hear, ours beside the real servers.
import { describe, expect, it } from 'vitest';
import { createBackend, type RecordedRequest, type Reply } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Version } from '../support/target.js';

const question = { id: 'a', header: 'h', question: 'q?', options: [{ label: 'l', description: 'd' }] };
const ask = { name: 'request_user_input', id: 'call_q', arguments: { questions: [question] } };

const scriptOf = (version: Version): { replies: Reply[] } => {
  const namespace = version === '0.169.0' ? { namespace: 'multi_agent_v1' } : {};
  const spawn = { name: 'spawn_agent', ...namespace, id: 'call_s', arguments: { message: 'work' } };
  return {
    replies: [
      { when: { kind: 'review', toolOutput: false }, call: ask },
      { when: { kind: 'collab_spawn', toolOutput: false }, call: ask },
      { when: { kind: 'turn', text: 'spawn', toolOutput: false }, call: spawn },
      { text: 'Done.', times: 'always' },
    ],
  };
};

async function seen(side: Side, version: Version): Promise<unknown> {
  const backend = createBackend({ script: scriptOf(version) });
  await backend.listen();
  const target = await startTarget({ side, version, config: backend.codexConfig() });
  const from = (kind: string): RecordedRequest[] =>
    backend.requests.filter(({ headers }) => headers['x-openai-subagent'] === kind);
  try {
    await handshake(target);
    const threadId = await startThread(target);
    await runTurn(target, threadId, 'spawn');
    await expect.poll(() => from('collab_spawn').length, { timeout: 10_000 }).toBe(2);
    const before = target.frames.length;
    await target.request('review/start', { threadId, target: { type: 'custom', instructions: 'look' } });
    const isOver = ({ method, params }: Frame): boolean =>
      method === 'turn/completed' && textAt(params, 'threadId') === threadId;
    await target.waitFor('the end of the review', isOver, before);
    const asked = target.frames.filter(({ method }) => method === 'item/tool/requestUserInput');
    return { asked, reviewer: told(from('review')), agent: told(from('collab_spawn')) };
  } finally {
    await target.close();
    await backend.close();
  }
}

/** Whether the tool is on offer, and what its call was answered. */
function told(requests: readonly RecordedRequest[]): unknown {
  return requests.map(({ body }) => ({
    isOffered: listAt(body, 'tools').some((tool) => textAt(tool, 'name') === ask.name),
    output: listAt(body, 'input')
      .filter((item) => at(item, 'type') === 'function_call_output')
      .map((item) => at(item, 'output')),
  }));
}

describe.each<Version>(['0.169.0', '0.118.0'])('helpers of a thread beside the real %s', (version) => {
  it('may not ask its user, and hear the same', async () => {
    const [ours, real] = await Promise.all([seen('ours', version), seen('real', version)]);
    expect(ours).toEqual(real);
    expect(ours).toMatchObject({
      asked: [],
      reviewer: [{}, { output: [expect.stringContaining(ask.name)] }],
    });
  });
});
