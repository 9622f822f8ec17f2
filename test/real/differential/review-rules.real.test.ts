// Whose rules a reviewer of approvals goes by: an administrator's, or the user's. Ours beside the real servers, each of
// which puts them into words of its own.
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runTurn, startThread } from '../support/compare.js';
import {
  ESCALATED,
  GUARDED,
  isReviewer,
  REVIEWER,
  verdictOf,
  withGuarded,
} from '../support/guardian-plays.js';
import { canHaveSystemFiles } from '../support/system-files.js';
import { freshFolder, type Side, type Version } from '../support/target.js';

const WORDS = ['POLICY OF ALL', 'MORE OF ALL', 'OWN POLICY', 'OLDER POLICY'];

const requirements = [
  ['nobody says anything', ''],
  [
    'an administrator replaces and adds',
    `guardian_policy_config = "POLICY OF ALL"\nguardian_extra_policy = "MORE OF ALL"\n`,
  ],
  ['an administrator of older servers', 'guardian_developer_instructions = "OLDER POLICY"\n'],
] as const;

/** Which of the words the reviewer reads, and whether any of them reach the agent. */
async function read(side: Side, version: Version, demands: string): Promise<object> {
  const call = { name: 'exec_command', arguments: JSON.stringify(ESCALATED) };
  const replies = [
    { when: REVIEWER, ...verdictOf(true, version) },
    { when: { toolOutput: true }, text: 'done' },
    { call },
  ];
  const config = `\n[auto_review]\npolicy = "OWN POLICY"\n`;
  const system = { 'requirements.toml': demands };
  return withGuarded({ side, version, replies, config, system }, async (target, requests) => {
    await runTurn(target, await startThread(target, GUARDED), 'x');
    const texts = requests().map((request) => ({
      isReviewer: isReviewer(request),
      words: WORDS.filter((word) => JSON.stringify(request.body).includes(word)),
    }));
    return {
      reviewer: texts.filter((one) => one.isReviewer).map(({ words }) => words),
      agent: texts.filter((one) => !one.isReviewer).flatMap(({ words }) => words),
    };
  });
}

const probe = freshFolder('system-files');
const canBe = canHaveSystemFiles(probe);
rmSync(probe, { recursive: true, force: true });

describe.skipIf(!canBe).each<Version>(['0.169.0', '0.118.0'])('rules of a reviewer in %s', (version) => {
  it.each(requirements)('are the same where %s', async (_, demands) => {
    const ours = await read('ours', version, demands);
    expect(ours).toEqual(await read('real', version, demands));
    expect(ours).toMatchObject({ reviewer: [expect.any(Array)], agent: [] });
  });
});
