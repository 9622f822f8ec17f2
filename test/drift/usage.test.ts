import { describe, expect, it } from 'vitest';
import {
  type Change,
  compareSurfaces,
  limitTo,
  markdownOf,
  surfaceOfProfile,
  type Usage,
  usageOfMessages,
  usageOfSources,
} from '../../src/drift/index.js';
import { loadProfile } from '../../src/protocol/index.js';

async function limited(usage: Usage): Promise<Change[]> {
  const [old, young] = await Promise.all([
    surfaceOfProfile(loadProfile('0.118.0')),
    surfaceOfProfile(loadProfile('0.169.0')),
  ]);
  return [...limitTo(compareSurfaces(old, young), usage, [old, young]).changes];
}
async function places(usage: Usage): Promise<string[]> {
  return (await limited(usage)).map(({ place }) => place);
}
/** What a client does not choose is told to everybody. */
const QUESTIONS = ['attestation/generate', 'currentTime/read'];

describe('a drift limited to the messages of a recording', () => {
  it('tells of a new duty, and of no other method', async () => {
    const found = await places(usageOfMessages([{ method: 'fs/watch', params: { path: '/a' } }]));
    expect(found.filter((place) => !QUESTIONS.includes(place))).toEqual(['FsWatchParams.watchId']);
  });

  it('always tells of new questions to clients', async () => {
    expect(await places(usageOfMessages([]))).toEqual(QUESTIONS);
  });

  it('tells of what stands inside of a member only where that was sent', async () => {
    const start = (params: object) => places(usageOfMessages([{ method: 'thread/start', params }]));
    const tool = { name: 'a', description: 'b', inputSchema: {} };
    expect(await start({ cwd: '/a' })).not.toContain('DynamicToolSpec');
    expect(await start({ cwd: '/a', dynamicTools: [] })).not.toContain('DynamicToolSpec');
    expect(await start({ cwd: '/a', dynamicTools: [tool] })).toContain('DynamicToolSpec');
    expect(await start({})).not.toContain('ThreadStartParams.persistExtendedHistory');
    expect(await start({ persistExtendedHistory: true })).toContain(
      'ThreadStartParams.persistExtendedHistory',
    );
  });

  it('tells of another type only where there was a value, and of a member that is gone also where it was null', async () => {
    const answer = (result: object) => places(usageOfMessages([{ method: 'thread/start', result }]));
    expect(await answer({ serviceTier: null })).not.toContain('ThreadStartResponse.serviceTier');
    expect(await answer({ serviceTier: 'fast' })).toContain('ThreadStartResponse.serviceTier');
    const access = (value: unknown) => answer({ sandbox: { type: 'readOnly', access: value } });
    expect(await access(null)).toContain('SandboxPolicy:readOnly.access');
    expect(await answer({ sandbox: { type: 'dangerFullAccess' } })).not.toContain(
      'SandboxPolicy:readOnly.access',
    );
  });

  it('tells of a form that is gone only where it was sent', async () => {
    const gone = async (approvalPolicy: string) =>
      (await limited(usageOfMessages([{ method: 'thread/start', params: { approvalPolicy } }]))).some(
        ({ place, event }) => place === 'AskForApproval' && event.type === 'variantRemoved',
      );
    expect(await gone('on-failure')).toBe(true);
    expect(await gone('never')).toBe(false);
  });

  it('tells of the forms of a union by the one that came', async () => {
    const completed = (item: object) =>
      places(usageOfMessages([{ method: 'item/completed', params: { item } }]));
    const image = { type: 'imageGeneration', id: 'i', status: 's', revisedPrompt: null, result: 'r' };
    expect(await completed(image)).toContain('ThreadItem:imageGeneration.result');
    const found = await completed({ type: 'agentMessage', id: 'i', text: '' });
    expect(found).not.toContain('ThreadItem:imageGeneration.result');
    expect(found).toContain('ThreadItem');
  });

  it('names only the messages in which it was met', async () => {
    const item = { type: 'agentMessage', id: 'i', text: '' };
    const found = await limited(usageOfMessages([{ method: 'item/completed', params: { item } }]));
    expect(found.find(({ place }) => place === 'ThreadItem')?.usedBy).toEqual(['item/completed']);
  });
});

describe('a drift limited to the words of sources', () => {
  it('finds methods and members in any language', async () => {
    expect(await places(usageOfSources(["await rpc.call('thread/rollback', { numTurns: 1 })"]))).toContain(
      'thread/rollback',
    );
    const snake = "self.call('thread/start', StartParams(persist_extended_history=True))";
    expect(await places(usageOfSources([snake]))).toContain('ThreadStartParams.persistExtendedHistory');
  });

  it('concerns nobody with members that are not used, nor with what they hold', async () => {
    const plain = await places(usageOfSources(["call('thread/start', { cwd })"]));
    const rich = await places(
      usageOfSources(["call('thread/start', { cwd, persistExtendedHistory: true, dynamicTools })"]),
    );
    for (const place of ['ThreadStartParams.persistExtendedHistory', 'DynamicToolSpec']) {
      expect(plain).not.toContain(place);
      expect(rich).toContain(place);
    }
  });
});

describe('a drift as Markdown', () => {
  it('counts, and lists what breaks before what does not', async () => {
    const [old, young] = await Promise.all([
      surfaceOfProfile(loadProfile('0.118.0')),
      surfaceOfProfile(loadProfile('0.169.0')),
    ]);
    const text = markdownOf(compareSurfaces(old, young), true);
    expect(text).toMatch(
      /^# Drift from 0\.118\.0 to 0\.169\.0\n\n\d+ changes: \d+ breaking for clients, \d+ breaking for servers\./,
    );
    expect(text.indexOf('## Breaking for clients')).toBeLessThan(text.indexOf('## Breaking for nobody'));
    expect(text).toContain('- `ThreadItem` may be "functionCallOutput", "subAgentActivity", "sleep" now (');
  });
});
