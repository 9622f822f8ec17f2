// Tools that a model is given because its description names them: what they take, answer and show to clients.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '../../../src/backend/index.js';
import { runTurn, startThread } from './compare.js';
import type { Frame, Target, Version } from './target.js';
import { membersBut, outputsIn } from './tool-turn.js';

/** All that mean something in some version, and others. */
export const EXTRAS = ['list_dir', 'test_sync_tool', 'clock', 'send_user_message_async', 'nonsense'];

interface Play {
  readonly name: string;
  /** Arguments of the calls, all of one tool. */
  readonly tool: { readonly name: string; readonly namespace?: string };
  readonly calls: readonly unknown[];
  /** What is done while it sleeps. */
  readonly meanwhile?: 'steer' | 'interrupt';
}

const SYNC: Play = {
  name: 'calls that meet',
  tool: { name: 'test_sync_tool' },
  calls: [
    {},
    { sleep_before_ms: 5, sleep_after_ms: 5, odd: 1 },
    { barrier: { id: 'two', participants: 2, timeout_ms: 5_000 } },
    { barrier: { id: 'two', participants: 2, timeout_ms: 5_000 } },
    { barrier: { id: 'late', participants: 2, timeout_ms: 30 } },
    { barrier: { id: 'none', participants: 0 } },
    { barrier: { id: 'timeless', participants: 1, timeout_ms: 0 } },
    { barrier: { id: 'alone', participants: 1 } },
    { barrier: { id: 'other', participants: 3, timeout_ms: 1_000 } },
    { sleep_before_ms: 200, barrier: { id: 'other', participants: 2 } },
    { barrier: {} },
    { barrier: { id: 'text', participants: 'x' } },
    'x',
    { sleep_before_ms: 'x' },
    { sleep_before_ms: -1 },
  ],
};

const question = (...options: string[]) => ({ title: ' Which? ', options });

const NEWER: readonly Play[] = [
  { name: 'sleeps', tool: { name: 'sleep', namespace: 'clock' }, calls: [{ duration_ms: 20 }] },
  {
    name: 'no sleeps',
    tool: { name: 'sleep', namespace: 'clock' },
    calls: [
      {},
      'x',
      ...[-1, 0, 43_200_001, 1.5, 'x'].map((duration_ms) => ({ duration_ms })),
      { duration_ms: 5, odd: 1 },
      { seconds: 1 },
    ],
  },
  {
    name: 'a sleep that somebody talks into',
    tool: { name: 'sleep', namespace: 'clock' },
    calls: [{ duration_ms: 10_000 }],
    meanwhile: 'steer',
  },
  {
    name: 'a sleep that is interrupted',
    tool: { name: 'sleep', namespace: 'clock' },
    calls: [{ duration_ms: 10_000 }],
    meanwhile: 'interrupt',
  },
  { name: 'the time', tool: { name: 'curr_time', namespace: 'clock' }, calls: [{}, { odd: 1 }, 'x'] },
  {
    name: 'questions beside the work',
    tool: { name: 'request_user_input_async' },
    calls: [
      { questions: [{ title: 'Open?' }] },
      { questions: [question(' A ', 'B', 'A'), { title: 'Open?', options: null }, question('C')] },
      ...[[], [''], ['A', ' ']].map((options) => ({ questions: [{ title: 'Bad?', options }] })),
      { questions: [{ title: ' ' }] },
      { questions: [{ title: '', options: [] }] },
      { questions: [question('A'), { title: '' }] },
      { questions: [] },
      {},
      'x',
      { questions: 3 },
      { questions: [{ title: 3 }] },
      { questions: [{ title: 'Which?', options: 3 }] },
      { questions: [{ options: ['A'] }] },
      { questions: [{ title: 'Which?', id: 'q' }] },
      { questions: [{ title: 'Which?' }], odd: 1 },
    ],
  },
  { name: 'a name of before', tool: { name: 'send_user_message_async' }, calls: [{ message: 'hello' }] },
  SYNC,
];

function older(folder: string): readonly Play[] {
  const many = join(folder, 'many');
  return [
    {
      name: 'folders',
      tool: { name: 'list_dir' },
      calls: [
        ...[{}, { depth: 1 }, { depth: 4 }, { depth: 3, offset: 4, limit: 3 }].map((more) => ({
          dir_path: folder,
          ...more,
        })),
        ...[{}, { limit: 30 }, { limit: 29 }, { offset: 26, limit: 5 }, { offset: 31 }].map((more) => ({
          dir_path: many,
          ...more,
        })),
        { dir_path: join(folder, 'link') },
        { dir_path: `${many}/../empty/`, offset: 2 },
        { dir_path: join(folder, 'a') },
        { dir_path: join(folder, 'missing') },
        { dir_path: 'sub', offset: 0 },
        { dir_path: 'sub', limit: 0, depth: 0 },
        { dir_path: 'sub', depth: 0 },
        { dir_path: 'sub' },
        { dir_path: '' },
        { dir_path: 3 },
        {},
        'x',
        { dir_path: folder, depth: -1 },
        { dir_path: folder, depth: 'x' },
        { dir_path: folder, depth: 1.5 },
      ],
    },
    SYNC,
  ];
}

