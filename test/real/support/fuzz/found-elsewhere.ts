// Calls outside of the family of threads that a fuzz once found answered otherwise than by the real servers.
import type { FuzzCall } from './fuzz-run.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';

const call = (method: string, params: unknown): FuzzCall => ({ method, params });

const searched = (query: string, ...roots: string[]): FuzzCall => call('fuzzyFileSearch', { query, roots });

const MARKETPLACE = '{{home}}/market/.agents/plugins/marketplace.json';

const ADDRESSES = [
  'not a url',
  'not-a-url',
  'x:y',
  'x:80',
  '127.0.0.1:9',
  'http://127.0.0.1:9',
  'WS://127.0.0.1:9',
  'ws://',
  'ws:///path',
  'ws://a b',
  'ws://é',
  'ws://[::1',
  'ws:127.0.0.1:9',
  'ws://127.0.0.1:99999',
  '://',
  '//x',
  ' ',
  '',
];

const added = (execServerUrl: string, n: number): FuzzCall[] => [
  call('environment/add', { environmentId: `plain-${n}`, execServerUrl }),
  call('environment/status', { environmentId: `plain-${n}` }),
  call('environment/add', { environmentId: `known-${n}`, execServerUrl, authBearerToken: 't' }),
  call('environment/add', { environmentId: `asked-${n}`, execServerUrl, websocketRequestId: '\n' }),
];

export const FOUND_ELSEWHERE: readonly FuzzCall[] = [
  ...['', ' ', 'unheard-of'].flatMap((modelProvider) => [
    call('model/list', { modelProvider }),
    call('model/list', { modelProvider, cursor: 'x' }),
  ]),
  call('model/list', { modelProvider: '{{provider}}', cursor: 'x' }),
  ...['bad', NOBODY, `{${NOBODY}}`, '{{thread.fresh}}', '{{thread.archived}}'].flatMap((threadId) =>
    ['nobody', 'codex_apps'].map((server) =>
      call('mcpServer/event/stream/start', { threadId, server, subscriptionId: '', name: '', arguments: 3 }),
    ),
  ),
  call('mcpServer/tool/call', { threadId: `{${NOBODY}}`, server: '', tool: 'search' }),
  call('mcpServer/resource/read', { threadId: `{${NOBODY}}`, server: '', uri: '' }),
  call('mcpServerStatus/list', { threadId: `{${NOBODY}}` }),
  call('mcpServer/oauth/login', { threadId: `{${NOBODY}}`, name: 'x' }),
  call('hooks/list', { threadId: `{${NOBODY}}` }),
  call('hooks/list', { threadId: 'bad' }),
  ...['{}', '', 'x', '5'].map((cursor) => call('app/list', { cursor })),
  call('app/list', { cursor: 'x', threadId: 'bad' }),
  call('app/list', { threadId: `{${NOBODY}}` }),
  call('app/read', { appIds: ['a', 'b', 'a', ''] }),
  call('app/read', { appIds: Array.from({ length: 101 }, () => 'a') }),
  ...['', 'bad', NOBODY].map((threadId) => call('account/usage/read', { threadId })),
  ...['broken', 'broken/x', 'link', 'link/x', 'a.txt', 'sub', 'deep/deeper'].flatMap((name) =>
    [true, false].map((recursive) => call('fs/createDirectory', { path: `{{cwd}}/${name}`, recursive })),
  ),
  ...[' ', '!a', '^a', ' a '].flatMap((query) => [
    searched(query, '{{cwd}}'),
    searched(query, '{{cwd}}/a.txt'),
    searched(query, '{{cwd}}/sub/../a.txt'),
    searched(query, '{{cwd}}/sub/../sub/', '{{cwd}}'),
    searched(query, '{{cwd}}/broken', '{{cwd}}/nowhere', './sub', ''),
  ]),
  ...['nothing', 'bare@local', 'nobody@local', 'a@b@c'].map((pluginId) =>
    call('plugin/uninstall', { pluginId, forceRemoteSync: true }),
  ),
  ...['bare', 'nobody'].map((pluginName) =>
    call('plugin/install', { marketplacePath: MARKETPLACE, pluginName, forceRemoteSync: true }),
  ),
  ...[{ tty: true, processId: 'empty' }, { cwd: '{{cwd}}/nowhere' }, {}].flatMap((more) =>
    [[''], ['', 'x']].map((command) =>
      call('command/exec', { command, sandboxPolicy: { type: 'dangerFullAccess' }, ...more }),
    ),
  ),
  call('process/spawn', { command: [''], processHandle: 'empty', cwd: '{{cwd}}' }),
  call('process/spawn', { command: [''], processHandle: 'empty', cwd: '{{cwd}}/nowhere', tty: true }),
  ...ADDRESSES.flatMap(added),
  ...[
    { approvalsReviewer: 'user' },
    { approvalsReviewer: 'user', environments: [] },
    { effort: null },
    {},
  ].map((more) => call('turn/settings/update', { threadId: '{{thread.forked}}', turnId: 'x', ...more })),
];
