import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { externalTokens } from '../../support/external-tokens.js';

export default scenario({
  id: 'catalogue/apps-of-an-account',
  requires:
    'Apps of an account are told to everybody as they are found, and answered: those with tools first.',
  source: 'app-server A.5',
  covers: ['app/list', 'app/list/updated'],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    const tokens = await externalTokens(bench, [
      { id: 'mail', name: 'Mail' },
      { id: 'notes', name: 'Notes', description: 'Keeps notes.', tools: [{ name: 'notes_find' }] },
    ]);
    await line.answers('account/login/start', { type: 'chatgptAuthTokens', ...tokens }, {});
    await line.hears('account/updated', { authMode: 'chatgptAuthTokens' });
    const notes = {
      id: 'notes',
      name: 'Notes',
      description: 'Keeps notes.',
      isAccessible: true,
      isEnabled: true,
    };
    const data = [
      notes,
      { id: 'mail', name: 'Mail', description: null, isAccessible: false, isEnabled: true },
    ];
    await line.answers('app/list', {}, { data, nextCursor: null });
    await line.hears('app/list/updated', { data });
    expectOrder('the list', line.labels().slice(-2), ['app/list/updated', 'answer app/list']);
    await line.answers('app/list', { limit: 1 }, { data: [notes], nextCursor: '1' });
    await line.refuses(
      'app/list',
      { cursor: '3' },
      { code: -32600, message: 'cursor 3 exceeds total apps 2' },
    );
  },
});
