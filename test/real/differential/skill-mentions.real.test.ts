// Skills in turns, ours beside the real servers: which ones the model may choose, and what it gets of those that the
// user names.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread, textInput } from '../support/compare.js';
import { type Frame, freshFolder, type Side, startTarget, type Version } from '../support/target.js';

function put(home: string, name: string, text: string): void {
  mkdirSync(dirname(join(home, name)), { recursive: true });
  writeFileSync(join(home, name), text);
}

function prepare(home: string): void {
  const skill = (path: string, name: string): void =>
    put(home, `${path}/SKILL.md`, `---\nname: ${name}\ndescription: the skill ${name}\n---\n\n# ${name}\n`);
  skill('codex/skills/a', 'alpha');
  skill('codex/skills/b', 'twin');
  skill('codex/skills/c', 'twin');
  skill('codex/skills/off', 'switched-off');
  skill('codex/skills/quiet', 'quiet');
  put(home, 'codex/skills/quiet/agents/openai.yaml', 'policy:\n  allow_implicit_invocation: false\n');
  skill('user/.agents/skills/u', 'usery');
  skill('work/.codex/skills/r', 'repoy');
}

const inputs = (home: string): Frame[][] => {
  const path = (name: string): string => join(home, `codex/skills/${name}/SKILL.md`);
  const item = (name: string, at: string): Frame => ({ type: 'skill', name, path: at });
  return [
    textInput('nothing named, $nobody neither'),
    textInput('use $usery, ($alpha) and $alpha.'),
    textInput('$twin $ALPHA $alpha-x $switched-off $quiet'),
    [...textInput('go'), item('alpha', path('a'))],
    [...textInput('$alpha once'), item('alpha', path('a')), item('twin', path('c'))],
    [...textInput('go'), item('alpha', join(home, 'none/SKILL.md'))],
    textInput(`[$twin](${path('b')}) and [$quiet](skill://${path('quiet')})`),
    [item('alpha', path('a'))],
  ];
};

async function play(side: Side, version: Version): Promise<{ offered: string[]; named: string[][] }> {
  const backend = createBackend({
    script: { replies: [{ when: { kind: 'turn' }, times: 'always', text: 'done' }] },
  });
  await backend.listen();
  const home = freshFolder(`${side}-${version}`);
  prepare(home);
  const off = `[[skills.config]]\npath = "${home}/codex/skills/off/SKILL.md"\nenabled = false\n`;
  const config = `${backend.codexConfig()}\n[skills.bundled]\nenabled = false\n${off}`;
  const target = await startTarget({ side, version, home, config });
  try {
    await handshake(target);
    const threadId = await startThread(target);
    for (const input of inputs(home)) await runTurn(target, threadId, '', { input });
    const asked = backend.requests.map(({ body }) => ((body ?? {}) as { input?: Frame[] }).input ?? []);
    const shown = ({ role, content }: Frame): string =>
      `${String(role)}: ${(content as Frame[]).map(({ text }) => text).join('|')}`.replaceAll(home, '<home>');
    const texts = asked.map((items) => items.filter(({ type }) => type === 'message').map(shown));
    return {
      offered: texts[0]?.join('\n').match(/^- .*\(file: .*\)$/gm) ?? [],
      named: texts.map((items) => {
        const own = items.slice(items.findLastIndex((text) => text.startsWith('assistant')) + 1);
        return own.filter((text) => text.startsWith('user') && !text.includes('environment_context'));
      }),
    };
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

it.each<Version>(['0.169.0', '0.118.0'])('skills reach the model as with the real %s', async (version) => {
  const [ours, real] = await Promise.all([play('ours', version), play('real', version)]);
  expect(ours.named.flat().filter((text) => text.includes('<skill>'))).toHaveLength(9);
  expect(ours.named).toEqual(real.named);
  expect(ours.offered).toHaveLength(5);
  const inFull = (line: string): string => line.replace(/\(file: .*\)$/, '');
  // The older version writes whole paths where ours, like the newer one, names a root.
  if (version === '0.169.0') expect(ours.offered).toEqual(real.offered);
  else expect(ours.offered.map(inFull)).toEqual(real.offered.map(inFull));
});

it.each<Version>(['0.169.0', '0.118.0'])(
  'news of skills comes once a thread is there, as with the real %s',
  async (version) => {
    const heard = await Promise.all(
      (['ours', 'real'] as const).map(async (side) => {
        const home = freshFolder(`${side}-${version}`);
        prepare(home);
        const backend = createBackend({ script: { replies: [] } });
        await backend.listen();
        const config = `${backend.codexConfig()}\n[skills.bundled]\nenabled = false\n`;
        const target = await startTarget({ side, version, home, config });
        const news = (): number => target.frames.filter(({ method }) => method === 'skills/changed').length;
        try {
          await handshake(target);
          put(home, 'codex/skills/early/SKILL.md', 'x');
          await target.request('skills/list', {});
          const early = news();
          await startThread(target);
          put(home, 'codex/skills/late/SKILL.md', 'x');
          await target.waitFor('skills/changed', ({ method }) => method === 'skills/changed');
          return early;
        } finally {
          await target.close();
          await backend.close();
          rmSync(home, { recursive: true, force: true });
        }
      }),
    );
    expect(heard).toEqual([0, 0]);
  },
);
