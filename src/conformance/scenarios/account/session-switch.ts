import { textAt } from '../../../util/peek.js';
import { expectOrder, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/session-switch',
  requires: 'A login goes on in another of its workspaces, and everybody is told before the answer.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['accountSession/switch', 'accountSession/list', 'account/updated'],
  login: true,
  script: {
    logins: [
      {
        approve: true,
        account: {
          accountId: 'one',
          workspaces: [{ id: 'one' }, { id: 'two' }, { id: 'three', needsSignIn: true }],
        },
      },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    await line.answers('account/login/start', { type: 'chatgptDeviceCode' }, { loginId: is.uuid });
    await line.hears('account/updated', { authMode: 'chatgpt' });
    const before = await line.answers('accountSession/list', {}, { activeSessionId: is.filled });
    const sessionId = textAt(before, 'activeSessionId');
    await line.refuses(
      'accountSession/switch',
      { sessionId, accountId: 'three' },
      { code: -32600, message: 'The selected workspace requires a new sign-in' },
    );
    await line.answers(
      'accountSession/switch',
      { sessionId, accountId: 'two' },
      { activeSessionId: sessionId, sessions: [{ isActive: true, selectedWorkspaceAccountId: 'two' }] },
    );
    expectOrder('the change', line.labels(), [
      'account/updated',
      'answer accountSession/list',
      'account/updated',
      'answer accountSession/switch',
    ]);
    await line.answers('account/read', {}, { workspaceRouting: { chatgptAccountId: 'two' } });
  },
});
