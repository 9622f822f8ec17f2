// The conversation in a session file of another agent: one JSON record a line. What its tools did becomes notes.

import type { ForeignMessage, ForeignSession } from '../../domain/imports/foreign-session.js';
import { isTree, type Tree } from '../config/tree.js';
import { strictText } from '../files/strict-text.js';
import { type SessionFormat, treeIn } from './session-format.js';
import { shortened, titleOfMessage } from './session-title.js';

const MOST_INPUT = 2_000;
const MOST_RESULT = 4_000;

/** Null where it is no conversation. `place`: its folder if it tells none. @throws Error of reading it */
export function readSession(
  file: string,
  format: SessionFormat,
  place: string | null,
): ForeignSession | null {
  let cwd: string | null = null;
  let title: string | null = null;
  let isOwnTitle = false;
  const messages: ForeignMessage[] = [];
  for (const line of strictText(file).split('\n')) {
    const record = treeIn(line);
    if (record === null) continue;
    if (cwd === null && typeof record.cwd === 'string') cwd = record.cwd;
    const own = format.hasTitles ? titleIn(record, 'custom-title', 'customTitle') : null;
    const made = format.hasTitles ? titleIn(record, 'ai-title', 'aiTitle') : null;
    if (own !== null || (made !== null && !isOwnTitle)) title = own ?? made;
    isOwnTitle ||= own !== null;
    const message = messageIn(record, format);
    if (message !== null) messages.push(message);
  }
  cwd ??= place;
  if (cwd === null || messages.length === 0) return null;
  const first = messages.find(({ role }) => role === 'user');
  return { cwd, title: title ?? (first === undefined ? null : titleOfMessage(first.text)), messages };
}

function titleIn(record: Tree, type: string, member: string): string | null {
  const title = record.type === type ? record[member] : null;
  return typeof title === 'string' ? title.trim() || null : null;
}

function messageIn(record: Tree, format: SessionFormat): ForeignMessage | null {
  const { message, [format.speaker]: speaker } = record;
  if (
    (speaker !== 'user' && speaker !== 'assistant') ||
    record.isMeta === true ||
    record.isSidechain === true
  )
    return null;
  const { text, isResult } = contentOf(isTree(message) ? message.content : null);
  if (text.trim() === '') return null;
  const at = format.timeOf(record);
  if (speaker === 'assistant' || isResult) return { role: 'assistant', text, at };
  return { role: 'user', text: format.asked(text), at };
}

/** `isResult`: nothing but what tools said. */
function contentOf(content: unknown): { text: string; isResult: boolean } {
  if (typeof content === 'string') return { text: content, isResult: false };
  const blocks: Tree[] = Array.isArray(content) ? content.filter(isTree) : [];
  const parts = blocks.map(noteOf).filter((part) => part.trim() !== '');
  const isResult = blocks.every(
    ({ type, text }) =>
      type === 'tool_result' || type === 'thinking' || type === undefined || (type === 'text' && text === ''),
  );
  return { text: parts.join('\n\n'), isResult: isResult && blocks.length > 0 };
}

function noteOf(block: Tree): string {
  switch (block.type) {
    case 'text':
      return typeof block.text === 'string' ? block.text : '';
    case 'tool_use':
      return callNote(block);
    case 'tool_result':
      return resultNote(block);
    case 'thinking':
      return '';
    default:
      return typeof block.type === 'string' ? `[external unsupported block: ${block.type}]` : '';
  }
}

function callNote({ name, input }: Tree): string {
  const told = isTree(input)
    ? (
        [
          ['description', input.description],
          ['command', input.command],
          ['file', input.file_path ?? input.file],
        ] as const
      ).flatMap(([label, value]) => (typeof value === 'string' ? [`${label}: ${value}`] : []))
    : [];
  const whole = input === undefined ? [] : [`input: ${shortened(JSON.stringify(input), MOST_INPUT)}`];
  return [
    `[external_agent_tool_call: ${typeof name === 'string' ? name : 'unknown'}]`,
    ...(told.length === 0 ? whole : told),
    '[/external_agent_tool_call]',
  ].join('\n');
}

function resultNote(block: Tree): string {
  const text = resultText(block.content);
  return [
    block.is_error === true ? '[external_agent_tool_result: error]' : '[external_agent_tool_result]',
    ...(text === '' ? [] : [shortened(text, MOST_RESULT)]),
    '[/external_agent_tool_result]',
  ].join('\n');
}

function resultText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((part: unknown) => (isTree(part) && typeof part.text === 'string' ? [part.text] : []))
    .filter((text) => text !== '')
    .join('\n');
}
