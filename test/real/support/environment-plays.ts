// Plays of threads whose commands run behind an executor: what clients and the model are told of them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, createBackend, type ReplyObject } from '../../../src/backend/index.js';
import { handshake, startThread, textInput } from './compare.js';
import type { ExecServer } from './exec-server.js';
import { normaliser } from './normalise.js';
import { type Frame, type Side, startTarget, type Target } from './target.js';
import { steady, toldLine } from './tool-plays.js';
import { answerQuestions, outputsIn } from './tool-turn.js';

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
interface Stage {
  readonly target: Target;
  readonly backend: Backend;
  readonly executor: ExecServer;
  /** The environment behind the executor, and this machine, as they are chosen. */
  readonly far: Frame;
  readonly near: Frame;
  /** What is to be compared besides items, outputs and surroundings. */
  note(what: unknown): void;
  /** Makes the environment known. */
  add(more?: Frame): Promise<Frame>;
  /** Starts a thread there and lets it take turns; resolves with its id. */
  turn(params: Frame, more?: Frame): Promise<string>;
}

export interface EnvironmentPlay {
  readonly name: string;
  readonly replies?: readonly ReplyObject[];
  act(stage: Stage): Promise<unknown>;
}

export async function played(
  side: Side,
  { replies = [], act }: EnvironmentPlay,
  executor: ExecServer,
): Promise<string[]> {
  const script = { replies: [...replies, { text: 'Done.', times: 'always' as const }] };
  const backend = await createBackend({ script }).listen();
  const target = await startTarget({
    side,
    version: '0.169.0',
    config: backend.codexConfig(),
    env: { SHELL: '/bin/bash' },
  });
  const farFolder = join(target.home, 'far');
  mkdirSync(join(farFolder, 'sub'), { recursive: true });
  mkdirSync(join(farFolder, '.git'));
  writeFileSync(join(farFolder, 'AGENTS.md'), 'Far rules.\n');
  writeFileSync(join(farFolder, 'i.png'), PICTURE);
  writeFileSync(join(target.cwd, 'AGENTS.md'), 'Near rules.\n');
  const normalise = normaliser(target.home);
  const notes: string[] = [];
  const stop = answerQuestions(target, () => ({ result: { decision: 'accept' } }));
  try {
    await handshake(target);
    await act({
      target,
      backend,
      executor,
      far: { environmentId: 'far', cwd: farFolder },
      near: { environmentId: 'local', cwd: target.cwd },
      note: (what) => void notes.push(JSON.stringify(normalise({ what }))),
      add: (more = {}) =>
        target.request('environment/add', { environmentId: 'far', execServerUrl: executor.url, ...more }),
      async turn(params, more) {
        const threadId = await startThread(target, params);
        const from = target.frames.length;
        await target.request('turn/start', { threadId, input: textInput('go'), ...more });
        await target.waitFor('turn/completed', ({ method }) => method === 'turn/completed', from);
        return threadId;
      },
    });
    return [
      ...target.frames.flatMap((frame) => told(frame, normalise)),
      ...surroundings(backend).map((text) => JSON.stringify(normalise({ text }))),
      ...outputsIn(backend.requests.at(-1)).map((output) => steady(JSON.stringify(normalise(output)))),
      ...notes,
    ];
  } finally {
    stop();
    await target.close();
    await backend.close();
  }
}

function told(frame: Frame, normalise: (frame: Frame) => unknown): string[] {
  const { method, params } = frame;
  if (typeof method === 'string' && method.startsWith('thread/environment/')) {
    return [`${method} ${String((params as Frame).environmentId)}`];
  }
  return toldLine(normalise(frame) as Frame);
}

/** Both say in their own words that AGENTS.md files say something else now. */
const INSTEAD =
  /These AGENTS\.md instructions replace all previously provided AGENTS\.md instructions\.|From now on this counts, and nothing that AGENTS\.md files said before:/;

/** What the model is told of where it is and of AGENTS.md files, as far as it is in the version's words. */
function surroundings(backend: Backend): string[] {
  const { input = [] } = (backend.requests.at(-1)?.body ?? {}) as {
    input?: { role?: string; content?: { text?: string }[] }[];
  };
  return input
    .filter(({ role }) => role === 'user')
    .flatMap(({ content = [] }) => content.map(({ text = '' }) => text))
    .filter((text) => /^(?:<environment_context>|# AGENTS)/.test(text))
    .map((text) => text.replace(/\n {2}<filesystem>.*<\/filesystem>/s, '').replace(INSTEAD, '<instead>'));
}
