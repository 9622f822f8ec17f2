// Threads that begin without words, and what lists show of them. Ours beside the real servers.
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { at, listAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread, textInput } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Version } from '../support/target.js';

const PNG =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const BEGINNINGS: readonly Frame[][] = [
  [{ type: 'image', url: PNG }],
  [{ type: 'image', url: PNG }, ...textInput('after')],
  textInput(''),
  textInput('   '),
  [{ type: 'skill', name: 'no', path: '/no/SKILL.md' }],
  [{ type: 'mention', name: 'x', path: 'app://x' }],
];

async function shown(side: Side, version: Version): Promise<unknown> {
  const backend = await createBackend({ script: { otherwise: 'default' } }).listen();
  const target = await startTarget({ side, version, config: backend.codexConfig({ codexVersion: version }) });
  try {
    await handshake(target);
    const previews: unknown[] = [];
    const ids: string[] = [];
    for (const input of BEGINNINGS) {
      const threadId = await startThread(target);
      ids.push(threadId);
      for (const params of [{ input }, {}]) {
        await runTurn(target, threadId, 'second words', params);
        const read = await target.request('thread/read', { threadId });
        previews.push(at(read, 'result', 'thread', 'preview'));
      }
    }
    const list = listAt(await target.request('thread/list', {}), 'result', 'data');
    const listed = ids.map((id) =>
      at(
        list.find((one) => at(one, 'id') === id),
        'preview',
      ),
    );
    return { previews, listed };
  } finally {
    await target.close();
    await backend.close();
  }
}

describe.each<Version>(['0.169.0', '0.118.0'])('beside the real %s', (version) => {
  it('shows threads that begin without words by the first that come', async () => {
    const [ours, real] = await Promise.all([shown('ours', version), shown('real', version)]);
    expect(ours).toEqual(real);
  });
});
