// The reviewer of approvals as one who looks around, goes on with one conversation, and judges calls of MCP servers
// too: ours beside the real ones.
import { describe, expect, it } from 'vitest';
import { runTurn, startThread, textInput } from '../support/compare.js';
import {
  type Asked,
  ESCALATED,
  GUARDED,
  isReviewer,
  REVIEWER,
  verdictOf,
  withGuarded,
} from '../support/guardian-plays.js';
import { server } from '../support/mcp-plays.js';
import { normaliser } from '../support/normalise.js';
import type { Frame, Side, Target, Version } from '../support/target.js';

const touch = (n: number) => ({
  call: { name: 'exec_command', id: `call_${n}`, arguments: { ...ESCALATED, cmd: `touch made${n}.txt` } },
});
const turnThat = (text: string, ...parts: object[]) => ({ when: { text, toolOutput: false }, parts });
const fine = { text: 'Fine.', times: 'always' };
const VERSIONS: Version[] = ['0.118.0', '0.169.0'];

/** What the reviewer has before it, from the first question on. */
function conversation({ body }: Asked): string[] {
  const steps = body.input.map(({ type, role }) => [type, role].join(' ').trim());
  return steps.slice(steps.lastIndexOf('message user', firstQuestion(body.input)));
}

const firstQuestion = (input: readonly Frame[]): number =>
  input.findIndex(({ content }) => JSON.stringify(content ?? '').includes('touch made1'));

const outputsOf = ({ body }: Asked): string[] =>
  body.input.flatMap(({ type, output }) => (type === 'function_call_output' ? [String(output)] : []));

const endsOfReviews = (target: Target): unknown[] =>
  target.frames.flatMap(({ method, params }) =>
    method === 'item/autoApprovalReview/completed'
      ? [(params as { review: { status: string } }).review.status]
      : [],
  );

