// The world that calls of a fuzz are about: the same on both sides, each thing under a name of its own, since each
// server gives it an id of its own.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { handshake, runTurn, textInput } from '../compare.js';
import { fillMarketplace, putFiles, skillFile } from '../plugin-market.js';
import type { Frame, Target } from '../target.js';

/** What `{{name}}` stands for on this side. */
export type Names = Map<string, string>;

/** The script of both backends: a turn that is asked to hold on never ends by itself. */
export const FUZZ_SCRIPT = {
  replies: [
    { when: { text: 'hold on' }, times: 'always' as const, startHold: 'never', text: 'Late.' },
    { when: {}, times: 'always' as const, text: 'Hello.' },
  ],
};

export function fillHome(home: string): void {
  const work = join(home, 'work');
  putFiles(work, {
    'a.txt': 'one\ntwo\n',
    'sub/b.md': '# B\n',
    'näme \u{1f600}.txt': 'odd',
    '.agents/skills/known/SKILL.md': skillFile('known'),
  });
  symlinkSync('a.txt', join(work, 'link'));
  symlinkSync('nowhere', join(work, 'broken'));
  mkdirSync(join(home, 'elsewhere'));
  fillMarketplace(join(home, 'market'));
}

/** Fills a started server. */
export async function buildWorld(target: Target, isKnown: (method: string) => boolean): Promise<Names> {
  const names: Names = new Map([
    ['home', target.home],
    ['cwd', target.cwd],
    ['codexHome', join(target.home, 'codex')],
    ['provider', 'astc'],
  ]);
  await handshake(target);
  const ask = async (method: string, params: Frame): Promise<Frame> => {
    if (!isKnown(method)) return {};
    const { result, error } = await target.request(method, params);
    if (error !== undefined) throw new Error(`${method} of the world: ${JSON.stringify(error)}`);
    return (result ?? {}) as Frame;
  };
  const started = async (name: string, params: Frame = {}): Promise<string> => {
    const { thread } = (await ask('thread/start', { cwd: target.cwd, ...params })) as { thread: Frame };
    names.set(`thread.${name}`, String(thread.id));
    if (typeof thread.path === 'string') names.set(`rollout.${name}`, thread.path);
    return String(thread.id);
  };
  for (const name of ['loaded', 'named', 'archived', 'stored']) {
    const threadId = await started(name);
    await runTurn(target, threadId, `hello ${name}`);
  }
  const about = (name: string): string => names.get(`thread.${name}`) ?? '';
  nameTurn(target, names, 'loaded');
  await ask('thread/name/set', { threadId: about('named'), name: 'A name' });
  await ask('thread/archive', { threadId: about('archived') });
  await ask('thread/archive', { threadId: about('stored') });
  await ask('thread/unarchive', { threadId: about('stored') });
  const { thread: forked } = (await ask('thread/fork', { threadId: about('loaded') })) as { thread: Frame };
  names.set('thread.forked', String(forked.id));
  await started('fresh');
  const running = await started('running');
  await ask('turn/start', { threadId: running, input: textInput('hold on') });
  await target.waitFor(
    'turn/started',
    ({ method, params }) => method === 'turn/started' && (params as Frame).threadId === running,
  );
  nameTurn(target, names, 'running');
  await ask('thread/goal/set', { threadId: about('loaded'), objective: 'Be done', status: 'paused' });
  const queued = await ask('thread/queue/add', {
    threadId: running,
    input: textInput('queued'),
    clientUserMessageId: 'first',
  });
  nameMember(names, 'queued', queued.queuedSubmission);
  const { section } = await ask('threadSection/create', { name: 'Later' });
  nameMember(names, 'section', section);
  const { project } = await ask('project/create', {
    name: 'P',
    roots: [{ path: target.cwd }],
    idempotencyKey: 'first',
  });
  nameMember(names, 'project', project);
  await ask('thread/attachment/add', {
    threadId: about('loaded'),
    attachmentType: 'note',
    identityKey: 'k',
    payload: { a: 1 },
  });
  await ask('process/spawn', { command: ['sleep', '600'], processHandle: 'process-1', cwd: target.cwd });
  await ask('fs/watch', { watchId: 'watch-1', path: join(target.home, 'elsewhere') });
  await ask('fuzzyFileSearch/sessionStart', { sessionId: 'session-1', roots: [target.cwd] });
  return names;
}

/** The latest turn, and what was said in it first. */
function nameTurn(target: Target, names: Names, name: string): void {
  const threadId = names.get(`thread.${name}`);
  const heard = target.frames
    .filter((frame) => (frame.params as Frame | undefined)?.threadId === threadId)
    .map(({ method, params }) => ({ method, params: params as { turn: Frame; item: Frame } }));
  nameMember(names, `turn.${name}`, heard.findLast(({ method }) => method === 'turn/started')?.params.turn);
  nameMember(names, `item.${name}`, heard.find(({ method }) => method === 'item/started')?.params.item);
}

function nameMember(names: Names, name: string, thing: unknown): void {
  const { id } = (thing ?? {}) as { id?: string };
  names.set(name, id ?? `no ${name} here`);
}
