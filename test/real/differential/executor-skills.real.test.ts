// Skills of threads whose commands run behind an executor: which the model is told of, and what it gets of those that the
// user names. Ours beside the real 0.169.0, both on the real executor.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type ExecServer, startExecServer } from '../support/exec-server.js';
import { putFiles, skillFile } from '../support/plugin-market.js';
import { type Side, startTarget } from '../support/target.js';

let executor: ExecServer;
beforeAll(async () => {
  executor = await startExecServer();
});
afterAll(() => executor.stop());

const FULL = { approvalPolicy: 'never', sandbox: 'danger-full-access' };

function fill(home: string): void {
  mkdirSync(join(home, 'far/.git'), { recursive: true });
  mkdirSync(join(home, 'far/sub/deep'), { recursive: true });
  const places = {
    deploy: 'far/.agents/skills/deploy',
    grouped: 'far/.agents/skills/group/grouped',
    inner: 'far/sub/.agents/skills/inner',
    deepest: 'far/sub/deep/.agents/skills/deepest',
    near: 'work/.agents/skills/near',
    mine: 'user/.agents/skills/mine',
    own: 'codex/skills/own',
  };
  for (const [name, folder] of Object.entries(places))
    putFiles(home, { [`${folder}/SKILL.md`]: skillFile(name) });
  putFiles(home, {
    'far/.agents/skills/broken/SKILL.md': 'no front matter',
    'far/.agents/skills/.hidden/SKILL.md': skillFile('hidden'),
    'far/.agents/skills/quiet/SKILL.md': skillFile('quiet'),
    'far/.agents/skills/quiet/agents/openai.yaml': 'policy:\n  allow_implicit_invocation: false\n',
  });
}

/** Of a request: the skills the model may choose, and those it got, with where each lies. */
function skillsTold(body: unknown, home: string): object {
  const texts = listAt(body, 'input').flatMap((item) =>
    listAt(item, 'content').map((part) => (textAt(part, 'text') ?? '').replaceAll(home, '<home>')),
  );
  const list = texts.find((text) => text.includes('### Available skills')) ?? '';
  const roots = new Map(
    [...list.matchAll(/^- `(r\d+)` = `(.*)`$/gm)].map(([, name = '', path]) => [name, path]),
  );
  return {
    offered: [...list.matchAll(/^- (.*) \(file: (r\d+)(.*)\)$/gm)]
      .map(([, said, root = '', path]) => `${said} ${roots.get(root)}${path}`)
      // The real server brings some along.
      .filter((line) => !line.includes('/.system/'))
      .sort(),
    got: texts.filter((text) => text.startsWith('<skill>')),
  };
}

async function play(side: Side): Promise<object[]> {
  const backend = createBackend({ script: { replies: [{ times: 'always', text: 'hello' }] } });
  await backend.listen();
  const target = await startTarget({ side, version: '0.169.0', config: backend.codexConfig() });
  const { home, cwd } = target;
  fill(home);
  const far = { environmentId: 'far', cwd: join(home, 'far/sub') };
  const near = { environmentId: 'local', cwd };
  const told: object[] = [];
  const turn = async (threadId: string, text: string): Promise<void> => {
    await runTurn(target, threadId, text);
    told.push(skillsTold(at(backend.requests.at(-1), 'body'), home));
  };
  try {
    await handshake(target);
    await target.request('environment/add', { environmentId: 'far', execServerUrl: executor.url });
    const there = await startThread(target, { ...FULL, environments: [far] });
    await turn(there, 'use $deploy, $inner, $quiet, $mine and $near');
    putFiles(home, {
      'far/sub/.agents/skills/inner/SKILL.md': skillFile('inner').replace('Body', 'New body'),
    });
    await turn(there, `use [$x](${join(home, 'far/.agents/skills/group/grouped/SKILL.md')}) and $inner`);
    const both = await startThread(target, { ...FULL, environments: [near, far] });
    await turn(both, 'use $deploy and $near');
    await turn(await startThread(target, { ...FULL, environments: [far, near] }), 'use $deploy and $near');
    return told;
  } finally {
    await target.close();
    await backend.close();
  }
}

it('skills behind an executor are those of the place a thread works in first', async () => {
  const ours = await play('ours');
  expect(ours).toEqual(await play('real'));
  expect(JSON.stringify(ours[0])).toContain('Body of deploy.');
  expect(JSON.stringify(ours[0])).not.toContain('Body of near.');
});
