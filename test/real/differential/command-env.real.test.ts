// What commands find in their environment, ours beside the real servers: those of the model, with and without a login
// shell, and those of the user.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createBackend, type ReplyObject } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { normaliser } from '../support/normalise.js';
import { playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget, type Version } from '../support/target.js';

const SHOW = "env | grep -Ev '(^PATH|^PWD|^OLDPWD|^SHLVL|^_)=' | sort";
const call = (id: string, args: Frame, name = 'exec_command'): ReplyObject => ({
  parts: [{ call: { name, id, arguments: args } }],
});

/** The first one may run before the real servers know what a login shell sets. */
const ofModel: Readonly<Record<Version, readonly ReplyObject[]>> = {
  '0.169.0': [
    call('first', { cmd: 'true' }),
    call('login', { cmd: SHOW }),
    call('plain', { cmd: SHOW, login: false }),
    call('terminal', { cmd: SHOW, tty: true }),
  ],
  '0.118.0': [
    call('first', { cmd: 'true' }),
    call('login', { cmd: SHOW }),
    call('plain', { cmd: SHOW, login: false }),
    call('terminal', { cmd: SHOW, tty: true }),
    call('shell_command', { command: SHOW }, 'shell_command'),
    call('shell', { command: ['bash', '-c', SHOW] }, 'shell'),
  ],
};

const environments: readonly { readonly name: string; readonly env: Readonly<Record<string, string>> }[] = [
  { name: 'little', env: { SHELL: '/bin/bash' } },
  {
    name: 'what commands are to find otherwise',
    env: {
      SHELL: '/bin/bash',
      TERM: 'vt100',
      PAGER: 'less',
      LANG: 'de_DE.UTF-8',
      NO_COLOR: '0',
      CODEX_CI: '7',
      OTHER: 'x',
    },
  },
];

/** By what ran: the variables, as lines. */
async function found(
  side: Side,
  version: Version,
  env: Readonly<Record<string, string>>,
): Promise<Record<string, string[]>> {
  const backend = createBackend({
    script: { replies: [...ofModel[version], { text: 'Done.', times: 'always' }] },
  });
  await backend.listen();
  try {
    const target = await startTarget({ side, version, config: backend.codexConfig(), env });
    try {
      await handshake(target);
      const threadId = await startThread(target, version === '0.118.0' ? { model: 'gpt-5.3-codex' } : {});
      const full = { approvalPolicy: 'never', sandboxPolicy: { type: 'dangerFullAccess' } };
      await runTurn(target, threadId, 'go', full);
      const from = target.frames.length;
      await target.request('thread/shellCommand', { threadId, command: SHOW });
      await target.waitFor('its end', ({ method }) => method === 'turn/completed', from);
      const normalise = normaliser(target.home);
      const told: Record<string, string[]> = {};
      for (const frame of target.frames) {
        const { item } = (frame.params ?? {}) as { item?: Frame };
        if (frame.method !== 'item/completed' || item?.type !== 'commandExecution') continue;
        const name = item.source === 'userShell' ? 'user' : String(item.id);
        const { output } = normalise({ output: item.aggregatedOutput }) as { output: string | null };
        told[name] = (output ?? '').split(/\r?\n/);
      }
      return told;
    } finally {
      await target.close();
    }
  } finally {
    await backend.close();
  }
}

describe.each<Version>(['0.169.0', '0.118.0'])('commands beside the real %s', (version) => {
  it.each(environments)('find the same in their environment, which says $name', async ({ env }) => {
    const ours = await found('ours', version, env);
    const real = await playReal(
      () => found('real', version, env),
      (theirs) => isDeepStrictEqual(ours, theirs),
    );
    expect(ours).toEqual(real);
    expect(Object.keys(ours)).toHaveLength(ofModel[version].length + 1);
    expect(ours.login).toContain(`TERM=${env.TERM ?? 'xterm-256color'}`);
  });
});
