// What a turn is given besides words: instructions of the project, pictures, working folders. Ours beside the real
// servers.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread, textInput } from '../support/compare.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from '../support/target.js';

const script = { replies: [{ text: 'Fine.', times: 'always' as const }] };
const UNASKED = { 'work/.git/HEAD': '' };

const skill = (name: string): string => `---\nname: ${name}\ndescription: For the test.\n---\n`;

interface Project {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly config?: string;
  /** What the configuration says of the folder `work`. */
  readonly trust?: 'trusted' | 'untrusted';
}

const projects: readonly Project[] = [
  {
    name: 'one file a folder',
    files: {
      'codex/AGENTS.md': 'mine\n\n',
      'AGENTS.md': 'outside',
      'work/AGENTS.md': '\nroot\n',
      'work/a/AGENTS.md': 'a',
      'work/a/b/AGENTS.md': 'b',
      'work/a/b/AGENTS.override.md': 'rather this',
    },
  },
  {
    name: 'a limit',
    files: { 'codex/AGENTS.md': 'mine', 'work/AGENTS.md': 'root rules', 'work/a/AGENTS.md': 'rules of a' },
    config: 'project_doc_max_bytes = 15\n',
  },
  {
    name: 'other names and blank files',
    files: {
      'codex/AGENTS.override.md': 'rather mine',
      'codex/AGENTS.md': 'mine',
      'work/X.md': 'x',
      'work/OTHER.md': 'other',
      'work/a/AGENTS.md': ' \n',
      'work/a/OTHER.md': 'passed over',
    },
    config: 'project_doc_fallback_filenames = ["OTHER.md", "X.md"]\n',
  },
  {
    name: 'another mark of a root',
    files: {
      'codex/AGENTS.md': 'mine',
      'work/AGENTS.md': 'beyond the root',
      'work/a/.hg/x': '',
      'work/.codex/skills/far/SKILL.md': skill('far'),
      'work/a/.codex/skills/near/SKILL.md': skill('near'),
      'work/a/AGENTS.md': 'a',
      'work/a/b/AGENTS.md': 'b',
    },
    config: 'project_root_markers = [".hg"]\n',
  },
  {
    name: 'no mark of a root',
    files: { 'codex/AGENTS.md': 'mine', 'work/a/AGENTS.md': 'a', 'work/a/b/AGENTS.md': 'b' },
    config: 'project_root_markers = []\n',
  },
  ...(['trusted', 'untrusted'] as const).map((trust) => ({
    name: `a ${trust} project`,
    files: {
      'codex/AGENTS.md': 'mine',
      'work/AGENTS.md': 'root',
      'work/a/AGENTS.md': 'a',
      'work/.codex/skills/near/SKILL.md': skill('near'),
    },
    trust,
  })),
  { name: 'nothing', files: {} },
];

const MOVES: Project = {
  name: 'moves',
  files: {
    'work/AGENTS.md': 'root',
    'work/a/AGENTS.md': 'in a',
    'work/c/x': '',
    'user/x/AGENTS.md': 'at home',
  },
};

const urls = [
  'https://example.com/a.png',
  'HTTP://example.com/a.png',
  'data:image/png;base64,iVBORw0KGgo=',
  'file:///tmp/x.png',
  '',
];

const FULL = { type: 'dangerFullAccess' };
const versions: readonly Version[] = ['0.118.0', '0.169.0'];

describe.each(versions)('a turn beside the real %s', (version) => {
  it.each(projects)(
    'is told what AGENTS.md files say: $name',
    async (project) => {
      const [ours, real] = [await told('ours', version, project), await told('real', version, project)];
      expect(ours).toEqual(real);
      if (project.name !== 'nothing') expect(JSON.stringify(ours)).toContain('mine');
    },
    60_000,
  );

  it('is told again what AGENTS.md files say in another folder, or say anew', async () => {
    const [ours, real] = [await toldOnTheWay('ours', version), await toldOnTheWay('real', version)];
    expect(ours).toEqual(real);
  }, 60_000);

  it('shows the model the same pictures from the disk, and mentions', async () => {
    const [ours, real] = [await pictured('ours', version), await pictured('real', version)];
    expect(ours).toEqual(real);
    expect(JSON.stringify(ours)).toContain('data:image/png');
  }, 60_000);

  it('takes the same pictures and working folders', async () => {
    const [ours, real] = [await answers('ours', version), await answers('real', version)];
    expect(ours).toEqual(real);
  }, 60_000);
});

