// Sub-agents and the end of the server they ran in, ours beside the real servers: what a thread that is resumed on
// another server still knows of its agents, and how it opens them again.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createBackend, type ModelRequest, type Reply } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, startThread, textInput } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { normaliser } from '../support/normalise.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from '../support/target.js';
import { outputsIn } from '../support/tool-turn.js';

/** The user's message is the call the parent makes, as JSON. */
function scriptFor(version: Version) {
  const namespace = version === '0.118.0' ? {} : { namespace: 'multi_agent_v1' };
  let made = 0;
  return ({ kind, userText, input }: ModelRequest): Reply => {
    if (kind === 'collab_spawn') {
      return userText === 'hold'
        ? { parts: [{ text: 'Holding.' }, { hold: 'never' }] }
        : `Agent says: ${userText}`;
    }
    // What it hears of an agent makes it answer once more.
    const isCalled = textAt(input.at(-1), 'content', 0, 'text') === userText;
    if (!isCalled || !userText.startsWith('[')) return 'Done.';
    const [name, args] = JSON.parse(userText) as [string, Frame];
    return { call: { name, arguments: args, id: `call_${++made}`, ...namespace } };
  };
}

const isEnd = (frame: Frame): boolean => frame.method === 'turn/completed';
const ofThread = (frame: Frame, id: string): boolean => at(frame, 'params', 'threadId') === id;

async function played(side: Side, version: Version): Promise<string[]> {
  const backend = await createBackend({ script: scriptFor(version) }).listen();
  const home = freshFolder(`${side}-${version}`);
  const config = backend.codexConfig({ codexVersion: version });
  const start = async (): Promise<Target> => {
    const target = await startTarget({ side, version, home, config });
    await handshake(target);
    return target;
  };
  const calls = async (
    target: Target,
    threadId: string,
    call: readonly unknown[],
    over: Frame = {},
  ): Promise<void> => {
    const from = target.frames.length;
    await target.request('turn/start', { threadId, input: textInput(JSON.stringify(call)), ...over });
    await target.waitFor('the end', (frame) => isEnd(frame) && ofThread(frame, threadId), from);
  };
  const spawned = async (target: Target, message: string, threadId: string): Promise<string> => {
    const from = target.frames.length;
    await calls(target, threadId, ['spawn_agent', { message }]);
    const isSpawn = (frame: Frame): boolean =>
      frame.method === 'item/completed' && at(frame, 'params', 'item', 'tool') === 'spawnAgent';
    const done = await target.waitFor('the agent', isSpawn, from);
    return textAt(done, 'params', 'item', 'receiverThreadIds', 0) ?? '';
  };
  let target = await start();
  try {
    const threadId = await startThread(target);
    const first = await spawned(target, 'first', threadId);
    await target.waitFor('its end', (frame) => isEnd(frame) && ofThread(frame, first));
    const held = await spawned(target, 'hold', threadId);
    const isHolding = (frame: Frame): boolean =>
      frame.method === 'item/agentMessage/delta' && ofThread(frame, held);
    await target.waitFor('its work', isHolding);
    await target.close();

    target = await start();
    await target.request('thread/resume', { threadId, excludeTurns: true });
    const loaded = await target.request('thread/loaded/list', {});
    for (const id of [first, held]) await calls(target, threadId, ['wait_agent', { targets: [id] }]);
    await calls(target, threadId, ['send_input', { target: first, message: 'more' }]);
    const now = { effort: 'high', approvalPolicy: 'never', sandboxPolicy: { type: 'dangerFullAccess' } };
    await calls(target, threadId, ['resume_agent', { id: first }], now);
    const from = target.frames.length;
    await calls(target, threadId, ['send_input', { target: first, message: 'more' }]);
    await target.waitFor('its answer', (frame) => isEnd(frame) && ofThread(frame, first), from);
    await calls(target, threadId, ['resume_agent', { id: held }]);
    await calls(target, threadId, ['close_agent', { target: held }]);
    const last = backend.requests.findLast(({ headers }) => headers['x-openai-subagent'] === undefined);
    const outputs = outputsIn(last);
    const items = target.frames.filter(
      (frame) =>
        frame.method === 'item/completed' && at(frame, 'params', 'item', 'type') === 'collabAgentToolCall',
    );
    const answered = backend.requests.findLast(({ headers }) => headers['x-openai-subagent'] !== undefined);
    const normalise = normaliser(home);
    return [
      { method: 'loaded', params: listAt(loaded, 'result', 'data') },
      ...outputs.map((params) => ({ method: 'output', params })),
      ...items,
      ...newsIn(last?.body).map((params) => ({ method: 'news', params })),
      { method: 'works as', params: contextsIn(home, first).slice(1) },
      { method: 'remembers', params: spokenIn(answered?.body) },
    ].map((frame) =>
      JSON.stringify(normalise(frame))
        .replace(/\\"nickname\\":\\"[^"\\]+/g, '\\"nickname\\":\\"<name>')
        // What an agent is while it is being sent something depends on who is faster.
        .replace(/("agentsStates":)\{.*?\}\}(.*"tool":"sendInput")/, '$1{}$2'),
    );
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** What the parent was told of its agents' ends. */
function newsIn(body: unknown): string[] {
  return listAt(body, 'input')
    .map((item) => textAt(item, 'content', 0, 'text') ?? '')
    .filter((text) => text.startsWith('<subagent_notification>'));
}

/** What an agent worked with in each of its turns; with the first one 0.118.0 notes no effort that nobody chose. */
function contextsIn(home: string, threadId: string): unknown[] {
  const names = readdirSync(join(home, 'codex'), { recursive: true, encoding: 'utf8' });
  const path = names.find((name) => name.endsWith(`${threadId}.jsonl`)) ?? '';
  const lines = readFileSync(join(home, 'codex', path), 'utf8')
    .trimEnd()
    .split('\n');
  return lines
    .map((line): unknown => JSON.parse(line))
    .filter((line) => at(line, 'type') === 'turn_context')
    .map((line) => {
      const { model, effort, approval_policy, sandbox_policy, cwd } = at(line, 'payload') as Frame;
      return { model, effort, approval_policy, sandbox: at(sandbox_policy, 'type'), cwd };
    });
}

/** What was said so far, as an agent that was opened again reads it. */
function spokenIn(body: unknown): string[] {
  return listAt(body, 'input')
    .filter((item) => at(item, 'type') === 'message' && at(item, 'role') !== 'developer')
    .map((item) => `${textAt(item, 'role')}: ${textAt(item, 'content', 0, 'text')}`)
    .filter((text) => !/: (<environment|# AGENTS)/.test(text));
}

it.each<Version>(['0.169.0', '0.118.0'])(
  'opens agents again after a restart as the real %s does',
  async (version) => {
    const ours = await played('ours', version);
    expect(ours.some((text) => text.includes('resumeAgent'))).toBe(true);
    const left = await playReal(
      async () => unexplained(differences(ours, await played('real', version)), version),
      nothingLeft,
    );
    expect(left).toEqual([]);
  },
);
