// Homes, metas and records for the store's tests.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { HistoryRecord, ThreadMeta } from '../../../src/domain/records.js';
import type { ThreadSettings } from '../../../src/domain/settings.js';
import type { ThreadItem } from '../../../src/protocol/index.js';
import type { Clock } from '../../../src/util/clock.js';

/** 2026-11-20 10:00:00 UTC. */
export const NOON = Date.UTC(2026, 10, 20, 10, 0, 0);

export interface HeldClock extends Clock {
  /** Moves both times on. */
  advance(ms: number): void;
}

export function heldClock(start = NOON): HeldClock {
  let now = start;
  return {
    now: () => now,
    monotonic: () => now,
    setTimeout: () => () => undefined,
    advance(ms) {
      now += ms;
    },
  };
}

/** A folder of its own, removed when `using` ends. */
export function temporaryHome(): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'astc-store-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function threadId(n: number): string {
  return `01a20000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

export function metaOf(n: number, changes: Partial<ThreadMeta> = {}): ThreadMeta {
  return {
    id: threadId(n),
    forkedFromId: null,
    createdAt: NOON + n * 1000,
    cwd: '/project',
    originator: 'test',
    cliVersion: '0.169.0',
    source: 'vscode',
    modelProvider: 'mock',
    baseInstructions: null,
    git: null,
    ...changes,
  };
}

export function settings(changes: Partial<ThreadSettings> = {}): ThreadSettings {
  return {
    model: 'gpt-5.5',
    modelProvider: 'mock',
    providerConfig: null,
    webSearch: null,
    serviceTier: null,
    cwd: '/project',
    approvalPolicy: 'on-request',
    approvalsReviewer: 'user',
    sandboxPolicy: { type: 'readOnly', networkAccess: false },
    accessRules: null,
    permissionProfile: null,
    effort: null,
    summary: null,
    personality: null,
    collaborationMode: null,
    baseInstructions: null,
    developerInstructions: null,
    features: {},
    projectInstructions: null,
    contextLimits: { window: null, compactAt: null },
    ...changes,
  };
}

export function userMessage(id: string, text: string): ThreadItem {
  return { type: 'userMessage', id, clientId: null, content: [{ type: 'text', text, text_elements: [] }] };
}

export function agentMessage(id: string, text: string): ThreadItem {
  return {
    type: 'agentMessage',
    moderation: null,
    id,
    text,
    phase: null,
    memoryCitation: null,
    delivery: null,
    questions: null,
  };
}

/** A whole turn of one question and one answer. */
export function turn(turnId: string, question: string, answer: string, at = NOON): HistoryRecord[] {
  return [
    { type: 'turnStarted', turnId, at, contextWindow: 258_400 },
    { type: 'turnContext', turnId, settings: settings() },
    {
      type: 'modelItem',
      turnId,
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: question }] },
    },
    { type: 'itemCompleted', turnId, item: userMessage(`user-${turnId}`, question), at },
    { type: 'itemCompleted', turnId, item: agentMessage(`agent-${turnId}`, answer), at: at + 1 },
    {
      type: 'modelItem',
      turnId,
      item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: answer }] },
    },
    { type: 'turnCompleted', turnId, lastAgentMessage: answer, at: at + 2 },
  ];
}

const text = fc.string({ unit: 'binary', maxLength: 40 });
const id = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const millis = fc.integer({ min: 0, max: NOON * 2 });
const whole = fc.nat();

const input = fc.oneof(
  fc.record({
    type: fc.constant('text' as const),
    text,
    text_elements: fc.array(
      fc.record({ byteRange: fc.record({ start: whole, end: whole }), placeholder: maybe(text) }),
      { maxLength: 2 },
    ),
  }),
  fc.record({ type: fc.constant('image' as const), url: text }),
  fc.record({ type: fc.constant('image' as const), fileId: text, detail: fc.constant('high' as const) }),
  fc.record({ type: fc.constant('localImage' as const), path: text }),
  fc.record({ type: fc.constantFrom('skill' as const, 'mention' as const), name: text, path: text }),
);

const action = fc.oneof(
  fc.record({ type: fc.constant('read' as const), command: text, name: text, path: text }),
  fc.record({ type: fc.constant('listFiles' as const), command: text, path: maybe(text) }),
  fc.record({ type: fc.constant('search' as const), command: text, query: maybe(text), path: maybe(text) }),
  fc.record({ type: fc.constant('unknown' as const), command: text }),
);

const change = fc.record({
  path: text,
  kind: fc.oneof(
    fc.record({ type: fc.constantFrom('add' as const, 'delete' as const) }),
    fc.record({ type: fc.constant('update' as const), move_path: maybe(text) }),
  ),
  diff: text,
});

const item: fc.Arbitrary<ThreadItem> = fc.oneof(
  fc.record({
    type: fc.constant('userMessage' as const),
    id,
    clientId: maybe(text),
    content: fc.array(input, { maxLength: 3 }),
  }),
  fc.tuple(id, text).map(([itemId, said]) => agentMessage(itemId, said)),
  fc.record({
    type: fc.constant('reasoning' as const),
    id,
    summary: fc.array(text, { maxLength: 3 }),
    content: fc.array(text, { maxLength: 2 }),
  }),
  fc.record({ type: fc.constant('plan' as const), id, text }),
  fc.record({
    type: fc.constant('commandExecution' as const),
    id,
    pluginId: fc.constant(null),
    scriptPath: fc.constant(null),
    command: text,
    cwd: fc.oneof(text, fc.constant('/with space/ü')),
    processId: maybe(text),
    source: fc.constantFrom('agent' as const, 'userShell' as const, 'unifiedExecStartup' as const),
    status: fc.constantFrom('completed' as const, 'failed' as const, 'declined' as const),
    commandActions: fc.array(action, { maxLength: 2 }),
    aggregatedOutput: maybe(text),
    exitCode: maybe(fc.integer()),
    durationMs: maybe(whole),
  }),
  fc.record({
    type: fc.constant('fileChange' as const),
    id,
    changes: fc.array(change, { maxLength: 3 }),
    status: fc.constantFrom('completed' as const, 'failed' as const, 'declined' as const),
  }),
  fc.record({
    type: fc.constant('dynamicToolCall' as const),
    id,
    namespace: maybe(text),
    tool: text,
    arguments: fc.jsonValue(),
    status: fc.constantFrom('completed' as const, 'failed' as const),
    contentItems: maybe(fc.array(fc.record({ type: fc.constant('inputText' as const), text }))),
    success: maybe(fc.boolean()),
    durationMs: maybe(whole),
  }),
  fc.record({ type: fc.constant('contextCompaction' as const), id }),
  fc.record({
    type: fc.constant('webSearch' as const),
    id,
    query: text,
    action: fc.constant(null),
    results: fc.constant(null),
  }),
  fc.record({ type: fc.constant('enteredReviewMode' as const), id, review: text }),
  fc.record({ type: fc.constant('sleep' as const), id, durationMs: whole }),
);

const breakdown = fc.record({
  totalTokens: whole,
  inputTokens: whole,
  cachedInputTokens: whole,
  cacheWriteInputTokens: whole,
  outputTokens: whole,
  reasoningOutputTokens: whole,
});

const limits = fc.record({
  limitId: maybe(text),
  limitName: maybe(text),
  normalModelSlug: fc.constant(null),
  primary: maybe(
    fc.record({
      usedPercent: fc.integer({ min: 0, max: 100 }),
      windowDurationMins: maybe(whole),
      resetsAt: maybe(whole),
    }),
  ),
  secondary: fc.constant(null),
  credits: maybe(fc.record({ hasCredits: fc.boolean(), unlimited: fc.boolean(), balance: maybe(text) })),
  individualLimit: fc.constant(null),
  spendControlReached: maybe(fc.boolean()),
  planType: maybe(fc.constantFrom('pro' as const, 'team' as const)),
  rateLimitReachedType: fc.constant(null),
});

const failure = fc.record({
  message: text,
  codexErrorInfo: fc.oneof(
    fc.constantFrom('other', 'contextWindowExceeded', 'usageLimitExceeded'),
    fc.record({ httpConnectionFailed: fc.record({ httpStatusCode: maybe(whole) }) }),
    fc.constant(null),
  ),
  additionalDetails: maybe(text),
  misalignment: fc.constant(null),
});

const context = fc
  .record({
    model: text,
    modelProvider: fc.constantFrom('mock', 'other'),
    serviceTier: maybe(fc.constantFrom('flex', 'fast')),
    cwd: text,
    approvalPolicy: fc.oneof(
      fc.constantFrom('untrusted' as const, 'on-request' as const, 'never' as const),
      fc.constant({
        granular: {
          sandbox_approval: true,
          rules: false,
          skill_approval: true,
          request_permissions: false,
          mcp_elicitations: true,
        },
      }),
    ),
    sandboxPolicy: fc.oneof(
      fc.constant({ type: 'dangerFullAccess' as const }),
      fc.record({ type: fc.constant('readOnly' as const), networkAccess: fc.boolean() }),
      fc.record({
        type: fc.constant('externalSandbox' as const),
        networkAccess: fc.constantFrom('restricted' as const, 'enabled' as const),
      }),
      fc.record({
        type: fc.constant('workspaceWrite' as const),
        writableRoots: fc.array(text, { maxLength: 2 }),
        networkAccess: fc.boolean(),
        excludeTmpdirEnvVar: fc.boolean(),
        excludeSlashTmp: fc.boolean(),
      }),
    ),
    effort: maybe(fc.constantFrom('low', 'high')),
    summary: maybe(fc.constantFrom('auto' as const, 'concise' as const, 'none' as const)),
    personality: maybe(fc.constantFrom('friendly' as const, 'pragmatic' as const)),
    baseInstructions: fc.constantFrom(null, 'be brief', 'be bold'),
    developerInstructions: maybe(text),
  })
  .map((changes) => settings(changes));

const modelItem = fc
  .record({
    type: fc.constantFrom('message', 'reasoning', 'function_call'),
    id: text,
    content: fc.jsonValue(),
  })
  .map((value) => value as { type: string } & Record<string, unknown>); // any members may be there

/** Any record the domain may write. */
export const anyRecord: fc.Arbitrary<HistoryRecord> = fc.oneof(
  fc.record({
    type: fc.constant('turnStarted' as const),
    turnId: id,
    at: millis,
    contextWindow: maybe(whole),
  }),
  fc.record({ type: fc.constant('turnContext' as const), turnId: id, settings: context }),
  fc.record({ type: fc.constant('settingsApplied' as const), settings: context }),
  fc.record({ type: fc.constant('modelItem' as const), turnId: maybe(id), item: modelItem }),
  fc.record({ type: fc.constant('itemCompleted' as const), turnId: id, item, at: millis }),
  fc.record({
    type: fc.constant('tokenUsage' as const),
    turnId: id,
    usage: fc.record({ total: breakdown, last: breakdown, modelContextWindow: maybe(whole) }),
    rateLimits: maybe(limits),
  }),
  fc.record({ type: fc.constant('turnFailed' as const), turnId: id, error: failure, at: millis }),
  fc.record({
    type: fc.constant('turnCompleted' as const),
    turnId: id,
    lastAgentMessage: maybe(text),
    at: millis,
  }),
  fc.record({
    type: fc.constant('turnAborted' as const),
    turnId: id,
    reason: fc.constantFrom('interrupted', 'replaced'),
    at: millis,
  }),
  fc.record({
    type: fc.constant('compacted' as const),
    message: text,
    replacement: maybe(fc.array(modelItem, { maxLength: 2 })),
  }),
  fc.record({ type: fc.constant('rolledBack' as const), numTurns: whole }),
  fc.record({
    type: fc.constant('realtimeItem' as const),
    item: fc.record({
      id: fc.uuid(),
      realtimeSessionId: fc.uuid(),
      type: fc.constant('transcriptSegment' as const),
      role: fc.constantFrom('user' as const, 'assistant' as const),
      text: fc.string(),
    }),
  }),
);

/** What a record is after a trip through JSON. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T; // the same members, the absent ones gone
}
