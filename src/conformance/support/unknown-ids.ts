// What every method that takes an id says of one that nobody has: measured. Only requests that are refused, or change
// nothing.

const NOBODY = '01900000-0000-7000-8000-000000000000';
/** Stands for a thread that is loaded and has had a turn. */
export const LIVE = '<live>';

/** The text of a refusal; null where the request is answered all the same. */
type Said = string | null;

export interface UnknownId {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly says: Said | { readonly '0.118.0': Said; readonly '0.169.0': Said };
}

type Row = readonly [method: string, params: Readonly<Record<string, unknown>>, says: UnknownId['says']];

const input = [{ type: 'text', text: 'x', text_elements: [] }];
const NOT_FOUND = `thread not found: ${NOBODY}`;
const NOT_LOADED = `thread not loaded: ${NOBODY}`;
const NOT_STORED = `no rollout found for thread id ${NOBODY}`;
const NO_PROJECT = `project not found: ${NOBODY}`;
const NO_SECTION = `thread section not found: ${NOBODY}`;
const NO_QUEUE = `failed to read thread: invalid thread-store request: ${NOT_STORED}`;
const NO_COMMAND = 'no active command/exec for process id "nobody"';
const NO_PROCESS = 'no active process for process handle "nobody"';

/** Of a thread that nobody has. */
const IN_NOBODY: readonly Row[] = [
  ['thread/resume', {}, NOT_STORED],
  ['thread/fork', {}, NOT_STORED],
  ['thread/archive', {}, NOT_STORED],
  ['thread/unarchive', {}, `no archived rollout found for thread id ${NOBODY}`],
  ['thread/delete', {}, NOT_STORED],
  ['thread/unsubscribe', {}, null],
  ['thread/increment_elicitation', {}, NOT_FOUND],
  ['thread/decrement_elicitation', {}, NOT_FOUND],
  ['thread/goal/get', {}, NOT_FOUND],
  ['thread/goal/clear', {}, NOT_FOUND],
  ['thread/queue/list', {}, NO_QUEUE],
  ['thread/queue/start', {}, NO_QUEUE],
  ['thread/attachment/list', {}, null],
  ['thread/memory/read', {}, NOT_FOUND],
  ['thread/compact/start', {}, NOT_FOUND],
  ['thread/backgroundTerminals/clean', {}, NOT_FOUND],
  ['thread/backgroundTerminals/list', {}, NOT_FOUND],
  ['thread/read', {}, NOT_LOADED],
  ['thread/turns/list', {}, NOT_LOADED],
  ['thread/items/list', {}, 'thread/items/list is not supported yet'],
  ['thread/timeline/list', {}, 'thread/timeline/list is not supported yet'],
  ['thread/guardianReview', {}, NOT_FOUND],
  ['thread/settings/update', {}, NOT_FOUND],
  ['thread/realtime/stop', {}, NOT_FOUND],
  ['thread/name/set', { name: 'x' }, { '0.118.0': NOT_FOUND, '0.169.0': NOT_STORED }],
  ['thread/goal/set', { objective: 'x' }, NOT_FOUND],
  ['thread/metadata/update', { gitInfo: { branch: 'x' } }, { '0.118.0': NOT_FOUND, '0.169.0': NOT_STORED }],
  ['thread/memoryMode/set', { mode: 'enabled' }, NOT_STORED],
  ['thread/shellCommand', { command: 'true' }, NOT_FOUND],
  [
    'thread/approveGuardianDeniedAction',
    { event: {} },
    `invalid Guardian denial event: missing field \`id\``,
  ],
  ['thread/rollback', { numTurns: 1 }, NOT_FOUND],
  ['thread/revert', { beforeTurnId: NOBODY }, NOT_FOUND],
  ['thread/sample', { expectedTurnId: NOBODY, prompt: 'x' }, 'thread/sample requires a loaded source'],
  ['thread/prediction/request', { sourceTurnId: NOBODY }, 'thread/prediction/request is not implemented yet'],
  ['thread/queue/add', { input, clientUserMessageId: 'x' }, NO_QUEUE],
  ['thread/queue/update', { queuedSubmissionId: NOBODY, input }, NO_QUEUE],
  ['thread/queue/delete', { queuedSubmissionId: NOBODY }, NO_QUEUE],
  ['thread/queue/reorder', { queuedSubmissionIds: [] }, NO_QUEUE],
  ['thread/attachment/add', { attachmentType: 'a', identityKey: 'b', payload: {} }, NOT_FOUND],
  ['thread/attachment/remove', { attachmentType: 'a', identityKey: 'b' }, NOT_FOUND],
  ['thread/section/move', { sectionId: null }, NOT_FOUND],
  ['thread/searchOccurrences', { searchTerm: 'x' }, 'thread/searchOccurrences is not supported yet'],
  ['thread/readState/update', { operation: { type: 'read' }, expectedRevision: 'x' }, NOT_LOADED],
  ['thread/items/read', { turnId: NOBODY, itemIds: ['x'] }, 'thread/items/read is not supported yet'],
  ['thread/inject_items', { items: [] }, NOT_FOUND],
  ['thread/prepareApprovedPlan', { markdown: 'x' }, NOT_FOUND],
  ['thread/backgroundTerminals/terminate', { processId: '1' }, NOT_FOUND],
  [
    'thread/realtime/start',
    { outputModality: 'text' },
    { '0.118.0': `Invalid request: missing field \`prompt\``, '0.169.0': NOT_FOUND },
  ],
  ['thread/realtime/appendText', { text: 'x' }, NOT_FOUND],
  ['thread/realtime/appendSpeech', { text: 'x' }, NOT_FOUND],
  ['thread/realtime/appendAudio', { audio: { data: '', sampleRate: 1, numChannels: 1 } }, NOT_FOUND],
  ['turn/start', { input }, NOT_FOUND],
  ['turn/steer', { input, expectedTurnId: NOBODY }, NOT_FOUND],
  ['turn/interrupt', { turnId: NOBODY }, NOT_FOUND],
  ['turn/settings/update', { turnId: NOBODY }, NOT_FOUND],
  ['review/start', { target: { type: 'uncommittedChanges' } }, NOT_FOUND],
  ['mcpServer/tool/call', { server: 'nobody', tool: 'x' }, NOT_FOUND],
  ['mcpServer/resource/read', { server: 'nobody', uri: 'x:y' }, NOT_FOUND],
  [
    'mcpServer/event/stream/start',
    { server: 'nobody', subscriptionId: 'x', name: 'x', arguments: {} },
    'MCP event subscriptions are only supported for hosted apps',
  ],
];

