// What the model is told of ways to work with the user: at first, when they change, after a compaction and in a fork.
// Ours beside the real servers.
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Target, type Version } from '../support/target.js';

const MODELS: Readonly<Record<Version, string>> = { '0.118.0': 'gpt-5.4', '0.169.0': 'gpt-5.5' };

type Mode = readonly ['plan' | 'default', string | null];

/** Turns of one thread; undefined: nothing is said of modes. */
const TURNS: readonly (Mode | undefined)[] = [
  ['plan', 'SAID one'],
  undefined,
  ['plan', 'SAID one'],
  ['plan', 'SAID two'],
  ['default', 'SAID two'],
  ['default', null],
  ['plan', null],
  ['plan', ' SAID one '],
];

const FREE = { approvalPolicy: 'never', sandbox: 'danger-full-access' };

async function played(side: Side, version: Version): Promise<unknown> {
  const model = MODELS[version];
  const params = (mode: Mode | undefined): Frame => {
    if (mode === undefined) return {};
    const settings = { model, reasoning_effort: null, developer_instructions: mode[1] };
    return { collaborationMode: { mode: mode[0], settings } };
  };
  const backend = await createBackend({ script: { replies: [{ text: 'Fine.', times: 'always' }] } }).listen();
  const target = await startTarget({
    side,
    version,
    config: backend.codexConfig({ codexVersion: version, model }),
  });
  const turn = async (threadId: string, mode: Mode | undefined): Promise<readonly string[]> => {
    await runTurn(target, threadId, 'Hello', params(mode));
    return toldIn(backend.requests.at(-1)?.body as Frame);
  };
  try {
    await handshake(target);
    const threadId = await startThread(target, FREE);
    const told: unknown[] = [];
    for (const mode of TURNS) told.push(await turn(threadId, mode));
    const before = target.frames.length;
    await target.request('thread/compact/start', { threadId });
    await target.waitFor('the end', ({ method }) => method === 'turn/completed', before);
    told.push(await turn(threadId, undefined));
    told.push(await turn(await forkOf(target, threadId), ['plan', 'SAID three']));
    const another = await startThread(target, { ...FREE, developerInstructions: 'SAID always' });
    told.push(await turn(another, undefined), await turn(another, ['default', 'SAID late']));
    return told;
  } finally {
    await target.close();
    await backend.close();
  }
}

async function forkOf(target: Target, threadId: string): Promise<string> {
  const { result } = await target.request('thread/fork', { threadId });
  return String(((result as Frame).thread as Frame).id);
}

/** All that the model has been told of modes so far; what is in a server's own words counts, but not its words. */
function toldIn({ input }: Frame): readonly string[] {
  const parts = (input as Frame[]).flatMap(({ role, content }) =>
    role === 'developer' ? (content as Frame[]) : [],
  );
  const texts = parts
    .map(({ text }) => String(text))
    .filter((text) => /SAID|<collaboration_mode>/.test(text));
  return texts.map((text) =>
    text.includes('SAID') ? text : '<collaboration_mode>own words</collaboration_mode>',
  );
}

describe('what the model is told of modes', () => {
  for (const version of Object.keys(MODELS) as Version[]) {
    it(`is what the client says of them, when it changes: ${version}`, async () => {
      expect(await played('ours', version)).toEqual(await played('real', version));
    });
  }
});
