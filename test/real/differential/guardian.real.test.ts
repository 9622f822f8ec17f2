// Approvals that go to a reviewer instead of people, ours beside the real server that has one.
import { describe, expect, it } from 'vitest';
import { runTurn, startThread, textInput } from '../support/compare.js';
import {
  ALLOW,
  type Asked,
  DENY,
  ESCALATED,
  GUARDED,
  isReviewer,
  REVIEWER,
  said,
  withGuarded,
} from '../support/guardian-plays.js';
import { normaliser } from '../support/normalise.js';
import { playReal } from '../support/play-real.js';
import type { Frame, Side, Target, Version } from '../support/target.js';
import { outputsIn, steadyHeader } from '../support/tool-turn.js';

const patch = '*** Begin Patch\n*** Add File: ../outside.txt\n+one\n*** End Patch\n';

/** What the provider says. */
function replies(verdict: object) {
  return [
    { when: REVIEWER, ...verdict, times: 'always' },
    {
      when: { text: 'touch', toolOutput: false },
      call: { name: 'exec_command', id: 'call_t', arguments: ESCALATED },
    },
    {
      when: { text: 'patch', toolOutput: false },
      parts: [{ customCall: { name: 'apply_patch', id: 'call_p', input: patch } }],
    },
    {
      when: { text: 'heredoc', toolOutput: false },
      call: { name: 'exec_command', id: 'call_h', arguments: { cmd: `apply_patch <<'EOF'\n${patch}EOF` } },
    },
    {
      when: { text: 'beyond', toolOutput: false },
      call: {
        name: 'exec_command',
        id: 'call_b',
        arguments: { cmd: 'touch ../beyond.txt', login: false, shell: '/bin/sh' },
      },
    },
    {
      when: { text: 'shell', toolOutput: false },
      call: {
        name: 'shell_command',
        id: 'call_s',
        arguments: { command: 'touch ../beyond.txt', login: false },
      },
    },
    {
      when: { text: 'permit', toolOutput: false },
      call: {
        name: 'request_permissions',
        id: 'call_r',
        arguments: { reason: 'It has to go out.', permissions: { network: { enabled: true } } },
      },
    },
    { text: 'Fine.', times: 'always' },
  ];
}

interface Play {
  readonly name: string;
  readonly verdict: object;
  readonly turn: 'touch' | 'patch' | 'heredoc' | 'permit';
}

const plays: Play[] = [
  { name: 'a command that is allowed', verdict: said(ALLOW), turn: 'touch' },
  { name: 'a command that is denied', verdict: said(DENY), turn: 'touch' },
  { name: 'a patch that is allowed', verdict: said(ALLOW), turn: 'patch' },
  { name: 'a patch that is denied', verdict: said(DENY), turn: 'patch' },
  { name: 'permissions that are granted', verdict: said(ALLOW), turn: 'permit' },
  { name: 'permissions that are not granted', verdict: said(DENY), turn: 'permit' },
  { name: 'no more than a yes', verdict: said({ outcome: 'allow' }), turn: 'touch' },
  { name: 'no more than a no', verdict: said({ outcome: 'deny' }), turn: 'touch' },
  { name: 'no known outcome', verdict: said({ outcome: 'maybe' }), turn: 'touch' },
  { name: 'words instead of an assessment', verdict: { text: 'What?' }, turn: 'touch' },
  {
    name: 'a reviewer that fails',
    verdict: { parts: [{ failed: { code: 'invalid_prompt', message: 'No.' } }] },
    turn: 'touch',
  },
];

const score = (more: object) =>
  said({ risk_level: 'low', risk_score: 5, rationale: 'Fine.', evidence: [], ...more });

const scorePlays: Play[] = [
  { name: 'a command with a low score', verdict: score({}), turn: 'touch' },
  { name: 'a command just below the limit', verdict: score({ risk_score: 79 }), turn: 'touch' },
  { name: 'a command at the limit', verdict: score({ risk_score: 80 }), turn: 'touch' },
  { name: 'a patch with a low score', verdict: score({}), turn: 'heredoc' },
  { name: 'a patch with a high score', verdict: score({ risk_score: 95 }), turn: 'heredoc' },
  { name: 'no evidence', verdict: score({ evidence: undefined }), turn: 'touch' },
  { name: 'an impossible score', verdict: score({ risk_score: 300 }), turn: 'touch' },
  { name: 'an unknown level', verdict: score({ risk_level: 'critical' }), turn: 'touch' },
  { name: 'words instead of a score', verdict: { text: 'What?' }, turn: 'touch' },
  {
    name: 'a reviewer that fails',
    verdict: { parts: [{ failed: { code: 'invalid_prompt', message: 'No.' } }] },
    turn: 'touch',
  },
];

const CONFIG = 'request_permissions_tool = true\n';

function withTarget<T>(
  { side, version = '0.169.0' }: { side: Side; version?: Version },
  verdict: object,
  use: (target: Target, requests: () => Asked[]) => Promise<T>,
): Promise<T> {
  return withGuarded({ side, version, replies: replies(verdict), config: CONFIG }, use);
}

/** What is told of the review and its item, how often the reviewer was asked, and whether the model was refused. */
async function played(side: Side, { verdict, turn }: Play, version: Version = '0.169.0') {
  return withTarget({ side, version }, verdict, async (target, requests) => {
    await runTurn(target, await startThread(target, GUARDED), turn);
    const normalise = normaliser(target.home);
    const told = target.frames.map((frame) => normalise(frame) as Frame).flatMap(newsOf);
    const [output] = outputsIn(requests().at(-1));
    return {
      told: told.map(withoutIds),
      asked: requests().filter(isReviewer).length,
      isRefused: /reject|not executed|could not be|Nothing was done/i.test(
        steadyHeader(JSON.stringify(output)),
      ),
      grant: turn === 'permit' ? output : null,
      questions: target.frames.filter(({ id, method }) => id !== undefined && method !== undefined).length,
    };
  });
}

