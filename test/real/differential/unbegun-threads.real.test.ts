// Threads in which nothing was said yet: what is done to them besides, and what becomes of them. Ours beside the real
// servers.
import { describe, expect, it } from 'vitest';
import { handshake, runTurn, startThread, transcript, type VersionScenario } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Frame, Target, Version } from '../support/target.js';

const script = { replies: [{ text: 'Fine.', times: 'always' as const, usage: { input: 10, output: 2 } }] };
const both = ['0.118.0', '0.169.0'] as const;

/** What can be seen of it now. Who may join it differs (quirk: a loaded thread can be joined at any moment). */
async function looks(target: Target, threadId: string, lists: readonly Frame[] = [{}]): Promise<void> {
  for (const archived of [false, true]) {
    for (const filter of lists)
      await target.request('thread/list', { modelProviders: [], archived, ...filter });
  }
  await target.request('thread/read', { threadId });
  await target.request('thread/read', { threadId, includeTurns: true });
}

const heard = (target: Target, method: string): Promise<Frame> =>
  target.waitFor(method, (frame) => frame.method === method);

async function begun(target: Target): Promise<string> {
  await handshake(target);
  const threadId = await startThread(target);
  await heard(target, 'thread/started');
  return threadId;
}

const scenarios: VersionScenario[] = [
  {
    name: 'archived, brought back, spoken in',
    versions: ['0.169.0'],
    script,
    async play(target) {
      const threadId = await begun(target);
      await target.request('thread/archive', { threadId });
      await heard(target, 'thread/archived');
      await looks(target, threadId);
      await target.request('thread/archive', { threadId });
      await target.request('thread/resume', { threadId });
      await target.request('thread/unarchive', { threadId });
      await heard(target, 'thread/unarchived');
      await looks(target, threadId);
      await target.request('thread/resume', { threadId, excludeTurns: true });
      await runTurn(target, threadId, 'hello');
      await looks(target, threadId);
    },
  },
  {
    name: 'archived and forked in vain',
    versions: ['0.118.0'],
    script,
    async play(target) {
      const threadId = await begun(target);
      await target.request('thread/archive', { threadId });
      await target.request('thread/fork', { threadId });
      await looks(target, threadId);
    },
  },
  {
    name: 'forked in vain',
    versions: ['0.169.0'],
    script,
    async play(target) {
      const threadId = await begun(target);
      await target.request('thread/fork', { threadId });
      await target.request('thread/fork', { threadId, excludeTurns: true, ephemeral: true });
      await looks(target, threadId);
      await target.request('thread/delete', { threadId });
      await heard(target, 'thread/deleted');
      await looks(target, threadId);
    },
  },
  {
    name: 'named',
    versions: ['0.169.0'],
    script,
    async play(target) {
      const threadId = await begun(target);
      await target.request('thread/name/set', { threadId, name: 'A name' });
      await heard(target, 'thread/name/updated');
      await looks(target, threadId, [{}, { searchTerm: 'name' }]);
      await target.request('thread/turns/list', { threadId });
      await target.request('thread/items/list', { threadId });
      await target.request('thread/revert', { threadId, beforeTurnId: 'x' });
      await target.request('thread/fork', { threadId, excludeTurns: true });
    },
  },
  {
    name: 'noted on',
    versions: ['0.169.0'],
    script,
    async play(target) {
      const threadId = await begun(target);
      await target.request('thread/metadata/update', { threadId, gitInfo: { branch: 'a-branch' } });
      await looks(target, threadId);
      const other = await startThread(target);
      await target.request('thread/memoryMode/set', { threadId: other, mode: 'disabled' });
      await looks(target, other);
      const third = await startThread(target);
      const key = { threadId: third, attachmentType: 'a', identityKey: 'k' };
      await target.request('thread/attachment/add', { ...key, payload: {} });
      await target.request('thread/attachment/remove', key);
      await target.request('thread/attachment/list', { threadId: third });
      await looks(target, third);
    },
  },
  {
    name: 'put into a section',
    versions: ['0.169.0'],
    script,
    async play(target) {
      const threadId = await begun(target);
      const { result } = await target.request('threadSection/create', { name: 'S' });
      const { section } = result as { section: { id: string } };
      await target.request('thread/section/move', { threadId, sectionId: section.id });
      await heard(target, 'thread/section/changed');
      const sectionId = section.id;
      await looks(target, threadId, [{}, { sectionId }, { sectionId, sortKey: 'section_position' }]);
    },
  },
];

describe.each<Version>(both)('threads in which nothing was said, ours beside the real %s', (version) => {
  it.each(scenarios.filter(({ versions }) => versions.includes(version)))(
    'say the same when $name',
    async (scenario) => {
      const ours = await transcript('ours', version, scenario);
      const real = await transcript('real', version, scenario);
      expect(unexplained(differences(ours, real), version)).toEqual([]);
    },
  );
});