/** By play, what the model read and clients were told of. */
export async function toldByExtras(target: Target, backend: Backend, version: Version): Promise<Frame> {
  const folder = join(target.cwd, 'listed');
  for (const name of ['sub/deep/deeper/deepest', 'empty', 'many', '.hidden'])
    mkdirSync(join(folder, name), { recursive: true });
  const files = ['a', 'é ü', 'sub-a', 'sub.b', 'Sub', 'sub/deep/x', 'two\nlines', '.hidden/h'];
  for (const name of [...files, ...Array.from({ length: 30 }, (_, at) => `many/f${at}`)])
    writeFileSync(join(folder, name), '');
  for (const [name, leadsTo] of Object.entries({ link: 'sub', broken: 'nowhere' }))
    symlinkSync(leadsTo, join(folder, name));
  const told: Frame = {};
  for (const play of version === '0.118.0' ? older(folder) : NEWER) {
    told[play.name] = await played(play, 'extras', { target, backend });
    if (play.meanwhile === undefined)
      told[`${play.name}, not named`] = await played(play, 'base', { target, backend });
  }
  return told;
}

async function played(
  { tool, calls, meanwhile }: Play,
  model: string,
  { target, backend }: { readonly target: Target; readonly backend: Backend },
): Promise<unknown> {
  const parts = calls.map((args, at) => ({ call: { ...tool, id: `call_${at}`, arguments: args as Frame } }));
  backend.setScript({
    replies: [
      { when: { text: 'use it' }, times: 1, parts },
      { text: 'Fine.', times: 'always' },
    ],
  });
  const before = backend.requests.length;
  const from = target.frames.length;
  const threadId = await startThread(target, {
    model,
    approvalPolicy: 'never',
    sandbox: 'danger-full-access',
  });
  const turn = runTurn(target, threadId, 'use it');
  if (meanwhile !== undefined) await disturb(meanwhile, threadId, { target, from });
  await turn;
  if (meanwhile === 'interrupt') await runTurn(target, threadId, 'and now?');
  const requests = backend.requests
    .slice(before)
    .filter(({ path, method }) => method === 'POST' && path.endsWith('/responses'));
  const [first] = requests.map(({ body }) => body as { tools: Frame[] });
  const definitions = (first?.tools ?? []).flatMap(shapesOf);
  const items = target.frames.slice(from).flatMap(({ method, params }) => {
    const item = (params as { item?: Frame } | undefined)?.item;
    const isTold = item?.type === 'sleep' || item?.delivery === 'async';
    // An item whose turn was interrupted ends with it here: docs/quirks.md, "Models of files and of accounts".
    const isOurs = meanwhile === 'interrupt' && method === 'item/completed';
    return isTold && !isOurs ? [{ method, item: membersBut(TIMES, item) }] : [];
  });
  return {
    definitions,
    items,
    outputs: outputsIn(requests.at(-1)).map((output) => steady(output, target.cwd)),
  };
}

const TIMES: ReadonlySet<string> = new Set(['startedAtMs', 'completedAtMs']);

async function disturb(
  how: 'steer' | 'interrupt',
  threadId: string,
  { target, from }: { readonly target: Target; readonly from: number },
): Promise<void> {
  const isSleep = ({ method, params }: Frame): boolean =>
    method === 'item/started' && (params as { item: Frame }).item.type === 'sleep';
  const { params } = await target.waitFor('a sleep', isSleep, from);
  const { turnId } = params as { turnId: string };
  if (how === 'interrupt') await target.request('turn/interrupt', { threadId, turnId });
  else {
    const input = [{ type: 'text', text: 'wake up', text_elements: [] }];
    await target.request('turn/steer', { threadId, expectedTurnId: turnId, input });
  }
}

/** Names and parameters of what a play is about, without what is said of them. */
function shapesOf(tool: Frame): unknown[] {
  const { name, tools, parameters } = tool;
  if (name === 'clock') return (tools as Frame[]).flatMap(shapesOf);
  if (!/^(list_dir|test_sync_tool|curr_time|sleep|request_user_input_async)$/.test(String(name))) return [];
  const shape = JSON.parse(
    JSON.stringify(parameters, (key, value) => (key === 'description' ? undefined : value)),
  );
  // What only the upstream project's own tests wait for.
  delete (shape as { properties: Frame }).properties.wait_for_git_enrichment;
  return [{ name, shape: { required: [], ...shape } }];
}

/** Without where it was, what time it is, and how long it took. */
function steady(output: Frame, cwd: string): unknown {
  const text = JSON.stringify(output)
    .replaceAll(cwd, '<cwd>')
    .replace(/Wall time: [0-9.]+/, 'Wall time: .')
    .replace(/after [0-9.]+s/, 'after .s')
    .replace(/It is \S+ \S+ UTC/, 'It is . UTC');
  return JSON.parse(text) as unknown;
}
