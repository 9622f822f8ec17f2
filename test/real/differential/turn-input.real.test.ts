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

interface Project {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly config?: string;
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
  { name: 'nothing', files: {} },
];

const urls = [
  'https://example.com/a.png',
  'HTTP://example.com/a.png',
  'data:image/png;base64,iVBORw0KGgo=',
  'file:///tmp/x.png',
  '',
];

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

  it('takes the same pictures and working folders', async () => {
    const [ours, real] = [await answers('ours', version), await answers('real', version)];
    expect(ours).toEqual(real);
  }, 60_000);
});

/** The answer's list of files, and the first words the model gets in the user's name. */
async function told(side: Side, version: Version, project: Project): Promise<unknown> {
  return withTarget(side, version, project, async ({ target, requests }) => {
    const cwd = join(target.cwd, 'a', 'b');
    mkdirSync(cwd, { recursive: true });
    const { result } = await target.request('thread/start', { cwd });
    const { thread, instructionSources } = result as {
      thread: { id: string };
      instructionSources?: string[];
    };
    await runTurn(target, thread.id, 'hello');
    const input = (requests().at(-1) as { input: Frame[] }).input.filter(({ role }) => role === 'user');
    const parts = input.flatMap(({ content }) => content as { text: string }[]).map(({ text }) => text);
    const isTold = (text: string): boolean => text.startsWith('# AGENTS.md');
    return { instructionSources, told: parts.filter(isTold).map(headless) };
  });
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
    for (const cwd of ['sub', './sub/../sub/.', '', 'missing']) {
      const { result } = await target.request('thread/start', { cwd });
      said.push([cwd, (result as { cwd: string }).cwd]);
    }
    await runTurn(target, threadId, 'there', { cwd: 'sub' });
    const told = JSON.stringify(requests().at(-1)).matchAll(/<cwd>([^<]*)/g);
    said.push([...told].at(-1)?.[1]);
    return said;
  });
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
  for (const [name, text] of Object.entries({ ...UNASKED, ...project.files })) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
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
