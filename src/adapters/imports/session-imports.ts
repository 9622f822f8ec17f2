// Sessions of other agents on their way here: which are found, what they used, and which have become threads.

import type { ForeignSetups, FoundConnector, ImportedConnector } from '../../domain/imports/import-ports.js';
import type { Clock } from '../../util/clock.js';
import { isFolder } from '../files/look.js';
import { osErrorText } from '../files/os-error.js';
import { countedNames } from './connector-names.js';
import { homeScope, type ImportPlaces } from './import-scope.js';
import type { ImportSource } from './import-source.js';
import { type FilePrint, printOf, SessionLedger } from './session-ledger.js';
import { foundSessions, sessionFile } from './session-list.js';
import { readSession } from './session-records.js';

interface SessionWish {
  readonly maxSessions: number | null;
  readonly maxDays: number | null;
}

export interface FoundSessions {
  readonly sessions: { path: string; cwd: string; title: string | null }[];
  readonly connectors: FoundConnector[];
}

/** A session that is being taken over, as it was read. */
interface Seen {
  readonly print: FilePrint;
  readonly connectors: readonly string[];
}

export interface SessionImportsOptions extends ImportPlaces {
  readonly clock: Clock;
  /** By its name. */
  readonly sourceCalled: (from: string | null) => ImportSource;
  /** Told of what failed where nobody waits for it. */
  readonly onError: (thrown: unknown) => void;
}

type SessionPorts = Pick<ForeignSetups, 'sessionFile' | 'newSession' | 'threadOf' | 'recordSession'>;

export interface SessionImports extends SessionPorts {
  /** @throws ImportProblem; the file system's error */
  found(source: ImportSource, wish: SessionWish): Promise<FoundSessions>;
  /** Of sessions that were found or became threads. @throws ImportProblem; the file system's error */
  connectors(): ImportedConnector[];
}

export function createSessionImports(options: SessionImportsOptions): SessionImports {
  const { clock, sourceCalled } = options;
  const ledger = new SessionLedger(options.codexHome);
  const seen = new Map<string, Seen>();

  return {
    async found(source, wish) {
      const { sessions: format } = source;
      const limits = { ...wish, now: clock.now() };
      const found = foundSessions(homeScope(options, source), format, { ledger, limits });
      const connectorsOf = format.connectors(options.home);
      const used = new Map(found.map(({ path, file }) => [file, connectorsOf(path)] as const));
      // What was found is told, whether or not it can be kept.
      await ledger.noteConnectors(used).catch(options.onError);
      const inOrder = [...used].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, names]) => names);
      return {
        sessions: found.map(({ path, cwd, title }) => ({ path, cwd, title })),
        connectors: countedNames(inOrder).map((one) => ({ ...one, source: format.connectorSource })),
      };
    },
    connectors: () => ledger.connectors().map((one) => ({ ...one, source: 'remoteMcpServersConfig' })),
    sessionFile: (path, from) => inWords(() => sessionFile(path, homeScope(options, sourceCalled(from)))),
    newSession: (file, { from, cwd }) =>
      inWords(() => {
        if (ledger.holds(file)) return null;
        const { sessions } = sourceCalled(from);
        // Before it is read: what comes later is new the next time.
        const print = printOf(file);
        const session = readSession(file, sessions, sessions.mayBeElsewhere ? cwd : null);
        if (session === null || !isFolder(session.cwd)) return null;
        seen.set(file, { print, connectors: sessions.connectors(options.home)(file) });
        return session;
      }),
    threadOf: async (file) => ledger.newest().get(file)?.imported_thread_id ?? null,
    async recordSession(file, threadId, title) {
      const { print, connectors } = seen.get(file) ?? { print: printOf(file), connectors: [] };
      seen.delete(file);
      await ledger.record(file, threadId, { seen: print, connectors, title, at: clock.now() });
    },
  };
}

/** What goes wrong, in the system's own words. @throws Error */
async function inWords<T>(run: () => T): Promise<T> {
  try {
    return run();
  } catch (cause) {
    throw new Error(osErrorText(cause), { cause });
  }
}
