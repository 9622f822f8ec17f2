// What the model is told of where it is and what it may reach, beside the real servers.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Version } from '../support/target.js';

const PROFILES = `
[permissions.mine]
extends = ":workspace"
[permissions.mine.filesystem]
"/etc" = "deny"
":project_roots" = { "." = "write", ".env" = "deny", "docs" = "read" }
"~/x" = "write"
[permissions.patterns.filesystem]
":root" = "read"
":minimal" = "read"
":project_roots" = { "." = "write", "**/*.env" = "deny" }
"/opt/a&b<c>" = "write"
`;
const HOSTS = `[experimental_network]
enabled = true
[experimental_network.domains]
"localhost" = "allow"
"*.example.org" = "allow"
"127.0.0.9" = "deny"
`;

/** Threads, each by what it begins with and what its turns change. */
const USUAL: readonly (readonly Frame[])[] = [
  [
    { sandbox: 'workspace-write' },
    {},
    { sandboxPolicy: { type: 'readOnly' } },
    {},
    { sandboxPolicy: { type: 'dangerFullAccess' } },
    {
      sandboxPolicy: {
        type: 'workspaceWrite',
        writableRoots: ['/opt/a'],
        networkAccess: true,
        excludeTmpdirEnvVar: true,
        excludeSlashTmp: true,
      },
    },
    { sandboxPolicy: { type: 'externalSandbox', networkAccess: 'enabled' } },
    { cwd: '/usr' },
  ],
];
const NEWER: readonly (readonly Frame[])[] = [
  [{ permissions: 'mine' }, {}, { permissions: ':read-only' }, { permissions: ':workspace' }],
  [{ permissions: 'patterns' }, {}, { sandboxPolicy: { type: 'readOnly' } }],
  [
    { sandbox: 'workspace-write', runtimeWorkspaceRoots: ['/usr', '/opt'] },
    {},
    { runtimeWorkspaceRoots: ['/opt'] },
  ],
  [{ environments: [] }, {}, { sandboxPolicy: { type: 'readOnly' } }],
];

/** The texts on surroundings in the last request of each thread, and of the one that was loaded again. */
async function told(side: Side, version: Version, demands: string | null): Promise<string[][]> {
  const backend = await createBackend({ script: { replies: [{ text: 'Yes.', times: 'always' }] } }).listen();
  const own = backend.codexConfig();
  const config = version === '0.118.0' ? own : `default_permissions = ":workspace"\n${own}${PROFILES}`;
  const system = demands === null ? {} : { system: { 'requirements.toml': demands } };
  const target = await startTarget({ side, version, config, ...system });
  const texts: string[][] = [];
  const note = (): void => {
    const { input = [] } = (backend.requests.at(-1)?.body ?? {}) as {
      input?: { content?: { text?: string }[] }[];
    };
    const said = input.flatMap(({ content = [] }) => content.flatMap(({ text = '' }) => text));
    texts.push(
      said
        .filter((text) => text.startsWith('<environment_context>'))
        .map((text) =>
          text.replaceAll(target.home, '<home>').replace(/<current_date>.*?</, '<current_date>…<'),
        ),
    );
  };
  try {
    // Where rules name it, a sandbox wants it to be there.
    mkdirSync(join(target.cwd, 'docs'));
    await handshake(target);
    for (const [begin, ...turns] of [...USUAL, ...(version === '0.118.0' ? [] : NEWER)]) {
      const threadId = await startThread(target, begin);
      for (const turn of turns) await runTurn(target, threadId, 'Are you there?', turn);
      note();
      await target.request('thread/unsubscribe', { threadId });
      await target.request('thread/resume', { threadId });
      await runTurn(target, threadId, 'And now?');
      note();
    }
    return texts;
  } finally {
    await target.close();
    await backend.close();
  }
}

describe.concurrent.each([
  ['0.169.0', null],
  ['0.169.0', HOSTS],
  ['0.118.0', HOSTS],
] as const)('surroundings in %s, with demands %j', (version, demands) => {
  it('are told as there', async () => {
    const [real, ours] = await Promise.all([told('real', version, demands), told('ours', version, demands)]);
    expect(ours).toEqual(real);
    expect(real[0]?.length).toBeGreaterThan(1);
  });
});
