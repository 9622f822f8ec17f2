// Conversations with other agents become stored threads; one that went on there goes on here, where it is still the same.

import type { Clock } from '../../util/clock.js';
import type { GitReader, ThreadStore } from '../ports.js';
import type { HistoryRecord } from '../records.js';
import type { SettingsResolver } from '../settings.js';
import { instructionsOf } from '../turn/prompts.js';
import { type ForeignSession, messagesIn, recordsOfSession } from './foreign-session.js';
import type { SessionThreads } from './import-ports.js';

export interface SessionThreadsDeps {
  readonly store: ThreadStore;
  readonly settings: SettingsResolver;
  readonly git: GitReader;
  readonly clock: Clock;
  readonly cliVersion: string;
  readonly newId: () => string;
}

export function createSessionThreads(deps: SessionThreadsDeps): SessionThreads {
  const { store, clock } = deps;

  async function begin(session: ForeignSession, originator: string): Promise<string | null> {
    const records = recordsOfSession(session, clock.now());
    if (records.length === 0) return null;
    const { cwd } = session;
    const settings = await deps.settings.resolve({ overrides: { cwd }, config: null, base: null });
    const id = deps.newId();
    const log = store.create({
      id,
      forkedFromId: null,
      createdAt: clock.now(),
      cwd,
      originator,
      cliVersion: deps.cliVersion,
      source: 'vscode',
      historyMode: 'legacy',
      modelProvider: settings.modelProvider,
      baseInstructions: instructionsOf(settings),
      git: await deps.git.read(cwd),
    });
    try {
      log.begin();
      log.append(records);
      await log.sync();
    } finally {
      await log.close();
    }
    const first = session.messages.find(({ role }) => role === 'user')?.text.trim();
    if (session.title !== null && session.title !== first) await store.setName(id, session.title);
    return id;
  }

  /** Whether the thread held the beginning of the conversation and now holds all of it. */
  async function goOn(threadId: string, session: ForeignSession): Promise<boolean> {
    const stored = await store.read(threadId);
    if (stored === null || stored.thread.archived) return false;
    const held = heldMessages(stored.records, session);
    if (held === null) return false;
    const records = recordsOfSession(session, clock.now(), held);
    if (records.length === 0) return true;
    const { log } = await store.open({ threadId });
    try {
      log.append(records);
      await log.sync();
    } finally {
      await log.close();
    }
    return true;
  }

  return {
    async keep(session, before, originator) {
      if (before !== null && (await goOn(before, session))) return before;
      return begin(session, originator);
    },
  };
}

/** How many of the messages a thread holds; null where it holds something else. */
function heldMessages(records: readonly HistoryRecord[], { messages }: ForeignSession): number | null {
  const held = messagesIn(records);
  const first = messages.findIndex(({ role }) => role === 'user');
  const told = messages.slice(first).map(({ text }) => text);
  return held.length > 0 && held.every((text, i) => text === told[i]) ? first + held.length : null;
}