describe.each(VERSIONS)('a reviewer of approvals, ours beside the real %s', (version) => {
  it('goes on with one conversation, whatever came of the last review', async () => {
    const play = async (side: Side) => {
      const replies = [
        { when: REVIEWER, ...verdictOf(true, version), times: 1 },
        { when: REVIEWER, parts: [{ failed: { code: 'invalid_prompt', message: 'No.' } }], times: 1 },
        { when: REVIEWER, ...verdictOf(true, version), times: 'always' },
        ...[1, 2, 3].map((n) => turnThat(`turn ${n}`, touch(n))),
        fine,
      ];
      return withGuarded({ side, version, replies }, async (target, requests) => {
        const threadId = await startThread(target, GUARDED);
        for (const n of [1, 2, 3]) await runTurn(target, threadId, `turn ${n}`);
        const loaded = await target.request('thread/loaded/list', {});
        return {
          conversations: requests().filter(isReviewer).map(conversation),
          ends: endsOfReviews(target),
          loaded: (loaded.result as { data: unknown[] }).data.length,
        };
      });
    };
    const ours = await play('ours');
    expect(ours.conversations.map(({ length }) => length)).toEqual([1, 4, version === '0.118.0' ? 6 : 5]);
    expect(ours).toEqual(await play('real'));
  });

  it('is told of each thing once', async () => {
    const replies = [
      { when: REVIEWER, ...verdictOf(true, version), times: 'always' },
      ...[1, 2].map((n) => turnThat(`turn ${n}`, touch(n))),
      fine,
    ];
    await withGuarded({ side: 'ours', version, replies }, async (target, requests) => {
      const threadId = await startThread(target, GUARDED);
      for (const n of [1, 2]) await runTurn(target, threadId, `turn ${n}`);
      const last = JSON.stringify(requests().filter(isReviewer).at(-1)?.body.input.at(-1));
      expect(last).toContain('turn 2');
      expect(last).not.toContain('turn 1');
    });
  });

  it('looks around without doing anything, and out of sight', async () => {
    const play = async (side: Side) => {
      const look = (id: string, args: object) => ({ call: { name: 'exec_command', id, arguments: args } });
      const replies = [
        {
          when: { ...REVIEWER, toolOutput: false },
          parts: [
            // One stream: of two, either may be read first.
            look('look_1', { cmd: 'exec 2>&1; touch kept.txt; touch /tmp/kept.txt; echo $?' }),
            look('look_2', { cmd: 'touch x', sandbox_permissions: 'require_escalated' }),
            { call: { name: 'view_image', id: 'look_3', arguments: { path: '/nonesuch.png' } } },
            { call: { name: 'spawn_agent', id: 'look_4', arguments: {} } },
          ],
          times: 1,
        },
        { when: REVIEWER, ...verdictOf(true, version), times: 'always' },
        turnThat('turn 1', touch(1)),
        fine,
      ];
      return withGuarded({ side, version, replies }, async (target, requests) => {
        const threadId = await startThread(target, GUARDED);
        await runTurn(target, threadId, 'turn 1');
        const last = requests().filter(isReviewer).at(-1);
        const items = target.frames.flatMap(({ method, params }) =>
          method === 'item/completed' ? [(params as { item: Frame }).item.id] : [],
        );
        return {
          outputs: last === undefined ? [] : outputsOf(last).map((text) => plain(text)),
          sawLooking: items.some((id) => String(id).startsWith('look')),
          ends: endsOfReviews(target),
        };
      });
    };
    const ours = await play('ours');
    expect(ours.outputs[0]).toMatch(/Read-only file system[\s\S]*Read-only file system[\s\S]*1/);
    expect(ours).toEqual(await play('real'));
  });

  it('judges two things at once, each for itself', async () => {
    const play = async (side: Side) => {
      const verdict = verdictOf(true, version).text;
      const replies = [
        { when: REVIEWER, parts: [{ wait: 500 }, { text: verdict }], times: 'always' },
        turnThat('turn 1', touch(1), touch(2)),
        fine,
      ];
      return withGuarded({ side, version, replies }, async (target, requests) => {
        await runTurn(target, await startThread(target, GUARDED), 'turn 1');
        const asked = requests().filter(isReviewer);
        return { asked: asked.map((request) => conversation(request).length), ends: endsOfReviews(target) };
      });
    };
    expect(await play('ours')).toEqual(await play('real'));
  });

  it.each([true, false])('judges calls of MCP servers: %s', async (isAllowed) => {
    const play = async (side: Side) => {
      const group = version === '0.118.0' ? {} : { namespace: 'mcp__one' };
      const name = version === '0.118.0' ? 'mcp__one__echo' : 'echo';
      const replies = [
        { when: REVIEWER, ...verdictOf(isAllowed, version), times: 'always' },
        turnThat('turn 1', { call: { ...group, name, id: 'call_1', arguments: { text: 'x' } } }),
        fine,
      ];
      const config = `${server('one')}[mcp_servers.one.tools.echo]\napproval_mode = "prompt"\n`;
      return withGuarded(
        { side, version, replies, config, model: 'unheard-of' },
        async (target, requests) => {
          const threadId = await startThread(target, GUARDED);
          await target.waitFor(
            'its server',
            ({ method, params }) =>
              method === 'mcpServer/startupStatus/updated' && (params as Frame).status === 'ready',
          );
          await runTurn(target, threadId, 'turn 1');
          const normalise = normaliser(target.home);
          const told = target.frames.flatMap(({ method, params }) => {
            const { item } = (params ?? {}) as { item?: Frame };
            const isNews =
              /autoApproval|guardianWarning/.test(String(method)) || item?.type === 'mcpToolCall';
            return isNews ? [normalise({ method, params: worded(params as Frame) })] : [];
          });
          const output = requests()
            .filter((request) => !isReviewer(request))
            .at(-1)
            ?.body.input.at(-1);
          return {
            told,
            output: JSON.stringify(output?.output).replace(/time: [\d.]+/, 'time: …'),
          };
        },
      );
    };
    const isRefusedInWords = !isAllowed && version === '0.169.0';
    const [ours, real] = [await play('ours'), await play('real')];
    expect(ours.told).toEqual(real.told);
    expect(ours.told.length).toBeGreaterThan(3);
    if (!isRefusedInWords) expect(ours.output).toBe(real.output);
    for (const { output } of [ours, real]) expect(output.includes('reject')).toBe(!isAllowed);
  });
});

/** What the model is told of a refusal is in the words of each, and takes its own time. */
function worded({ item, ...params }: Frame): Frame {
  if (item === undefined) return params;
  const { error, durationMs: _, ...rest } = item as Frame & { error?: { message: string } | null };
  return { ...params, item: { ...rest, error: error?.message.split(/ (due|as)|\n/)[0] ?? null } };
}

/** Without what is another each time. */
const plain = (text: string): string =>
  text.replace(/Chunk ID: \w+/, 'Chunk ID: …').replace(/Wall time: [\d.]+/, 'Wall time: …');

// The limit is the time it takes, not how often it looks around.
it('stops a reviewer that looks around for ever with its turn', async () => {
  const look = { call: { name: 'exec_command', id: 'look', arguments: { cmd: 'true' } } };
  const replies = [{ when: REVIEWER, ...look, times: 'always' }, turnThat('turn 1', touch(1)), fine];
  await withGuarded({ side: 'ours', version: '0.169.0', replies }, async (target, requests) => {
    const threadId = await startThread(target, GUARDED);
    const { result } = await target.request('turn/start', { threadId, input: textInput('turn 1') });
    while (requests().length < 15) await new Promise((resolve) => setTimeout(resolve, 20));
    const { turn } = result as { turn: { id: string } };
    await target.request('turn/interrupt', { threadId, turnId: turn.id });
    await target.waitFor('its end', ({ method }) => method === 'turn/completed');
    const asked = requests().length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(requests()).toHaveLength(asked);
    expect(endsOfReviews(target)).toEqual(['aborted']);
  });
});
