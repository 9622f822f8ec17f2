// Writes rollout files as both pinned versions list them: one turn each, of the size their own files have.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FIRST = Date.UTC(2026, 0, 1, 8);
const MINUTE = 60_000;
// As long as what the real servers put before a first message.
const INSTRUCTIONS = 'You share a workspace with the user and help them until the work is done. '.repeat(190);
const PERMISSIONS = '<permissions instructions>\nFiles can be read, not written. '.repeat(140);

export interface StoredThreadsOptions {
  readonly count: number;
  /** The folder the threads worked in. */
  readonly cwd: string;
  /** Without what the real servers put before a first message, which is most of a file. */
  readonly isSmall?: boolean;
}

/** One thread a minute, into folders by day below `sessions`. */
export function writeStoredThreads(
  sessions: string,
  { count, cwd, isSmall = false }: StoredThreadsOptions,
): void {
  let lastFolder = '';
  for (let index = 0; index < count; index += 1) {
    const time = new Date(FIRST + index * MINUTE).toISOString();
    const folder = join(sessions, ...time.slice(0, 10).split('-'));
    if (folder !== lastFolder) mkdirSync(folder, { recursive: true });
    lastFolder = folder;
    const id = storedThreadId(index);
    const name = `rollout-${time.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`;
    writeFileSync(join(folder, name), rolloutText({ id, time, cwd, index, isSmall }));
  }
}

/** A UUID of version 7 in form; the number keeps them apart and in order. */
export function storedThreadId(index: number): string {
  const digits = index.toString(16).padStart(12, '0');
  return `019b0000-0000-7000-8000-${digits}`;
}

function rolloutText(thread: {
  id: string;
  time: string;
  cwd: string;
  index: number;
  isSmall: boolean;
}): string {
  const { id, time, cwd, index, isSmall } = thread;
  const turnId = `019b0001${id.slice(8)}`;
  const question = `Question ${index}: what does the function in file ${index} do?`;
  const answer = `It reads its input and returns the sum of ${index} numbers.`;
  const lines: readonly (readonly [type: string, payload: unknown])[] = [
    [
      'session_meta',
      {
        id,
        timestamp: time,
        cwd,
        originator: 'astc-bench',
        cli_version: '0.118.0',
        source: 'vscode',
        model_provider: 'astc',
        ...(isSmall ? {} : { base_instructions: { text: INSTRUCTIONS } }),
      },
    ],
    [
      'event_msg',
      {
        type: 'task_started',
        turn_id: turnId,
        model_context_window: 258_400,
        collaboration_mode_kind: 'default',
      },
    ],
    ['response_item', message('developer', 'input_text', isSmall ? 'Files can be read.' : PERMISSIONS)],
    [
      'response_item',
      message('user', 'input_text', `<environment_context>\n  <cwd>${cwd}</cwd>\n</environment_context>`),
    ],
    [
      'turn_context',
      {
        turn_id: turnId,
        cwd,
        approval_policy: 'on-request',
        sandbox_policy: { type: 'read-only' },
        model: 'gpt-5.4',
        summary: 'none',
      },
    ],
    ['response_item', message('user', 'input_text', question)],
    [
      'event_msg',
      { type: 'user_message', message: question, images: [], local_images: [], text_elements: [] },
    ],
    ['event_msg', { type: 'agent_message', message: answer, phase: null, memory_citation: null }],
    ['response_item', message('assistant', 'output_text', answer)],
    ['event_msg', { type: 'task_complete', turn_id: turnId, last_agent_message: answer }],
  ];
  return lines.map(([type, payload]) => `${JSON.stringify({ timestamp: time, type, payload })}\n`).join('');
}

function message(role: string, type: string, text: string): unknown {
  return { type: 'message', role, content: [{ type, text }] };
}
