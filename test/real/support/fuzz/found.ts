// Calls that a fuzz once found answered otherwise than by the real servers. They are played in this order, by both
// versions as far as each knows the method.
import type { FuzzCall } from './fuzz-run.js';

const LONG_NAME = 'x'.repeat(300);

const HELLO = [{ type: 'text', text: 'hello', text_elements: [] }];

const call = (method: string, params: unknown): FuzzCall => ({ method, params });

const NOBODY = '00000000-0000-7000-8000-000000000000';

const PREDICTING: readonly object[] = [
  { ephemeral: false },
  { ephemeral: false, path: '{{cwd}}/a.txt', model: 'x' },
  { serviceTier: null },
  { config: { model: 3 } },
  { config: {} },
  { lastTurnId: 'x' },
  { attachToSource: true },
];

const ROLLOUTS = [
  'a.txt',
  './sub',
  '{{cwd}}/sub/',
  '{{cwd}}/link',
  '{{cwd}}/broken',
  '{{cwd}}/sub/b.md',
  '{{cwd}}/a.txt/below',
  `{{cwd}}/${LONG_NAME}`,
  '{{rollout.archived}}',
];

const ITEMS: readonly unknown[] = [
  null,
  true,
  -1.5,
  'x',
  [],
  ['a', 1],
  [3],
  { type: null },
  { type: 'message', role: 'user', content: [{ type: 'x' }] },
  { type: 'reasoning' },
  { type: 'function_call_output', call_id: 'x', output: 3 },
];

const PLACES = [
  [
    { environmentId: 'unheard-of', cwd: '{{cwd}}' },
    { environmentId: 'local', cwd: '' },
  ],
  [
    { environmentId: 'local', cwd: '{{cwd}}' },
    { environmentId: 'local', cwd: '{{cwd}}' },
  ],
  [{ environmentId: 'unheard-of', cwd: '{{cwd}}' }],
];

const tool = (name: string, more: object = {}): object => ({
  name,
  description: 'x',
  inputSchema: {},
  ...more,
});

const TOOLS: readonly (readonly object[])[] = [
  [tool('')],
  [tool(' a')],
  [tool('mcp__x')],
  [tool('é"')],
  [tool(LONG_NAME)],
  [tool('a'), tool('a')],
  [tool('a', { deferLoading: true })],
  [tool('a', { namespace: 'web' })],
  [tool('a', { namespace: LONG_NAME })],
  [tool('a', { namespace: 'n' }), tool('a', { namespace: 'n' })],
  [{ type: 'namespace', name: 'n', description: '', tools: [] }],
];

const SCHEMAS: readonly unknown[] = [
  null,
  3,
  'x',
  [],
  ['a'],
  ['string'],
  ['a', 1],
  { type: 'null' },
  { type: 'x' },
  { properties: { a: 3 } },
  { items: { type: 'x' } },
  { additionalProperties: 3 },
  { description: 3, anyOf: 3 },
];

