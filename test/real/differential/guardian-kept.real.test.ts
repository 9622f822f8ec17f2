// The conversations in which approvals are judged, as they are kept: what lists, reads and the log tell of them, and
// what may be done with one that goes on; ours beside the real servers.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend, type Reply } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread, textInput } from '../support/compare.js';
import {
  type Asked,
  ESCALATED,
  GUARDED,
  isReviewer,
  REVIEWER,
  verdictOf,
} from '../support/guardian-plays.js';
import { server } from '../support/mcp-plays.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from '../support/target.js';

const touch = (n: number) => ({
  call: { name: 'exec_command', id: `call_${n}`, arguments: { ...ESCALATED, cmd: `touch made${n}.txt` } },
});
const turnThat = (text: string, ...parts: object[]) => ({ when: { text, toolOutput: false }, parts });
const patch = { customCall: { name: 'apply_patch', id: 'look_1', input: '' } };
const add = '*** Begin Patch\n*** Add File: in.txt\n+one\n*** End Patch\n';

/** The first review looks around in every way a version's reviewer has; 0.118.0's has servers, too. */
const replies = (version: Version): object[] => [
  turnThat('escalate', touch(4)),
  {
    when: { ...REVIEWER, toolOutput: false },
    parts: [
      { customCall: { ...patch.customCall, input: add } },
      {
        call: { name: 'update_plan', id: 'look_2', arguments: { plan: [{ step: 'a', status: 'pending' }] } },
      },
      {
        call: {
          ...(version === '0.118.0' ? { name: 'mcp__one__echo' } : { namespace: 'mcp__one', name: 'echo' }),
          id: 'look_3',
          arguments: { text: 'x' },
        },
      },
    ],
    times: 1,
  },
  { when: REVIEWER, ...verdictOf(true, version), times: 'always' },
  turnThat('one', touch(1)),
  turnThat('two at once', touch(2), touch(3)),
  { text: 'Fine.', times: 'always' },
];