/** What is said of AGENTS.md files in the requests of turns that change the working folder, and after a restart. */
async function toldOnTheWay(side: Side, version: Version): Promise<unknown> {
  const backend = createBackend({ script });
  await backend.listen();
  const home = freshFolder(`${side}-${version}`);
  fill(home, MOVES);
  const start = (): Promise<Target> => startTarget({ side, version, home, config: backend.codexConfig() });
  try {
    const first = await start();
    await handshake(first);
    const threadId = await startThread(first);
    const folders = ['.', 'c', 'a', 'a', '~/x', '..', 'c'];
    for (const cwd of folders) await runTurn(first, threadId, 'hello', { cwd });
    await first.close();
    writeFileSync(join(home, 'work', 'AGENTS.md'), 'root, new');
    const second = await start();
    await handshake(second);
    await second.request('thread/resume', { threadId });
    await runTurn(second, threadId, 'hello again');
    await second.close();
    const texts = toldIn(backend.requests.at(-1)?.body);
    expect(texts.length).toBeGreaterThan(0);
    return texts.map((text) => inWords(text.replaceAll(home, '<home>')));
  } finally {
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** docs/quirks.md, "AGENTS.md files that changed are told in our own words". */
function inWords(text: string): string {
  return text
    .replace(/\n(?:These AGENTS\.md instructions replace|From now on this counts)[^\n]*\n/, '\n<instead>\n')
    .replace(/\n(?:The previously provided|What AGENTS\.md files said)[^\n]*\n/, '\n<no more>\n');
}

/** The answer's list of files, and the first words the model gets in the user's name. */
async function told(side: Side, version: Version, project: Project): Promise<unknown> {
  return withTarget(side, version, project, async ({ target, requests }) => {
    const cwd = join(target.cwd, 'a', 'b');
    mkdirSync(cwd, { recursive: true });
    if (project.trust !== undefined) {
      const keyPath = `projects.${JSON.stringify(target.cwd)}.trust_level`;
      const write = { keyPath, value: project.trust, mergeStrategy: 'replace' };
      expect((await target.request('config/value/write', write)).error).toBeUndefined();
    }
    const { result } = await target.request('thread/start', { cwd });
    const { thread, instructionSources } = result as {
      thread: { id: string };
      instructionSources?: string[];
    };
    await runTurn(target, thread.id, 'hello');
    const listed = (await target.request('skills/list', { cwds: [cwd] })).result as {
      data: { skills: { name: string; scope: string }[] }[];
    };
    const skills = listed.data.flatMap((entry) => entry.skills.filter(({ scope }) => scope === 'repo'));
    return {
      instructionSources,
      told: toldIn(requests().at(-1)).map(headless),
      skills: skills.map(({ name }) => name),
    };
  });
}

function toldIn(request: unknown): string[] {
  const input = (request as { input: Frame[] }).input.filter(({ role }) => role === 'user');
  const parts = input.flatMap(({ content }) => content as { text: string }[]).map(({ text }) => text);
  return parts.filter((text) => text.startsWith('# AGENTS.md'));
}

/** 0.118.0 names the folder although only the user says something. */
function headless(text: string): string {
  return text.replace(/^# AGENTS\.md instructions for \S+/, '# AGENTS.md instructions');
}

async function answers(side: Side, version: Version): Promise<unknown> {
  return withTarget(side, version, { name: '', files: {} }, async ({ target, requests }) => {
    const said: unknown[] = [];
    const threadId = await startThread(target);
    for (const url of urls) {
      const from = target.frames.length;
      const { error } = await target.request('turn/start', { threadId, input: [{ type: 'image', url }] });
      said.push([url, error ?? 'taken']);
      if (error === undefined) await ended(target, from);
    }
    const mixed = [...textInput('look'), { type: 'image', url: urls[0] }];
    const steer = { threadId, expectedTurnId: 'x', input: mixed };
    said.push((await target.request('turn/steer', steer)).error);
    mkdirSync(join(target.cwd, 'sub'));
    for (const cwd of ['sub', './sub/../sub/.', '', 'missing', '~', '~/x', '~other', 'sub/~']) {
      const { result } = await target.request('thread/start', { cwd });
      said.push([cwd, (result as { cwd: string }).cwd]);
    }
    for (const cwd of ['sub', '~']) {
      await runTurn(target, threadId, 'there', { cwd });
      // 0.169.0 names the folder in a list of its own.
      const told = JSON.stringify(requests().at(-1)).matchAll(/<(?:cwd|root)>([^<]*)/g);
      said.push([...told].at(-1)?.[1]);
    }
    const forked = await target.request('thread/fork', { threadId, cwd: '~' });
    said.push((forked.result as { cwd: string }).cwd);
    for (const cwd of ['sub', '~', join(target.home, 'user')]) {
      const { result } = await target.request('thread/list', { cwd });
      const { data } = result as { data: { id: string }[] };
      said.push([cwd, data.some(({ id }) => id === threadId)]);
      const command = ['sh', '-c', 'cd . && pwd -P'];
      const ran = await target.request('command/exec', { command, cwd, sandboxPolicy: FULL });
      said.push([cwd, ran.result ?? ran.error]);
    }
    return said;
  });
}

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What is told of pictures from the disk, and what the model is given; why it gets none is in each server's words. */
async function pictured(side: Side, version: Version): Promise<unknown> {
  const files = { 'work/text.png': 'no picture' };
  return withTarget(side, version, { name: '', files }, async ({ target, requests }) => {
    writeFileSync(join(target.cwd, 'dot.png'), Buffer.from(PIXEL, 'base64'));
    const threadId = await startThread(target);
    writeFileSync(join(target.cwd, 'hum.mp3'), 'hum');
    const at = (name: string): Frame => ({ type: 'localImage', path: join(target.cwd, name) });
    const heard = (name: string): Frame => ({ type: 'localAudio', path: join(target.cwd, name) });
    const sounds = [
      [heard('hum.mp3'), ...textInput('listen'), heard('hum.mp3')],
      [heard('text.png'), heard('missing.mp3')],
      [
        { type: 'audio', url: 'data:audio/mpeg;base64,aHVt' },
        { type: 'audio', url: 'https://127.0.0.1:9/hum.mp3' },
      ],
    ];
    const said: unknown[] = [];
    for (const input of [
      [at('dot.png')],
      [...textInput('look'), at('dot.png'), at('dot.png')],
      [{ ...at('dot.png'), detail: 'low' }],
      [{ type: 'image', url: `data:image/png;base64,${PIXEL}` }],
      [{ type: 'image', url: `data:image/png;base64,${PIXEL}`, detail: 'high' }],
      [at('missing.png'), ...textInput('well')],
      [at('text.png'), at('.')],
      [{ type: 'localImage', path: 'dot.png' }, ...textInput('near')],
      [...textInput('see $it'), { type: 'mention', name: 'it', path: join(target.cwd, 'text.png') }],
      ...(version === '0.118.0' ? [] : sounds),
    ]) {
      const from = target.frames.length;
      const { error } = await target.request('turn/start', { threadId, input });
      if (error === undefined) await ended(target, from);
      const items = target.frames
        .slice(from)
        .filter(({ method }) => method === 'item/completed')
        .map(({ params }) => (params as { item: Frame }).item)
        .filter(({ type }) => type === 'userMessage');
      const { input: given } = requests().at(-1) as { input: { role?: string; content: Frame[] }[] };
      const last = given.filter(({ role }) => role === 'user').at(-1)?.content ?? [];
      said.push({
        error,
        items: items.map(({ content }) => content),
        given: last.map(({ type, text, ...more }) => ({ type, ...more, ...shownText(text) })),
      });
    }
    return said;
  });
}

/** Marks and what the user said as they are; why there is no picture is in each server's words. */
function shownText(text: unknown): { text?: string } {
  if (typeof text !== 'string') return {};
  const isWhy = /^Codex|^The |image/i.test(text) && !/^<\/?image/.test(text);
  return { text: isWhy ? '<why not>' : text };
}

async function ended(target: Target, from: number): Promise<void> {
  await target.waitFor('the end', ({ method }) => method === 'turn/completed', from);
}

/** Paths in what comes of it are told from the home. */
async function withTarget(
  side: Side,
  version: Version,
  project: Project,
  play: (at: { target: Target; requests: () => unknown[] }) => Promise<unknown>,
): Promise<unknown> {
  const backend = createBackend({ script });
  await backend.listen();
  const home = freshFolder(`${side}-${version}`);
  fill(home, project);
  const config = `${project.config ?? ''}${backend.codexConfig()}`;
  const target = await startTarget({ side, version, home, config });
  try {
    await handshake(target);
    const requests = (): unknown[] => backend.requests.map(({ body }) => body);
    const came = await play({ target, requests });
    return JSON.parse(JSON.stringify(came).replaceAll(home, '<home>'));
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function fill(home: string, { files }: Project): void {
  for (const [name, text] of Object.entries({ ...UNASKED, ...files })) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
}
