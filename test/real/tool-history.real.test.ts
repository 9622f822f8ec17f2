// A turn of tools - commands that end well, badly or are declined, patches, a tool of the client's own - handed over to
// another process: ours to ours, ours to the real server, and the real server to ours. What the model and clients see
// of it afterwards is what they saw before.
import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Backend, createBackend, type ReplyObject } from '../../src/backend/index.js';
import { handshake, runTurn, startThread } from './support/compare.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from './support/target.js';

const exec = (id: string, cmd: string): ReplyObject => ({
  parts: [{ call: { name: 'exec_command', arguments: { cmd }, id } }],
});
const patch = (id: string, file: string): ReplyObject => ({
  parts: [
    {
      customCall: {
        name: 'apply_patch',
        input: `*** Begin Patch\n*** Add File: ${file}\n+hello\n*** End Patch\n`,
        id,
      },
    },
  ],
});

const CALLS: readonly ReplyObject[] = [
  exec('c_good', 'echo $((40+2))'),
  exec('c_bad', 'echo $((1)) >&2; exit 3'),
  exec('c_no', 'touch declined.txt'),
  patch('p_good', 'made.txt'),
  patch('p_no', 'declined.txt'),
  { parts: [{ call: { name: 'lookup', arguments: { q: 'x' }, id: 'd_good' } }] },
];
const LOOKUP = {
  name: 'lookup',
  description: 'finds',
  inputSchema: { type: 'object', properties: { q: { type: 'string' } }, required: ['q'] },
};

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Handover {
  readonly threadId: string;
  /** What the clients were told of tools, by item. */
  readonly live: readonly string[];
  /** What the model was told of them. */
  readonly outputs: readonly string[];
  /** The same after another process took the thread over. */
  readonly read: readonly string[];
  readonly outputsAgain: readonly string[];
  readonly offered: readonly string[];
}

async function handedOver(version: Version, from: Side, to: Side): Promise<Handover> {
  const home = freshFolder(`history-${from}-${to}`);
  cleanups.push(() => rmSync(home, { recursive: true, force: true }));
  const backend = createBackend({ script: { replies: [...CALLS, { text: 'Done.', times: 'always' }] } });
  await backend.listen();
  cleanups.push(() => backend.close());
  const start = async (side: Side): Promise<Target> => {
    const target = await startTarget({
      side,
      version,
      home,
      config: backend.codexConfig(),
      env: { SHELL: '/bin/bash' },
    });
    cleanups.push(() => target.close());
    await handshake(target);
    return target;
  };

  const first = await start(from);
  const stop = answering(first);
  const threadId = await startThread(first, {
    dynamicTools: [version === '0.118.0' ? LOOKUP : { type: 'function', ...LOOKUP }],
    ...(version === '0.118.0' ? { model: 'gpt-5.3-codex' } : {}),
  });
  await runTurn(first, threadId, 'go', {
    approvalPolicy: 'untrusted',
    sandboxPolicy: { type: 'dangerFullAccess' },
  });
  stop();
  const live = liveItems(first.frames);
  const outputs = outputsOf(backend);
  await first.close();

  const second = await start(to);
  const resumed = (await second.request('thread/resume', { threadId })) as {
    result?: { thread: { turns: { items: Frame[] }[] } };
  };
  const items = resumed.result?.thread.turns[0]?.items ?? [];
  const offeredBefore = backend.requests.length;
  await runTurn(second, threadId, 'again');
  const tools = (backend.requests[offeredBefore]?.body as { tools?: Frame[] } | undefined)?.tools ?? [];
  return {
    threadId,
    live,
    outputs,
    read: items.flatMap(shown),
    outputsAgain: outputsOf(backend),
    offered: tools.map(({ name }) => String(name)),
  };
}