/** All logs, as whose they are and by what they were begun. */
function logs(home: string): Frame[] {
  const names = readdirSync(join(home, 'codex'), { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => /rollout-.*\.jsonl$/.test(name)).sort();
  return paths.map((path) => {
    const [head = ''] = readFileSync(join(home, 'codex', path), 'utf8').split('\n');
    return { ...(JSON.parse(head) as { payload: Frame }).payload, isArchived: path.startsWith('archived') };
  });
}

/** Calls of reviewers that are refused, which one history has and the other has not. */
const NOT_KEPT = ['mcpToolCall', 'commandExecution'];

/** What is to be compared of a thread: not what is asked, which is in words of each. */
function shown(answer: Frame, ids: ReadonlyMap<unknown, string>): unknown {
  const { thread } = (answer.result ?? {}) as { thread?: Frame };
  if (thread === undefined) return answer.error ?? answer.result;
  return shownThread(thread, ids);
}

function shownThread(thread: Frame, ids: ReadonlyMap<unknown, string>): Frame {
  const named = (value: unknown): unknown => ids.get(value) ?? value;
  const { source, status, name, threadSource, canAcceptDirectInput, ephemeral, model, reasoningEffort } =
    thread;
  const turns = (thread.turns as Frame[]).map(({ status: end, items }) => [
    end,
    ...(items as Frame[]).map(({ type }) => type).filter((type) => !NOT_KEPT.includes(type as string)),
  ]);
  return {
    ...{ source, status, name, threadSource, canAcceptDirectInput, ephemeral, model, reasoningEffort, turns },
    preview: thread.preview === 'Approval review' ? thread.preview : '…',
    ids: [thread.id, thread.parentThreadId, thread.sessionId, thread.forkedFromId].map(named),
  };
}

const toolsOf = (request: unknown): string[] =>
  listAt(request, 'body', 'tools')
    .map((tool) => String(at(tool, 'name') ?? at(tool, 'type')))
    .sort();

/** Of the last output: what follows is in words of each. */
const firstLine = (request: unknown): unknown =>
  textAt(listAt(request, 'body', 'input').at(-1), 'output')?.split(/\\*\n|\\+n/)[0];

/** What is told of reviews when a reviewer wants what needs one. */
async function escalated(target: Target, threadId: string): Promise<unknown> {
  const from = target.frames.length;
  const { approvalPolicy, approvalsReviewer } = GUARDED;
  const over = { approvalPolicy, approvalsReviewer };
  await target.request('turn/start', { threadId, input: textInput('escalate'), ...over });
  await target.waitFor('its end', ({ method }) => method === 'turn/completed', from);
  const told = target.frames.slice(from).filter(({ method }) => /[rR]eview|guardian/.test(String(method)));
  return told.map(({ method, params }) => {
    const { status, rationale, riskLevel, userAuthorization } = (at(params, 'review') ?? {}) as Frame;
    return [method, at(params, 'message'), status, rationale, riskLevel, userAuthorization];
  });
}

async function played(side: Side, version: Version) {
  const script = { replies: replies(version) as Reply[] };
  const backend = await createBackend({ script }).listen();
  const home = freshFolder(`${side}-${version}`);
  const usual = backend.codexConfig().replace(/^model = .*$/m, 'model = "gpt-5.4"');
  const config = `${usual}${server('one')}`;
  const isNew = version === '0.169.0';
  const start = async (): Promise<Target> => {
    const target = await startTarget({ side, version, home, config });
    await handshake(target);
    return target;
  };
  let target = await start();
  try {
    const threadId = await startThread(target, GUARDED);
    await target.waitFor(
      'its server',
      ({ method, params }) =>
        method === 'mcpServer/startupStatus/updated' && (params as Frame).status === 'ready',
    );
    await runTurn(target, threadId, 'one');
    await runTurn(target, threadId, 'two at once');
    await runTurn(target, await startThread(target, { ...GUARDED, ephemeral: true }), 'one');
    const heads = logs(home);
    const reviewer = String(heads.find(({ source }) => JSON.stringify(source).includes('guardian'))?.id);
    const ids = new Map<unknown, string>([
      [threadId, 'thread'],
      [reviewer, 'reviewer'],
    ]);
    const ask = async (method: string, params: Frame = {}): Promise<unknown> =>
      JSON.parse(
        JSON.stringify(
          shown(await target.request(method, { threadId: reviewer, ...params }), ids),
        ).replaceAll(reviewer, '<reviewer>'),
      );
    const list = async (params: Frame): Promise<unknown[]> => {
      const { result } = (await target.request('thread/list', params)) as { result: { data: Frame[] } };
      return result.data.map((thread) => shownThread(thread, ids));
    };
    const asked = backend.requests.filter((request) =>
      isReviewer(request as unknown as Asked),
    ) as unknown as Asked[];
    const outputs = asked
      .at(1)
      ?.body.input.flatMap(({ output, call_id }) => (output ? [[call_id, output]] : []));
    const live = [
      await ask('thread/read', { includeTurns: true }),
      ...(isNew ? [await ask('thread/archive'), await ask('thread/delete'), await ask('thread/resume')] : []),
      await ask('turn/start', { input: [] }),
      await ask('thread/name/set', { name: 'Judge' }),
    ];
    const lists = [
      await list({}),
      await list({ sourceKinds: ['subAgentOther'] }),
      ...(isNew ? [await list({ parentThreadId: threadId })] : []),
    ];
    await target.request('thread/archive', { threadId });
    const after = [
      await ask('thread/read', { includeTurns: true }),
      logs(home).map(({ isArchived }) => isArchived),
    ];
    await target.close();
    target = await start();
    const goneOn = (await target.request('thread/resume', { threadId: reviewer })) as { result: Frame };
    const { approvalPolicy, approvalsReviewer } = goneOn.result;
    await runTurn(target, reviewer, 'hello');
    const resumed = [
      shown(goneOn, ids),
      ...[approvalPolicy, approvalsReviewer, toolsOf(backend.requests.at(-1))],
      // The other one has people asked.
      ...(isNew ? [await escalated(target, reviewer), firstLine(backend.requests.at(-1))] : []),
      await ask('thread/read', { includeTurns: true }),
      await ask('thread/archive'),
      await list({ sourceKinds: ['subAgentOther'], archived: true }),
    ];
    const { parent_thread_id, thread_source, session_id, source } =
      heads.find(({ id }) => id === reviewer) ?? {};
    return {
      ...{ tools: toolsOf(asked[0]), outputs, live, lists, after, resumed, logs: heads.length },
      model: at(asked[0], 'body', 'model'),
      head: {
        source,
        thread_source,
        ids: [parent_thread_id, isNew ? session_id : null].map((id) => ids.get(id)),
      },
    };
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

describe.each<Version>(['0.118.0', '0.169.0'])(
  'a conversation of the reviewer, ours beside the real %s',
  (version) => {
    it('is kept, told of and left alone alike', async () => {
      const [ours, real] = [await played('ours', version), await played('real', version)];
      expect(ours).toEqual(real);
      expect(ours.logs).toBe(2);
    });
  },
);
