import { listAt, textAt } from '../../../util/peek.js';
import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { mcpCall } from '../../support/mcp-server.js';

const APP = 'mcp__codex_apps__notes';

export default scenario({
  id: 'mcp/app-tools',
  requires:
    "The tools of an account's apps are offered app by app; one that only reads is called unasked, one that may change things after consent.",
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['mcpServer/elicitation/request', 'item/completed'],
  login: true,
  script: (around) => {
    const [find, drop] = [
      mcpCall(around, '_find', 'codex_apps__notes'),
      mcpCall(around, '_drop', 'codex_apps__notes'),
    ];
    const tools = [
      { name: 'notes_find', isReadOnly: true, result: 'Milk.' },
      { name: 'notes_drop', annotations: { destructiveHint: true } },
    ];
    return {
      logins: [{ approve: true, account: { apps: [{ id: 'notes', name: 'Notes', tools }] } }],
      replies: [{ call: find }, { call: drop }, 'done'],
    };
  },
  async run(bench) {
    const line = await bench.connect();
    await line.answers('account/login/start', { type: 'chatgptDeviceCode' }, { type: 'chatgptDeviceCode' });
    await line.hears('account/updated', { authMode: 'chatgpt' });
    const threadId = await bench.startThread(line, { model: 'unheard-of' });
    await line.hears('mcpServer/startupStatus/updated', { name: 'codex_apps', status: 'ready' });
    const since = line.mark();
    const turnId = await bench.startTurn(line, threadId);
    const item = { type: 'mcpToolCall', server: 'codex_apps' };
    const found = await line.hears('item/completed', { item: { ...item, tool: 'notes_find' } }, since);
    expectFits('the item', found, {
      item: { status: 'completed', appContext: { connectorId: 'notes', appName: 'Notes' } },
    });
    const asked = await line.isAsked('mcpServer/elicitation/request', { threadId, turnId }, since);
    expectFits('the question', asked.params, {
      serverName: 'codex_apps',
      _meta: { source: 'connector', connector_id: 'notes', persist: ['session', 'always'] },
    });
    asked.answer({ action: 'accept', content: null, _meta: null });
    await line.hears('item/completed', { item: { ...item, tool: 'notes_drop', status: 'completed' } }, since);
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } }, since);
    // What else a server asks of an account's backend stands among the requests too.
    const requests = bench.backend.requests.filter(({ path }) => path.endsWith('/responses'));
    const group = listAt(requests[0]?.body, 'tools').find((tool) => textAt(tool, 'name') === APP);
    const names = listAt(group, 'tools').map((tool) => textAt(tool, 'name'));
    expectThat('the tools are offered as a group', names.join() === '_drop,_find');
    const read = JSON.stringify(requests.at(-1)?.body);
    expectThat('the model read what the first gave', read.includes('Milk.'));
  },
});
