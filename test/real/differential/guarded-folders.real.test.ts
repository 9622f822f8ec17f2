// Folders of a workspace that decide what other programs do, and a model that wants to write into them where nobody may be
// asked: by a patch and by a command, ours beside the real servers.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend, type Reply } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type Side, startTarget, type Version } from '../support/target.js';

const FOLDERS = ['.git', '.codex', '.agents', '.aws'];
const files = (name: string): string[] =>
  [...FOLDERS, 'sub/.git', 'sub/.aws', 'plain'].map((folder) => `${folder}/${name}`);

const patchOf = (path: string): string => `*** Begin Patch\n*** Add File: ${path}\n+x\n*** End Patch`;
const replies: Reply[] = [
  ...files('patched').map((path, n): Reply => {
    const customCall = { name: 'apply_patch', id: `call_${n}`, input: patchOf(path) };
    return { when: { text: `<${path}>`, toolOutput: false }, parts: [{ customCall }] };
  }),
  {
    when: { text: 'touch', toolOutput: false },
    run: {
      command: files('touched')
        .map((path) => `touch ${path}`)
        .join('; '),
      id: 'call_touch',
    },
  },
  { text: 'Done.', times: 'always' },
];

/** What has come into being. */
async function written(side: Side, version: Version): Promise<string[]> {
  const backend = createBackend({ script: { replies } });
  await backend.listen();
  const target = await startTarget({ side, version, config: backend.codexConfig() });
  try {
    for (const path of files('x')) mkdirSync(join(target.cwd, path, '..'), { recursive: true });
    await handshake(target);
    const model = version === '0.118.0' ? { model: 'gpt-5.3-codex' } : {};
    const threadId = await startThread(target, model);
    const sandboxPolicy = { type: 'workspaceWrite', writableRoots: [], networkAccess: false };
    const shared = { excludeTmpdirEnvVar: true, excludeSlashTmp: true };
    const settings = { approvalPolicy: 'never', sandboxPolicy: { ...sandboxPolicy, ...shared } };
    for (const path of files('patched')) await runTurn(target, threadId, `<${path}>`, settings);
    await runTurn(target, threadId, 'touch', settings);
    return [...files('patched'), ...files('touched')].filter((path) => existsSync(join(target.cwd, path)));
  } finally {
    await target.close();
    await backend.close();
  }
}

describe.each<Version>(['0.169.0', '0.118.0'])('guarded folders beside the real %s', (version) => {
  it('are written by neither patches nor commands', async () => {
    const ours = await written('ours', version);
    const real = await written('real', version);
    // In 0.118.0 the folder .aws may be written.
    const isOlder = version === '0.118.0';
    expect(ours).toEqual(real.filter((path) => !isOlder || !path.startsWith('.aws/')));
    expect(ours).toContain('plain/patched');
    expect(ours).toContain('plain/touched');
  });
});
