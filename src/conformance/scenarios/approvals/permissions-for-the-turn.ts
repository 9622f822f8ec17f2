import { expectSame, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'approvals/permissions-for-the-turn',
  requires:
    'Permissions that the model asks for are asked of the client, and what it grants is told to the model.',
  source: 'measured',
  needs: ['home'],
  covers: ['item/permissions/requestApproval', 'serverRequest/resolved'],
  script: ({ cwd }) => ({
    replies: [
      {
        call: {
          name: 'request_permissions',
          id: 'call_p',
          arguments: {
            permissions: { network: { enabled: true }, file_system: { write: [cwd] } },
            reason: 'to build',
          },
        },
      },
      'done',
    ],
  }),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, {
      approvalPolicy: 'on-request',
      sandbox: 'read-only',
      config: { 'features.request_permissions_tool': true },
    });
    const turnId = await bench.startTurn(line, threadId);
    const asked = await line.isAsked('item/permissions/requestApproval', {
      threadId,
      turnId,
      itemId: 'call_p',
      reason: 'to build',
      permissions: { network: { enabled: true }, fileSystem: { write: [bench.cwd] } },
    });
    await line.hears('thread/status/changed', {
      status: { type: 'active', activeFlags: ['waitingOnApproval'] },
    });
    asked.answer({ permissions: { fileSystem: { write: [bench.cwd] } }, scope: 'turn' });
    await line.hears('serverRequest/resolved', { threadId });
    await line.hears('turn/completed', { turn: { id: turnId, status: 'completed' } });
    const told = grantTold(bench.backend.requests.at(-1)?.body);
    expectSame('the scope', told.scope, 'turn');
    expectThat('the network is not granted', told.permissions.network === null);
    expectSame('the folders', told.permissions.file_system?.write, [bench.cwd]);
  },
});

interface Grant {
  readonly scope: string;
  readonly permissions: {
    readonly network: unknown;
    readonly file_system: { readonly write?: unknown } | null;
  };
}

function grantTold(body: unknown): Grant {
  const { input = [] } = (body ?? {}) as { input?: { call_id?: string; type?: string; output?: string }[] };
  const output = input.find(({ call_id, type }) => call_id === 'call_p' && type === 'function_call_output');
  return JSON.parse(output?.output ?? '{}') as Grant; // a member that is missing fails the comparisons
}
