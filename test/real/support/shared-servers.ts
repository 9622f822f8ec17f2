// Servers on which the plays of one file take turns, since starting them takes longest: each play has a script, a
// thread and a folder of its own, and hears nothing of those before it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Backend, createBackend, type Responder, type Script } from '../../../src/backend/index.js';
import { handshake, startThread } from './compare.js';
import { normaliser } from './normalise.js';
import { type Frame, type Side, startTarget, type Target, type Version } from './target.js';

/** One play's part of a server. */
export interface Stage {
  readonly target: Target;
  readonly backend: Backend;
  readonly threadId: string;
  /** A folder of its own, told as if it were the home of the whole server; the thread is in `work` below it. */
  readonly home: string;
  /** What came in since the play began that is not about another thread. */
  frames(): readonly Frame[];
  readonly normalise: (frame: Frame) => unknown;
}

interface Shared {
  readonly backend: Backend;
  readonly target: Target;
  plays: number;
}

interface Play {
  readonly side: Side;
  readonly version: Version;
  readonly script: Script | Responder;
  /** Params of `thread/start`. */
  readonly thread?: Frame;
  /** Lines for the table of features; servers are shared by those who want the same. */
  readonly features?: string;
  /** What it leaves behind would be seen by the plays that follow: its servers are its own. */
  readonly isAlone?: boolean;
}

/** To be called once in a file, outside of its tests. */
export function sharedServers(env: Readonly<Record<string, string>> = {}) {
  const open = new Map<string, Promise<Shared>>();
  const start = async ({ side, version, features = '' }: Play): Promise<Shared> => {
    const backend = await createBackend({ script: {} }).listen();
    const config = backend.codexConfig().replace('[features]', `[features]\n${features}`);
    const target = await startTarget({ side, version, config, env });
    await handshake(target);
    return { backend, target, plays: 0 };
  };
  const close = async ({ backend, target }: Shared): Promise<void> => {
    await target.close();
    await backend.close();
  };
  afterAll(async () => {
    await Promise.all([...open.values()].map((shared) => shared.then(close)));
  });

  return async function onStage<T>(play: Play, act: (stage: Stage) => Promise<T>): Promise<T> {
    const { side, version, script, thread = {}, features = '', isAlone = false } = play;
    const name = [side, version, features].join('\n');
    const starting = (isAlone ? undefined : open.get(name)) ?? start(play);
    if (!isAlone) open.set(name, starting);
    const shared = await starting;
    try {
      const result = await act(await stageOn(shared, script, thread));
      if (isAlone) await close(shared);
      return result;
    } catch (thrown) {
      // Who knows what state it is in.
      open.delete(name);
      await close(shared);
      throw thrown;
    }
  };
}

async function stageOn(shared: Shared, script: Script | Responder, thread: Frame): Promise<Stage> {
  const { backend, target } = shared;
  shared.plays += 1;
  backend.setScript(script);
  backend.clearRequests();
  const folder = `play-${shared.plays}`;
  const home = join(target.home, folder);
  const cwd = join(home, 'work');
  mkdirSync(cwd, { recursive: true });
  const from = target.frames.length;
  const threadId = await startThread(target, { cwd, ...thread });
  const isOurs = ({ params }: Frame): boolean => {
    const about = (params as Frame | undefined)?.threadId;
    return about === undefined || about === threadId;
  };
  const normalise = normaliser(target.home);
  // Counted from the first of this play: those before it may have played more often on one side than on the other.
  const asked = target.frames.slice(0, from).filter(isQuestion).length;
  return {
    target,
    backend,
    threadId,
    home,
    frames: () => target.frames.slice(from).filter(isOurs),
    normalise: (frame) =>
      JSON.parse(
        JSON.stringify(normalise(frame))
          .replaceAll(`<home>/${folder}`, '<home>')
          .replace(/"requestId":(\d+)/g, (_, id) => `"requestId":${Number(id) - asked}`),
      ) as unknown,
  };
}

function isQuestion({ id, method }: Frame): boolean {
  return id !== undefined && method !== undefined;
}
