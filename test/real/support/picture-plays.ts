// What models of a file get of pictures, wherever these come from: of the user, of tools, of items that a client puts
// in, and of a history that another model has seen.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend, ReplyObject } from '../../../src/backend/index.js';
import { runTurn, startThread, textInput } from './compare.js';
import { MCP_SERVER } from './mcp-server-file.js';
import type { Frame, Target, Version } from './target.js';
import { answerQuestions } from './tool-turn.js';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const URL = `data:image/png;base64,${PIXEL}`;
const DETAILS = ['original', 'high', 'auto', 'low', undefined];

/** Models by what the file says of them, and those that nobody knows. */
const MODELS = ['base', 'text-only', 'originals', 'stranger'];

const view = (id: string, more: Frame) => ({
  call: { name: 'view_image', id, arguments: { path: 'dot.png', ...more } },
});

function calls(version: Version): ReplyObject {
  const mcp =
    version === '0.118.0' ? { name: 'mcp__alpha__picture' } : { name: 'picture', namespace: 'mcp__alpha' };
  return {
    when: { text: 'look' },
    times: 1,
    parts: [
      ...DETAILS.map((detail, at) => view(`view_${at}`, detail === undefined ? {} : { detail })),
      view('view_none', { detail: null }),
      view('view_odd', { detail: 3, path: 'missing.png' }),
      { call: { name: 'shown', id: 'shown', arguments: {} } },
      { call: { ...mcp, id: 'mcp', arguments: {} } },
    ],
  };
}

const pictures = DETAILS.map((detail) => ({
  type: 'input_image',
  image_url: URL,
  ...(detail === undefined ? {} : { detail }),
}));

const PUT_IN = [
  { type: 'message', role: 'user', content: [...pictures, { type: 'input_text', text: 'these' }] },
  { type: 'message', role: 'user', content: [{ type: 'input_image', file_id: 'f', detail: 'original' }] },
  { type: 'function_call', name: 'x', arguments: '{}', call_id: 'put_1' },
  { type: 'function_call_output', call_id: 'put_1', output: pictures },
  { type: 'custom_tool_call', name: 'x', input: '', call_id: 'put_2' },
  { type: 'custom_tool_call_output', call_id: 'put_2', output: pictures.slice(0, 1) },
  { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: PIXEL },
];

/** By model and occasion, what requests hold that is neither said by a developer nor a call. */
export async function toldOfPictures(target: Target, backend: Backend, version: Version): Promise<Frame> {
  writeFileSync(join(target.cwd, 'dot.png'), Buffer.from(PIXEL, 'base64'));
  const told: Frame = {};
  const isOlder = version === '0.118.0';
  const switches = isOlder ? [false, true] : [false];
  for (const isSwitchedOn of switches) {
    for (const model of MODELS) {
      const name = `${model} ${isSwitchedOn ? 'switched on' : ''}`;
      told[name] = await ofModel(model, isSwitchedOn, { target, backend, version });
    }
  }
  return told;
}

async function ofModel(
  model: string,
  isSwitchedOn: boolean,
  { target, backend, version }: { target: Target; backend: Backend; version: Version },
): Promise<unknown> {
  backend.setScript({ replies: [calls(version), { text: 'Fine.', times: 'always' }] });
  const before = backend.requests.length;
  const from = target.frames.length;
  const threadId = await startThread(target, {
    model,
    approvalPolicy: 'never',
    sandbox: 'danger-full-access',
    dynamicTools: [
      { type: 'function', name: 'shown', description: 'Shows.', inputSchema: { type: 'object' } },
    ],
    config: {
      'mcp_servers.alpha': { command: process.execPath, args: [MCP_SERVER] },
      ...(isSwitchedOn ? { 'features.image_detail_original': true } : {}),
    },
  });
  const shown = [
    { type: 'inputText', text: 'here' },
    { type: 'inputImage', imageUrl: URL },
  ];
  const stop = answerQuestions(target, () => ({ result: { contentItems: shown, success: true } }), from);
  const path = join(target.cwd, 'dot.png');
  try {
    const input = [
      ...textInput('look'),
      ...DETAILS.map((detail) => ({ type: 'image', url: URL, ...(detail && { detail }) })),
      ...DETAILS.map((detail) => ({ type: 'localImage', path, ...(detail && { detail }) })),
    ];
    await runTurn(target, threadId, '', { input });
  } finally {
    stop();
  }
  if (version !== '0.118.0') {
    const { error } = await target.request('thread/inject_items', { threadId, items: PUT_IN });
    if (error !== undefined) throw new Error(JSON.stringify(error));
    const output = pictures.slice(0, 4);
    await runTurn(target, threadId, '', { input: [], toolOutput: { name: 'y', namespace: null, output } });
  }
  for (const next of ['originals', 'text-only', 'base', 'originals'])
    await runTurn(target, threadId, 'next', { model: next });
  const items = target.frames
    .slice(from)
    .filter(({ method }) => method === 'item/completed')
    .map(({ params }) => (params as { item: Frame }).item)
    .flatMap(({ type, id, result }) => (type === 'mcpToolCall' ? [{ id, result }] : []));
  const requests = backend.requests
    .slice(before)
    .filter(({ path: at, method }) => method === 'POST' && at.endsWith('/responses'))
    .map(({ body }) => readIn(body as Frame));
  return steady({ items, requests }, target.cwd);
}

function readIn({ input, tools }: Frame): unknown {
  const view = (tools as Frame[]).find(({ name }) => name === 'view_image');
  const { properties } = (view?.parameters ?? {}) as { properties?: Frame };
  return {
    viewTakes: Object.keys(properties ?? {}),
    read: (input as Frame[])
      .filter(({ type, role }) => role === 'user' || /_output$|^image_/.test(String(type)))
      .map(({ call_id, content, output, result }) => ({ call_id, content, output, result })),
  };
}

/** Without where it was, what day it is and how long it took; pictures by their beginning. */
function steady(told: unknown, cwd: string): unknown {
  const text = JSON.stringify(told)
    .replaceAll(cwd, '<cwd>')
    .replaceAll(PIXEL, '<pixel>')
    .replaceAll(/Wall time: [0-9.]+/g, 'Wall time: .')
    .replaceAll(/<environment_context>.*?<\/environment_context>/g, '<environment>');
  return JSON.parse(text) as unknown;
}
