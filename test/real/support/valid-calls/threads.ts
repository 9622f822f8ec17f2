// Threads: begun, named, filed, forked, put away, brought back and deleted.
import { type CallPlay, call, newer, ofThread, older } from './call-play.js';

const idOf = (result: { [key: string]: unknown }, member: string): string =>
  String((result[member] as { id: string }).id);

export const THREADS: readonly CallPlay[] = [
  {
    name: 'a thread and what is read of it',
    begin: 'turn',
    heard: /^thread\/(?:name|archived|unarchived|deleted)/,
    calls: [
      call('thread/read', ofThread({ includeTurns: true })),
      call('thread/list', { limit: 10 }),
      call('thread/loaded/list', {}),
      call('thread/name/set', ofThread({ name: 'A name' })),
      call('thread/metadata/update', ofThread({ gitInfo: { branch: 'main' } })),
      call('thread/increment_elicitation', ofThread()),
      call('thread/decrement_elicitation', ofThread()),
      newer('thread/turns/list', ofThread({ limit: 5 })),
      newer('thread/items/list', ofThread()),
      newer('thread/items/read', ({ threadId, turnId, result }) => {
        const { data } = result('thread/items/list') as { data: { item: { id: string } }[] };
        return { threadId, turnId: turnId(), itemIds: data.map(({ item }) => item.id) };
      }),
      newer('thread/timeline/list', ofThread()),
      newer('thread/search', { searchTerm: 'hello' }),
      newer('thread/searchOccurrences', ofThread({ searchTerm: 'hello' })),
      newer('thread/memoryMode/set', ofThread({ mode: 'disabled' })),
      newer('thread/memory/read', ofThread()),
      newer('thread/settings/update', ofThread({ effort: 'low' })),
      newer('thread/inject_items', ofThread({ items: [message('injected')] })),
      call('getConversationSummary', ({ threadId }) => ({ conversationId: threadId })),
      call('thread/unsubscribe', ofThread()),
    ],
  },
  {
    name: 'a thread that is put away and brought back',
    begin: 'turn',
    heard: /^thread\/(?:archived|unarchived|deleted)/,
    calls: [
      call('thread/archive', ofThread()),
      call('thread/list', { archived: true }),
      call('thread/unarchive', ofThread()),
      call('thread/resume', ofThread()),
      newer('thread/delete', ofThread()),
      call('thread/list', {}),
    ],
  },
  {
    name: 'a thread of its own folder and rules',
    heard: /^thread\/started/,
    calls: [
      call('thread/start', ({ cwd }) => ({
        cwd,
        approvalPolicy: 'never',
        sandbox: 'read-only',
        serviceName: 'x',
        ephemeral: true,
      })),
    ],
  },
  {
    name: 'a fork',
    begin: 'turn',
    calls: [
      call('thread/fork', ofThread()),
      newer('thread/delete', ({ result }) => ({ threadId: idOf(result('thread/fork'), 'thread') })),
    ],
  },
  {
    name: 'turns that are taken back',
    begin: 'turn',
    calls: [
      older('thread/rollback', ofThread({ numTurns: 1 })),
      newer('thread/revert', ({ threadId, turnId }) => ({ threadId, beforeTurnId: turnId() })),
      call('thread/read', ofThread({ includeTurns: true })),
    ],
  },
  {
    name: 'a goal',
    begin: 'thread',
    heard: /^thread\/goal/,
    calls: [
      newer('thread/goal/set', ofThread({ objective: 'Be done', status: 'paused' })),
      newer('thread/goal/get', ofThread()),
      newer('thread/goal/clear', ofThread()),
      newer('thread/goal/get', ofThread()),
    ],
  },
  {
    name: 'sections, attachments and what was read',
    begin: 'turn',
    heard: /^thread\/(?:section|attachment)/,
    calls: [
      newer('threadSection/create', { name: 'Later' }),
      newer('threadSection/list', {}),
      newer('thread/section/move', ({ threadId, result }) => ({
        threadId,
        sectionId: idOf(result('threadSection/create'), 'section'),
      })),
      newer('threadSection/update', ({ result }) => ({
        sectionId: idOf(result('threadSection/create'), 'section'),
        name: 'Sooner',
      })),
      newer('threadSection/delete', ({ result }) => ({
        sectionId: idOf(result('threadSection/create'), 'section'),
      })),
      newer(
        'thread/attachment/add',
        ofThread({ attachmentType: 'note', identityKey: 'k', payload: { a: 1 } }),
      ),
      newer('thread/attachment/list', ofThread()),
      newer('thread/attachmentOwner/list', { attachmentType: 'note', identityKey: 'k' }),
      newer('thread/attachment/remove', ofThread({ attachmentType: 'note', identityKey: 'k' })),
      newer('thread/list', {}),
      newer('thread/readState/update', ({ threadId, result }) => ({
        threadId,
        operation: { type: 'read' },
        expectedRevision: revisionIn(result('thread/list'), threadId),
      })),
    ],
  },
  {
    name: 'a queue',
    begin: 'running',
    heard: /^thread\/queue/,
    calls: [
      newer('thread/queue/add', ofThread({ input: said('one'), clientUserMessageId: 'a' })),
      newer('thread/queue/add', ofThread({ input: said('two'), clientUserMessageId: 'b' })),
      newer('thread/queue/list', ofThread()),
      newer('thread/queue/update', ({ threadId, result }) => ({
        threadId,
        queuedSubmissionId: queued(result('thread/queue/list'))[0],
        input: said('changed'),
      })),
      newer('thread/queue/reorder', ({ threadId, result }) => ({
        threadId,
        queuedSubmissionIds: queued(result('thread/queue/list')).reverse(),
      })),
      newer('thread/queue/start', ofThread(), { refusedFor: 'A turn runs; the next play starts the queue.' }),
      newer('thread/queue/delete', ({ threadId, result }) => ({
        threadId,
        queuedSubmissionId: queued(result('thread/queue/list'))[0],
      })),
    ],
  },
  {
    name: 'a queue that is started',
    begin: 'running',
    heard: /^thread\/queue|^turn\/started/,
    calls: [
      newer('thread/queue/add', ofThread({ input: said('one'), clientUserMessageId: 'a' })),
      newer('turn/interrupt', ({ threadId, turnId }) => ({ threadId, turnId: turnId() }), {
        until: 'turn/completed',
      }),
      newer('thread/queue/start', ofThread(), { until: 'turn/started' }),
    ],
  },
  {
    name: 'projects',
    begin: 'turn',
    heard: /^(?:project|thread\/project)/,
    calls: [
      newer('project/create', ({ cwd }) => ({ name: 'P', roots: [{ path: cwd }], idempotencyKey: 'one' })),
      newer('project/import', ({ cwd }) => ({
        name: 'Q',
        roots: [{ path: `${cwd}/q` }],
        idempotencyKey: 'two',
        threadIds: [],
      })),
      newer('project/list', {}),
      newer('project/read', ({ result }) => ({ projectId: idOf(result('project/create'), 'project') })),
      newer('project/update', ({ result }) => ({
        projectId: idOf(result('project/create'), 'project'),
        name: 'R',
      })),
      newer('project/move', ({ result }) => ({ projectId: idOf(result('project/create'), 'project') })),
      newer('project/delete', ({ result }) => ({ projectId: idOf(result('project/create'), 'project') })),
    ],
  },
];

function message(said: string): { [key: string]: unknown } {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text: said }] };
}

function said(text: string) {
  return [{ type: 'text', text, text_elements: [] }];
}

function queued(result: { [key: string]: unknown }): string[] {
  return (result.data as { id: string }[]).map(({ id }) => id);
}

function revisionIn(list: { [key: string]: unknown }, threadId: string): string {
  return (list.readStates as Record<string, { revision: string }>)[threadId]?.revision ?? '';
}
