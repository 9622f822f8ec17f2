// A conversation with another agent as the records of a thread of ours. Pure.

import type { HistoryRecord } from '../records.js';

export interface ForeignMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Unix milliseconds; null: not told. */
  readonly at: number | null;
}

export interface ForeignSession {
  readonly cwd: string;
  readonly title: string | null;
  readonly messages: readonly ForeignMessage[];
}

/** The last thing in the thread: where the other agent's conversation ends. */
const MARK = '<EXTERNAL SESSION IMPORTED>';
const BYTES_PER_TOKEN = 4;

/**
 * A turn for each message of the user, with what was answered; none where no user said anything. Of a thread that
 * holds the first `held` messages already, only the turns that go on from there.
 */
export function recordsOfSession({ messages }: ForeignSession, now: number, held = 0): HistoryRecord[] {
  const records: HistoryRecord[] = [];
  let turn = messages.slice(0, held).filter(({ role }) => role === 'user').length;
  let open: string | null = turn > 0 ? turnId(turn) : null;
  let at = now;
  for (const { role, text, at: told } of messages.slice(held)) {
    if (role === 'user') {
      if (open !== null && records.length > 0) records.push(turnEnd(open, at));
      at = told ?? at;
      turn += 1;
      open = turnId(turn);
      records.push({ type: 'turnStarted', turnId: open, at, contextWindow: null });
      records.push(...userRecords(open, text, at));
    } else if (open !== null) {
      at = told ?? at;
      records.push(...agentRecords(open, text, at));
    }
  }
  if (open === null || records.length === 0) return [];
  if (held === 0) records.push(agentItem(open, MARK, at));
  return [...records, tokensOf(messages, open), turnEnd(open, at)];
}

/** Messages of a thread made from a session, as it tells them. */
export function messagesIn(records: readonly HistoryRecord[]): string[] {
  return records.flatMap((record) => {
    if (record.type !== 'modelItem' || record.item.type !== 'message') return [];
    const [part] = Array.isArray(record.item.content) ? record.item.content : [];
    return [String((part as { text?: unknown } | undefined)?.text)]; // whatever it is, it is compared as text
  });
}

const turnId = (number: number): string => `external-import-turn-${number}`;

const turnEnd = (id: string, at: number): HistoryRecord => ({
  type: 'turnCompleted',
  turnId: id,
  lastAgentMessage: null,
  at,
});

function userRecords(id: string, text: string, at: number): HistoryRecord[] {
  const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
  const content = [{ type: 'text' as const, text, text_elements: [] }];
  return [
    { type: 'modelItem', turnId: id, item },
    { type: 'itemCompleted', turnId: id, item: { type: 'userMessage', id: '', clientId: null, content }, at },
  ];
}

function agentRecords(id: string, text: string, at: number): HistoryRecord[] {
  const item = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] };
  return [{ type: 'modelItem', turnId: id, item }, agentItem(id, text, at)];
}

function agentItem(id: string, text: string, at: number): HistoryRecord {
  const item = {
    type: 'agentMessage' as const,
    id: '',
    text,
    phase: null,
    memoryCitation: null,
    moderation: null,
    delivery: null,
    questions: null,
  };
  return { type: 'itemCompleted', turnId: id, item, at };
}

/** What the model would be shown up to its last word, roughly. */
function tokensOf(messages: readonly ForeignMessage[], id: string): HistoryRecord {
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  const bytes = messages.slice(0, last + 1).reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const counts = {
    totalTokens: Math.ceil(bytes / BYTES_PER_TOKEN),
    inputTokens: 0,
    cachedInputTokens: 0,
    cacheWriteInputTokens: 0,
    outputTokens: 0,
    reasoningOutputTokens: 0,
  };
  return {
    type: 'tokenUsage',
    turnId: id,
    usage: { total: counts, last: counts, modelContextWindow: null },
    rateLimits: null,
  };
}
