// Threads of earlier days, written as logs before a server starts.

import { randomUUID } from 'node:crypto';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Home } from '../target.js';

interface Of {
  readonly provider?: string;
  readonly cwd?: string;
  readonly source?: unknown;
  /** Two digits; of May 2026. */
  readonly day?: string;
  /** When their logs were last written; now by default. */
  readonly changed?: Date;
}

/** Writes so many threads, each with one turn, a minute apart; gives their ids, oldest first. */
export function writeThreads(home: Home, count: number, of: Of = {}): string[] {
  const { provider = 'astc', cwd = home.cwd, source = 'vscode', day = '01', changed } = of;
  const folder = path.join(home.codexHome, 'sessions', '2026', '05', day);
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, at) => {
    const id = `019a0000-0000-7000-8000-${randomUUID().slice(-12)}`;
    const stamp = `2026-05-${day}T${two(Math.floor(at / 60))}:${two(at % 60)}:00`;
    const timestamp = `${stamp}.000Z`;
    const meta = {
      id,
      timestamp,
      cwd,
      originator: 'conformance',
      cli_version: '0.118.0',
      source,
      model_provider: provider,
    };
    const say = (type: string, message: string): object => ({
      timestamp,
      type: 'event_msg',
      payload: { type, message, images: [], local_images: [], text_elements: [] },
    });
    const lines = [
      { timestamp, type: 'session_meta', payload: meta },
      say('user_message', `question ${at}`),
      { timestamp, type: 'event_msg', payload: { type: 'agent_message', message: `answer ${at}` } },
    ];
    const name = `rollout-${stamp.replaceAll(':', '-')}-${id}.jsonl`;
    const file = path.join(folder, name);
    writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    if (changed !== undefined) utimesSync(file, changed, changed);
    return id;
  });
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