export const FOUND: readonly FuzzCall[] = [
  call('fs/readFile', { path: '{{cwd}}/sub/' }),
  call('fs/readFile', { path: '{{cwd}}/missing/../a.txt' }),
  call('fs/readDirectory', { path: '{{cwd}}//./sub/' }),
  call('fs/getMetadata', { path: `{{cwd}}/${LONG_NAME}` }),
  call('fs/writeFile', { path: `{{cwd}}/${LONG_NAME}`, dataBase64: '' }),
  call('fs/watch', { watchId: 'w', path: '{{cwd}}/sub/../sub/' }),
  call('turn/start', { threadId: '{{thread.loaded}}', input: [], effort: '' }),
  call('thread/attachment/add', { threadId: 'bad', attachmentType: '', identityKey: 'k', payload: 1 }),
  call('thread/attachment/list', { threadId: 'bad', cursor: 'x' }),
  call('thread/items/read', { threadId: 'bad', turnId: 'x', itemIds: [] }),
  call('thread/shellCommand', { threadId: 'bad', command: ' ' }),
  call('thread/shellCommand', { threadId: '{{thread.stored}}', command: ' ' }),
  call('turn/steer', { threadId: '{{thread.loaded}}', input: [], expectedTurnId: 'x' }),
  call('turn/steer', { threadId: '{{thread.loaded}}', input: [], expectedTurnId: '' }),
  call('turn/steer', { threadId: '{{thread.stored}}', input: [], expectedTurnId: '' }),
  call('turn/steer', { threadId: 'bad', input: [], expectedTurnId: '' }),
  call('turn/steer', { threadId: '{{thread.running}}', input: [], expectedTurnId: 'x' }),
  call('turn/steer', { threadId: '{{thread.running}}', input: [], expectedTurnId: '{{turn.running}}' }),
  call('turn/steer', { threadId: '{{thread.running}}', input: [], expectedTurnId: '' }),
  call('thread/prepareApprovedPlan', { threadId: '{{thread.stored}}', markdown: '' }),
  call('thread/prepareApprovedPlan', { threadId: 'bad', markdown: '' }),
  call('thread/prepareApprovedPlan', { threadId: '{{thread.loaded}}', markdown: '', attachmentPath: 'x' }),
  call('thread/backgroundTerminals/terminate', { threadId: 'bad', processId: 'x' }),
  call('thread/backgroundTerminals/terminate', { threadId: '{{thread.loaded}}', processId: '-1' }),
  call('thread/backgroundTerminals/terminate', { threadId: '{{thread.loaded}}', processId: '99999999999' }),
  call('thread/backgroundTerminals/terminate', { threadId: '{{thread.loaded}}', processId: '-99999999999' }),
  call('thread/backgroundTerminals/terminate', { threadId: '{{thread.loaded}}', processId: '' }),
  call('thread/backgroundTerminals/terminate', { threadId: '{{thread.loaded}}', processId: '-' }),
  call('thread/backgroundTerminals/list', { threadId: 'bad', cursor: 'x' }),
  call('thread/backgroundTerminals/list', { threadId: '{{thread.loaded}}', cursor: 'x' }),
  call('thread/backgroundTerminals/list', { threadId: '{{thread.loaded}}', cursor: '-1' }),
  call('thread/backgroundTerminals/list', { threadId: '{{thread.loaded}}', cursor: '7' }),
  call('thread/backgroundTerminals/list', { threadId: '{{thread.loaded}}', cursor: '99999999999999' }),
  call('thread/sample', { threadId: 'bad', expectedTurnId: '', prompt: '' }),
  call('thread/sample', { threadId: '{{thread.stored}}', expectedTurnId: '', prompt: '' }),
  call('thread/sample', { threadId: '{{thread.fresh}}', expectedTurnId: '', prompt: '' }),
  call('thread/sample', { threadId: '{{thread.running}}', expectedTurnId: 'x', prompt: 'y' }),
  call('thread/sample', { threadId: '{{thread.loaded}}', expectedTurnId: 'x', prompt: 'y' }),
  call('thread/sample', { threadId: '{{thread.loaded}}', expectedTurnId: '', prompt: 'y' }),
  call('turn/settings/update', { threadId: 'bad', turnId: '', effort: '' }),
  call('turn/settings/update', { threadId: '{{thread.loaded}}', turnId: '', effort: '', model: '' }),
  call('threadSection/update', { sectionId: ' ', name: '' }),
  call('threadSection/update', { sectionId: '', name: 'x' }),
  call('threadSection/delete', { sectionId: ' ' }),
  call('thread/section/move', { threadId: 'bad', sectionId: ' ' }),
  call('thread/section/move', { threadId: '{{thread.loaded}}', sectionId: ' ', beforeThreadId: 'bad' }),
  call('thread/section/move', { threadId: '{{thread.loaded}}', sectionId: ' x ' }),
  call('thread/section/move', {
    threadId: '{{thread.loaded}}',
    sectionId: ' ',
    beforeThreadId: '{{thread.loaded}}',
  }),
  call('thread/section/move', { threadId: 'bad', sectionId: null, beforeThreadId: '{{thread.loaded}}' }),
  call('project/create', { name: '', roots: [], idempotencyKey: '' }),
  call('project/create', { name: '', roots: [{ path: 'x' }], idempotencyKey: 'y' }),
  call('project/import', { name: '', roots: [], idempotencyKey: '' }),
  call('accountSession/switch', { sessionId: ' ', accountId: ' ' }),
  call('accountSession/switch', { sessionId: '', accountId: 'x' }),
  call('accountSession/switch', { sessionId: 'x', accountId: '' }),
  ...['priority', 'fast', 'strange', 'flex', null].flatMap((serviceTier) => [
    call('thread/start', { serviceTier }),
    call('thread/start', { serviceTier, model: 'gpt-5.4' }),
    call('thread/settings/update', { threadId: '{{thread.loaded}}', serviceTier }),
    call('thread/resume', { threadId: '{{thread.loaded}}', excludeTurns: true }),
    call('turn/start', { threadId: '{{thread.loaded}}', input: HELLO, serviceTier }),
  ]),
  call('thread/start', { config: { service_tier: 'fast' }, serviceTier: null }),
  call('thread/settings/update', { threadId: '{{thread.named}}', serviceTier: 'fast' }),
  call('turn/start', { threadId: '{{thread.named}}', input: HELLO, serviceTier: 'fast' }),
  call('thread/archive', { threadId: '{{thread.named}}' }),
  call('thread/unarchive', { threadId: '{{thread.named}}' }),
  call('thread/resume', { threadId: '{{thread.named}}', excludeTurns: true }),
  call('thread/archive', { threadId: '{{thread.stored}}' }),
  call('thread/unarchive', { threadId: '{{thread.loaded}}' }),
  call('thread/unarchive', { threadId: '{{thread.fresh}}' }),
  ...PREDICTING.map((params) =>
    call('thread/fork', { threadId: 'bad', experimentalPredictionMode: true, ephemeral: true, ...params }),
  ),
  call('thread/fork', { threadId: '{{thread.archived}}', experimentalPredictionMode: true, ephemeral: true }),
  call('thread/fork', { threadId: 'bad', experimentalDisablePredictionMcp: true, attachToSource: true }),
  call('thread/fork', { threadId: 'bad', permissions: 'a', sandbox: 'read-only' }),
  call('thread/resume', { threadId: 'bad', permissions: 'a', sandbox: 'read-only' }),
  ...ROLLOUTS.flatMap((path) => [
    call('thread/fork', { threadId: 'bad', path }),
    call('thread/resume', { threadId: '{{thread.archived}}', path }),
    call('getConversationSummary', { rolloutPath: path }),
  ]),
  call('thread/fork', { threadId: 'bad', path: '{{cwd}}/missing', config: { model: 3 } }),
  call('thread/resume', { threadId: 'bad', path: '{{cwd}}/missing', config: { model: 3 } }),
  call('thread/resume', { threadId: '{{thread.loaded}}', path: 'a.txt' }),
  call('thread/resume', { threadId: '{{thread.loaded}}', path: '{{rollout.running}}' }),
  call('getConversationSummary', { rolloutPath: '' }),
  call('getConversationSummary', { rolloutPath: '../nobody/' }),
  call('getConversationSummary', { conversationId: '{00000000-0000-7000-8000-000000000000}' }),
  call('thread/unarchive', { threadId: '{{thread.stored}}' }),
  ...[{ approval_policy: 'x' }, { approval_policy: 3 }, { approval_policy: {} }, { model: 3 }].map((config) =>
    call('thread/resume', { threadId: '{{thread.stored}}', config }),
  ),
  call('thread/resume', { threadId: '{{thread.stored}}', modelProvider: 'nobody' }),
  call('thread/resume', {
    threadId: '{{thread.stored}}',
    modelProvider: '',
    config: { approval_policy: [] },
  }),
  ...ITEMS.map((item) => call('thread/inject_items', { threadId: '{{thread.loaded}}', items: [item] })),
  ...[true, 3, [], { id: true }, { id: 'x', status: 3 }].map((event) =>
    call('thread/approveGuardianDeniedAction', { threadId: 'bad', event }),
  ),
  call('thread/metadata/update', { threadId: NOBODY, daybreakEnabled: false }),
  call('thread/metadata/update', { threadId: NOBODY, projectId: 'x', gitInfo: {} }),
  call('thread/metadata/update', { threadId: NOBODY, projectId: '{{project}}' }),
  ...[
    { type: 'localImage', path: '{{cwd}}/sub' },
    { type: 'localImage', path: '{{cwd}}/a.txt' },
    { type: 'localAudio', path: '{{cwd}}/a.txt' },
    { type: 'image', url: 'http://127.0.0.1:9/x' },
    { type: 'image', fileId: 'f', unheardOf: 1 },
    { type: 'text', text: 'x', unheardOf: 1 },
  ].flatMap((part) => [
    call('thread/queue/add', { threadId: '{{thread.running}}', input: [part], clientUserMessageId: 'c' }),
    call('thread/queue/update', { threadId: '{{thread.running}}', input: [part], queuedSubmissionId: 'x' }),
    call('turn/start', { threadId: 'bad', input: [part] }),
    call('turn/steer', { threadId: 'bad', input: [part], expectedTurnId: '' }),
  ]),
  call('thread/queue/list', { threadId: '{{thread.running}}' }),
  ...PLACES.flatMap((environments) => [
    call('thread/settings/update', { threadId: '{{thread.loaded}}', environments }),
    call('turn/settings/update', {
      threadId: '{{thread.running}}',
      turnId: '{{turn.running}}',
      environments,
      effort: 'low',
    }),
  ]),
  call('turn/settings/update', {
    threadId: '{{thread.running}}',
    turnId: '{{turn.running}}',
    environments: [{ environmentId: 'local', cwd: '{{cwd}}' }],
  }),
  call('turn/settings/update', { threadId: '{{thread.running}}', turnId: 'x', environments: [] }),
  call('thread/sample', { threadId: '{{thread.loaded}}', expectedTurnId: ' ', prompt: 'x' }),
  call('thread/memoryMode/set', { threadId: '{{thread.archived}}', mode: 'disabled' }),
  call('modelProvider/config/write', { settings: { type: 'customGateway', baseUrl: 'ws://127.0.0.1:9' } }),
  call('skills/list', {
    cwds: ['{{cwd}}/link', '{{cwd}}/a.txt/below', '{{cwd}}/missing', './sub', 'a.txt', ''],
  }),
  call('thread/timeline/list', { threadId: '{{thread.archived}}', cursor: 'x' }),
  call('thread/timeline/list', { threadId: '{{thread.fresh}}', cursor: 'x' }),
  call('thread/rollback', { threadId: 'bad', numTurns: 0 }),
  ...TOOLS.map((dynamicTools) => call('thread/start', { dynamicTools })),
  ...SCHEMAS.map((inputSchema) =>
    call('thread/start', { dynamicTools: [{ name: 'a', description: 'x', inputSchema }] }),
  ),
  call('thread/start', { dynamicTools: [tool('')], config: { model: 3 }, ephemeral: true }),
  call('thread/start', { dynamicTools: [tool('')], daybreakEnabled: true, ephemeral: true }),
  ...[3, {}, { rules: true, sandbox_approval: true, mcp_elicitations: true }].map((granular) =>
    call('thread/start', { config: { approval_policy: { granular } } }),
  ),
  ...[{ never: {} }, { never: 1 }, null].map((policy) =>
    call('thread/start', { config: { approval_policy: policy } }),
  ),
  call('thread/start', { config: { model_provider: null } }),
  call('thread/start', {
    config: { developer_instructions: null },
    threadSource: 'x',
    daybreakEnabled: false,
  }),
  call('thread/start', {
    approvalPolicy: { granular: { rules: true, sandbox_approval: true, mcp_elicitations: true } },
  }),
  call('thread/resume', { threadId: 'bad', path: '{{rollout.loaded}}' }),
  call('thread/metadata/update', { threadId: '{{thread.forked}}', daybreakEnabled: true }),
  call('turn/start', { threadId: '{{thread.forked}}', input: HELLO, model: 'gpt-5.4', effort: 'high' }),
  ...[{ threadSource: 'x' }, { serviceTier: 'strange' }, { ephemeral: true }].map((params) =>
    call('thread/fork', { threadId: '{{thread.forked}}', excludeTurns: true, ...params }),
  ),
  call('thread/archive', { threadId: '{{thread.forked}}' }),
  call('thread/unarchive', { threadId: '{{thread.forked}}' }),
  call('thread/resume', { threadId: '{{thread.forked}}', excludeTurns: true, model: 'gpt-5.4-mini' }),
  call('thread/sample', {
    threadId: '{{thread.running}}',
    expectedTurnId: 'x',
    allowInProgressTurn: true,
    prompt: 'x',
  }),
  call('model/list', { modelProvider: 'nobody' }),
  call('model/list', { modelProvider: 'openai', limit: 1 }),
  call('project/move', { projectId: '{{project}}' }),
  ...['{{thread.loaded}}', '{{thread.archived}}'].flatMap((threadId) => [
    call('turn/start', { threadId, input: HELLO, toolOutput: { name: 'a', output: 'x' } }),
    call('turn/start', { threadId, input: [], toolOutput: { name: '', output: 'x' } }),
  ]),
  call('thread/queue/add', {
    threadId: '{{thread.archived}}',
    input: [{ type: 'image', url: 'http://127.0.0.1:9/x' }],
    clientUserMessageId: 'c',
  }),
  call('skills/list', { perCwdExtraUserRoots: [{ cwd: '{{cwd}}/sub', extraUserRoots: ['./sub'] }] }),
  call('thread/resume', {
    threadId: '{{thread.archived}}',
    history: [{ type: 'custom_tool_call', call_id: 'a', name: 'b', input: 'c' }],
    model: 'gpt-5.4',
  }),
];