/** Turns, items, entries, terminals and servers that a thread does not have. */
const IN_LIVE: readonly Row[] = [
  ['turn/steer', { input, expectedTurnId: NOBODY }, 'no active turn to steer'],
  ['thread/revert', { beforeTurnId: NOBODY }, `turn not found: ${NOBODY}`],
  [
    'thread/sample',
    { expectedTurnId: NOBODY, prompt: 'x' },
    'sample source turn must be the latest finished turn',
  ],
  ['thread/items/read', { turnId: NOBODY, itemIds: ['x'] }, null],
  ['thread/items/list', { turnId: NOBODY }, null],
  ['thread/queue/update', { queuedSubmissionId: NOBODY, input }, `queued submission not found: ${NOBODY}`],
  ['thread/queue/delete', { queuedSubmissionId: NOBODY }, null],
  [
    'thread/queue/reorder',
    { queuedSubmissionIds: [NOBODY] },
    'queue reorder must include every queued submission exactly once',
  ],
  ['thread/attachment/remove', { attachmentType: 'a', identityKey: 'b' }, null],
  ['thread/section/move', { sectionId: NOBODY }, `section ${NOBODY} does not exist`],
  ['thread/backgroundTerminals/terminate', { processId: '1' }, null],
  [
    'thread/fork',
    { lastTurnId: NOBODY, excludeTurns: true },
    { '0.118.0': null, '0.169.0': `turn not found: ${NOBODY}` },
  ],
  [
    'thread/fork',
    { beforeTurnId: NOBODY, excludeTurns: true },
    { '0.118.0': null, '0.169.0': `turn not found: ${NOBODY}` },
  ],
  ['mcpServer/tool/call', { server: 'nobody', tool: 'x' }, "unknown MCP server 'nobody'"],
  ['mcpServer/resource/read', { server: 'nobody', uri: 'x:y' }, "unknown MCP server 'nobody'"],
];

