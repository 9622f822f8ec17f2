import { expect, it } from 'vitest';
import { withManagedNetwork } from '../../../src/adapters/exec/index.js';
import type { CommandRunner, CommandSpec, RunningCommand } from '../../../src/domain/command-ports.js';

const SPEC: CommandSpec = {
  argv: ['true'],
  cwd: '/',
  env: {},
  tty: null,
  stdin: 'closed',
  sandbox: null,
  sandboxCwd: '/',
};

async function started(spec: CommandSpec, isManaged: boolean): Promise<CommandSpec> {
  const specs: CommandSpec[] = [];
  const runner: CommandRunner = {
    sandboxProblem: async () => null,
    async start(one) {
      specs.push(one);
      return {} as RunningCommand;
    },
    close: async () => {},
  };
  await withManagedNetwork(runner, () => isManaged).start(spec);
  return specs[0] as CommandSpec;
}

const workspace = { type: 'workspaceWrite', networkAccess: true } as const;

it('takes the network from commands in a sandbox, however it was allowed', async () => {
  const accessRules = { network: true } as NonNullable<CommandSpec['accessRules']>;
  const permissions = { network: true, read: [], write: [] };
  const spec = { ...SPEC, sandbox: workspace, accessRules, permissions };
  expect(await started(spec, true)).toEqual({
    ...SPEC,
    sandbox: { ...workspace, networkAccess: false },
    accessRules: { network: false },
    permissions: { ...permissions, network: false },
  });
});

it.each([
  ['no network is managed', { ...SPEC, sandbox: workspace }, false],
  ['they run in no sandbox', SPEC, true],
  ['their sandbox is none', { ...SPEC, sandbox: { type: 'dangerFullAccess' } as const }, true],
])('leaves commands as they are where %s', async (_why, spec, isManaged) => {
  expect(await started(spec, isManaged)).toEqual(spec);
});