function newsOf({ method, params }: Frame): string[] {
  const { item, ...rest } = (params ?? {}) as { item?: Frame };
  switch (method) {
    case 'guardianWarning':
    case 'item/autoApprovalReview/started':
    case 'item/autoApprovalReview/completed':
    case 'thread/status/changed':
      return [JSON.stringify({ method, ...sorted(rest) })];
    case 'item/started':
    case 'item/completed':
      return [JSON.stringify({ method, type: item?.type, status: item?.status ?? null })];
    default:
      return [];
  }
}

function sorted(value: Frame): Frame {
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const isTree = (member: unknown): member is Frame => typeof member === 'object' && member !== null;
  return Object.fromEntries(
    entries.map(([name, member]) => [name, isTree(member) ? sorted(member) : member]),
  );
}

const withoutIds = (text: string): string => text.replace(/<id \d+>/g, '<id>');

/** What a command leads to that its sandbox does not let through, or that says so itself. */
async function whoIsAsked(
  side: Side,
  version: Version,
  settings: Frame,
  text: Play['turn'] | 'beyond' | 'shell',
) {
  return withTarget({ side, version }, said(ALLOW), async (target) => {
    const config = text === 'shell' ? { 'features.unified_exec': false } : {};
    const threadId = await startThread(target, { ...settings, config });
    await target.request('turn/start', { threadId, input: textInput(text) });
    const ends = [
      'item/autoApprovalReview/started',
      'item/commandExecution/requestApproval',
      'turn/completed',
    ];
    return (await target.waitFor('a question', ({ method }) => ends.includes(String(method)))).method;
  });
}

describe('a reviewer of approvals that keeps score, ours beside the real 0.118.0', () => {
  it.each(scorePlays)('is told and obeyed alike: $name', async (play) => {
    const ours = await played('ours', play, '0.118.0');
    const real = await playReal(
      () => played('real', play, '0.118.0'),
      (lines) => JSON.stringify(lines) === JSON.stringify(ours),
    );
    expect(ours).toEqual(real);
  });

  // Of what `exec_command` starts the real one learns in time only what ends within a moment: a command that is run to
  // its end is judged by it on a busy machine, too.
  it.each([
    ['untrusted', 'shell'],
    ['on-failure', 'shell'],
    ['on-request', 'touch'],
  ] as const)('comes in under the policy %j', async (approvalPolicy, text) => {
    const asked = (side: Side) => whoIsAsked(side, '0.118.0', { ...GUARDED, approvalPolicy }, text);
    const ours = await asked('ours');
    expect(ours).not.toBe('turn/completed');
    expect(ours).toBe(await asked('real'));
  });
});

describe('a reviewer of approvals, ours beside the real 0.169.0', () => {
  it.each(plays)('is told and obeyed alike: $name', async (play) => {
    const ours = await played('ours', play);
    const real = await playReal(
      () => played('real', play),
      (lines) => JSON.stringify(lines) === JSON.stringify(ours),
    );
    expect(ours).toEqual(real);
  });

  // People are asked under all other policies, whoever was chosen to review.
  it.each([
    ['untrusted', 'beyond'],
    ['on-request', 'touch'],
  ] as const)('comes in under the policy %j', async (approvalPolicy, text) => {
    const asked = (side: Side) => whoIsAsked(side, '0.169.0', { ...GUARDED, approvalPolicy }, text);
    expect(await asked('ours')).toBe(await asked('real'));
  });

  it.each<Side>(['ours', 'real'])('is overruled by the user, and the model hears of it: %s', async (side) => {
    await withTarget({ side }, said(DENY), async (target, requests) => {
      const threadId = await startThread(target, GUARDED);
      await runTurn(target, threadId, 'touch');
      const done = target.frames.find(({ method }) => method === 'item/autoApprovalReview/completed');
      const { reviewId, turnId, action } = (done ?? { params: {} }).params as {
        reviewId: string;
        turnId: string;
        action: Frame;
      };
      const event = {
        id: reviewId,
        turn_id: turnId,
        started_at_ms: 1,
        status: 'denied',
        action: { type: 'command', source: 'unified_exec', command: action.command, cwd: action.cwd },
      };
      expect(await target.request('thread/approveGuardianDeniedAction', { threadId, event })).toMatchObject({
        result: {},
      });
      await runTurn(target, threadId, 'go on');
      const { input } = requests().at(-1)?.body ?? { input: [] };
      const told = JSON.stringify(input.filter(({ role }) => role === 'developer').at(-1));
      expect(told).toContain('approved');
      expect(told).toContain('touch made.txt');
    });
  });

  // The real one leaves the review open.
  it('is stopped with the turn, and says so', async () => {
    const slow = { parts: [{ wait: 10_000 }, { text: '{}' }] };
    await withTarget({ side: 'ours' }, slow, async (target) => {
      const threadId = await startThread(target, GUARDED);
      const { result } = await target.request('turn/start', { threadId, input: textInput('touch') });
      await target.waitFor('the review', ({ method }) => method === 'item/autoApprovalReview/started');
      const { turn } = result as { turn: { id: string } };
      await target.request('turn/interrupt', { threadId, turnId: turn.id });
      await target.waitFor('its end', ({ method }) => method === 'turn/completed');
      const ends = target.frames.filter(({ method }) => method === 'item/autoApprovalReview/completed');
      expect(ends).toMatchObject([{ params: { review: { status: 'aborted' } } }]);
    });
  });
});