/** Everything else that goes by an id or a name. */
const ELSEWHERE: readonly Row[] = [
  ['getConversationSummary', { conversationId: NOBODY }, `no rollout found for conversation id ${NOBODY}`],
  ['thread/sample/cancel', { requestId: NOBODY }, null],
  ['thread/attachmentOwner/list', { attachmentType: 'a', identityKey: 'b' }, null],
  ['project/read', { projectId: NOBODY }, NO_PROJECT],
  ['project/update', { projectId: NOBODY, name: 'x' }, NO_PROJECT],
  ['project/move', { projectId: NOBODY }, NO_PROJECT],
  ['project/delete', { projectId: NOBODY }, NO_PROJECT],
  ['threadSection/update', { sectionId: NOBODY, name: 'x' }, NO_SECTION],
  ['threadSection/delete', { sectionId: NOBODY }, NO_SECTION],
  ['thread/list', { sectionId: NOBODY }, null],
  ['thread/list', { projectId: NOBODY }, { '0.118.0': null, '0.169.0': NO_PROJECT }],
  ['command/exec/write', { processId: 'nobody', deltaBase64: '' }, NO_COMMAND],
  ['command/exec/terminate', { processId: 'nobody' }, NO_COMMAND],
  ['command/exec/resize', { processId: 'nobody', size: { rows: 1, cols: 1 } }, NO_COMMAND],
  ['process/writeStdin', { processHandle: 'nobody', deltaBase64: '' }, NO_PROCESS],
  ['process/kill', { processHandle: 'nobody' }, NO_PROCESS],
  ['process/resizePty', { processHandle: 'nobody', size: { rows: 1, cols: 1 } }, NO_PROCESS],
  ['fs/unwatch', { watchId: 'nobody' }, null],
  ['environment/info', { environmentId: 'nobody' }, `unknown environment id \`nobody\``],
  ['environment/status', { environmentId: 'nobody' }, null],
  ['account/login/cancel', { loginId: NOBODY }, null],
  ['userVerification/cancel', { requestId: 'nobody' }, null],
  ['mcpServer/oauth/login', { name: 'nobody' }, "No MCP server named 'nobody' found."],
  ['mcpServer/event/stream/stop', { subscriptionId: 'nobody' }, null],
  [
    'plugin/read',
    { pluginName: 'nobody' },
    {
      '0.118.0': `Invalid request: missing field \`marketplacePath\``,
      '0.169.0': 'plugin/read requires exactly one of marketplacePath or remoteMarketplaceName',
    },
  ],
  [
    'plugin/uninstall',
    { pluginId: 'nobody' },
    {
      '0.118.0': `invalid plugin key \`nobody\`; expected <plugin>@<marketplace>`,
      '0.169.0': 'remote plugin uninstall is not enabled',
    },
  ],
  [
    'marketplace/remove',
    { marketplaceName: 'nobody' },
    `marketplace \`nobody\` is not configured or installed`,
  ],
  [
    'fuzzyFileSearch/sessionUpdate',
    { sessionId: 'nobody', query: 'x' },
    'fuzzy file search session not found: nobody',
  ],
  ['fuzzyFileSearch/sessionStop', { sessionId: 'nobody' }, null],
  ['app/read', { appIds: ['nobody'] }, null],
];

const unknown = (rows: readonly Row[], more: object): UnknownId[] =>
  rows.map(([method, params, says]) => ({ method, params: { ...more, ...params }, says }));

export const UNKNOWN_IDS: readonly UnknownId[] = [
  ...unknown(IN_NOBODY, { threadId: NOBODY }),
  ...unknown(IN_LIVE, { threadId: LIVE }),
  ...unknown(ELSEWHERE, {}),
];