/** Says yes, but to what is called `…_no`. */
function answering(target: Target): () => void {
  const answered = new Set<unknown>();
  const timer = setInterval(() => {
    for (const { id, method, params } of target.frames) {
      if (method === undefined || id === undefined || answered.has(id)) continue;
      answered.add(id);
      const isRefused = String((params as Frame).itemId).endsWith('_no');
      const result =
        method === 'item/tool/call'
          ? { contentItems: [{ type: 'inputText', text: 'found' }], success: true }
          : { decision: isRefused ? 'decline' : 'accept' };
      target.send({ id, result });
    }
  }, 20);
  return () => clearInterval(timer);
}

/** The last that was told of each item of a tool. */
function liveItems(frames: readonly Frame[]): string[] {
  const byId = new Map<unknown, Frame>();
  for (const { method, params } of frames) {
    const { item } = (params ?? {}) as { item?: Frame };
    if (method === 'item/completed' && item !== undefined) byId.set(item.id, item);
  }
  return [...byId.values()].flatMap(shown);
}

const MEMBERS = [
  'command',
  'aggregatedOutput',
  'exitCode',
  'changes',
  'tool',
  'contentItems',
  'success',
] as const;

function shown(item: Frame): string[] {
  if (!['commandExecution', 'fileChange', 'dynamicToolCall'].includes(String(item.type))) return [];
  const said = MEMBERS.flatMap((name) =>
    item[name] == null ? [] : [`${name}=${JSON.stringify(item[name])}`],
  );
  return [`${String(item.id)} ${String(item.type)} ${String(item.status)} ${said.join(' ')}`];
}

function outputsOf(backend: Backend): string[] {
  const { input } = (backend.requests.at(-1)?.body ?? {}) as { input?: Frame[] };
  return (input ?? [])
    .filter(({ type }) => String(type).endsWith('_output'))
    .map(({ call_id, output }) => `${String(call_id)} ${JSON.stringify(output)}`);
}

/** 0.118.0 keeps the output of a patch as JSON, and words it for the model each time. */
function withoutEnvelope(output: string): string {
  return output
    .replace(
      /"\{\\"output\\":\\"(.*)\\",\\"metadata.*$/,
      (_, text: string) => `"${text.replaceAll('\\\\', '\\')}"`,
    )
    .replace(/"Exit code: \d+\\nWall time: [\d.]+ seconds\\nOutput:\\n/, '"');
}

const STATUSES = [
  'c_good commandExecution completed',
  'c_bad commandExecution failed',
  'c_no commandExecution declined',
  'p_good fileChange completed',
  'p_no fileChange declined',
  'd_good dynamicToolCall completed',
];
const statusesOf = (items: readonly string[]): string[] =>
  items.map((item) => item.split(' ').slice(0, 3).join(' '));

describe.each<Version>(['0.169.0', '0.118.0'])('a turn of tools in %s', (version) => {
  it('is the same in our server after a restart', async () => {
    const handover = await handedOver(version, 'ours', 'ours');
    expect(statusesOf(handover.live)).toEqual(STATUSES);
    expect(handover.read).toEqual(handover.live);
    expect(handover.outputs).toHaveLength(CALLS.length);
    expect(handover.outputsAgain).toEqual(handover.outputs);
    expect(handover.offered).toContain('lookup');
  });

  it('is read by the real server when ours wrote it', async () => {
    const handover = await handedOver(version, 'ours', 'real');
    expect(handover.outputsAgain).toEqual(handover.outputs);
    expect(handover.offered).toContain('lookup');
    // 0.118.0 cannot show dynamic tools again.
    const expected = STATUSES.filter((status) => version === '0.169.0' || !status.includes('dynamic'));
    expect(statusesOf(handover.read)).toEqual(expected);
  });

  it('is read by ours when the real server wrote it', async () => {
    const [handover, real] = [
      await handedOver(version, 'real', 'ours'),
      await handedOver(version, 'real', 'real'),
    ];
    expect(statusesOf(handover.live).toSorted()).toEqual(STATUSES.toSorted());
    expect(handover.outputsAgain.map(withoutEnvelope)).toEqual(handover.outputs.map(withoutEnvelope));
    expect(handover.offered).toContain('lookup');
    expect(statusesOf(handover.read)).toEqual(statusesOf(real.read));
  });
});
