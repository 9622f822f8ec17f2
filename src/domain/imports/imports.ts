// Imports from other agents: item by item, one import after the other; what they did is told as it happens and kept.

import { messageOf } from '../../util/coded-error.js';
import { randomId } from '../../util/ids.js';
import { DomainError } from '../errors.js';
import type { EventSink } from '../events.js';
import type { ForeignSession } from './foreign-session.js';
import type { ImportHistories } from './import-histories.js';
import type {
  ForeignSetups,
  ImportedConnector,
  ImportFailure,
  ImportItem,
  ImportResult,
  ImportSuccess,
  ImportType,
  ImportWish,
  SessionThreads,
  Taken,
} from './import-ports.js';

/** In the order in which the end of an import tells them. */
const TYPES: readonly ImportType[] = [
  'CONFIG',
  'SKILLS',
  'AGENTS_MD',
  'PLUGINS',
  'MCP_SERVER_CONFIG',
  'SUBAGENTS',
  'HOOKS',
  'COMMANDS',
  'MEMORY',
  'SESSIONS',
];

export interface ImportsDeps {
  readonly setups: ForeignSetups;
  readonly threads: SessionThreads;
  readonly histories: ImportHistories;
  readonly sink: EventSink;
  /** Told of what failed where nobody waits for it. */
  readonly onError: (thrown: unknown) => void;
}

export interface ImportOrder {
  readonly items: readonly ImportItem[];
  readonly from: string | null;
  readonly providerId: string | null;
  readonly originator: string;
  /** The items after the first that fails are left alone. */
  readonly stopsAtFailure: boolean;
}

/** An import whose files are written. */
export interface BegunImport {
  readonly importId: string;
  /** Of the first item that could not be taken over; null: all could. */
  readonly failed: DomainError | null;
  /** Tells the results, does what takes its time, and tells the end. */
  goOn(): void;
}

type Part = () => Promise<ImportResult>;

export class Imports {
  readonly histories: ImportHistories;
  readonly #deps: ImportsDeps;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: ImportsDeps) {
    this.#deps = deps;
    this.histories = deps.histories;
  }

  /** @throws DomainError `importFailed` */
  detect(wish: ImportWish): ReturnType<ForeignSetups['detect']> {
    return this.#deps.setups.detect(wish);
  }

  /** What was taken over before, and the connectors of sessions. @throws DomainError `importFailed` */
  async before(): Promise<{ data: ReturnType<ImportHistories['list']>; connectors: ImportedConnector[] }> {
    const data = this.histories.list();
    try {
      return { data, connectors: await this.#deps.setups.connectors() };
    } catch (cause) {
      if (!(cause instanceof DomainError) || cause.failure.code !== 'importFailed') throw cause;
      const message = `failed to read imported connector candidates: ${cause.failure.message}`;
      throw new DomainError({ code: 'importFailed', message, isOfTarget: false }, { cause });
    }
  }

  begin(order: ImportOrder): Promise<BegunImport> {
    return this.#inTurn(() => this.#begin(order));
  }

  async #begin(order: ImportOrder): Promise<BegunImport> {
    const importId = randomId();
    const results: ImportResult[] = [];
    const parts: Part[] = [];
    let failed: DomainError | null = null;
    const sessions = await this.#sessions(order);
    if (sessions !== null) {
      results.push(sessions.missing);
      if (sessions.files.length > 0) parts.push(() => this.#keepSessions(sessions.files, order));
    }
    for (const item of order.items) {
      if (item.itemType === 'SESSIONS') continue;
      const { taken, later, error } = await this.#take(item, order.from);
      results.push(taken);
      failed ??= error ?? null;
      if (later !== undefined) parts.push(later);
      if (failed !== null && order.stopsAtFailure) break;
    }
    return {
      importId,
      failed,
      goOn: () => void this.#inTurn(() => this.#finish({ importId, results, parts, order })),
    };
  }

  async #finish(begun: {
    importId: string;
    results: readonly ImportResult[];
    parts: readonly Part[];
    order: ImportOrder;
  }): Promise<void> {
    const { importId, parts, order } = begun;
    if (order.items.length === 0) return;
    const results = [...begun.results];
    for (const result of results) this.#tell('importProgress', importId, [result]);
    for (const part of parts) {
      const result = await part().catch(this.#deps.onError);
      if (result === undefined) continue;
      results.push(result);
      this.#tell('importProgress', importId, [result]);
    }
    const whole = grouped(results);
    // Whoever waits for the end hears of it, whatever cannot be done or kept.
    try {
      this.#deps.histories.keep(importId, order.providerId, whole);
    } catch (thrown) {
      this.#deps.onError(thrown);
    }
    this.#tell('importCompleted', importId, whole);
  }

  #tell(
    type: 'importProgress' | 'importCompleted',
    importId: string,
    results: readonly ImportResult[],
  ): void {
    this.#deps.sink.emit({ scope: 'all', event: { type, importId, results } });
  }

  async #take(
    item: ImportItem,
    from: string | null,
  ): Promise<{ taken: ImportResult; later?: Part | undefined; error?: DomainError }> {
    try {
      const taken = await this.#deps.setups.take(item, from);
      const { later } = taken;
      return {
        taken: resultOf(item, taken),
        later: later && (async () => resultOf(item, await later())),
      };
    } catch (thrown) {
      if (!(thrown instanceof DomainError) || thrown.failure.code !== 'importFailed') throw thrown;
      const { message, isOfTarget } = thrown.failure;
      const failure = {
        errorType: isOfTarget ? 'invalid_existing_config' : 'external_agent_config_import_error',
        failureStage: 'import_request_failed',
        message,
        source: null,
      };
      return { taken: resultOf(item, { moved: [], failures: [failure] }), error: thrown };
    }
  }

  /** What is wanted of sessions, those apart that are not there; null: nothing. */
  async #sessions({
    items,
    from,
  }: ImportOrder): Promise<{ missing: ImportResult; files: SessionFile[] } | null> {
    const wanted = items
      .filter(({ itemType }) => itemType === 'SESSIONS')
      .flatMap(({ details }) => details?.sessions ?? []);
    if (wanted.length === 0) return null;
    const files: SessionFile[] = [];
    const failures: ImportFailure[] = [];
    for (const { path, cwd } of wanted) {
      try {
        const file = await this.#deps.setups.sessionFile(path, from);
        if (file === null) failures.push(missingSession(path));
        else files.push({ path, cwd, file });
      } catch (thrown) {
        const why = 'failed_to_resolve_session_source_path';
        failures.push(
          sessionFailure(path, { why, stage: 'session_source_path', message: messageOf(thrown) }),
        );
      }
    }
    return { missing: { itemType: 'SESSIONS', successes: [], failures }, files };
  }

  async #keepSessions(files: readonly SessionFile[], order: ImportOrder): Promise<ImportResult> {
    const successes: ImportSuccess[] = [];
    const failures: ImportFailure[] = [];
    for (const named of files) {
      const { path, file } = named;
      const prepared = await this.#prepared(named, order.from);
      if (prepared === null) continue;
      if ('itemType' in prepared) {
        failures.push(prepared);
        continue;
      }
      const { session, before } = prepared;
      try {
        const threadId = await this.#deps.threads.keep(session, before, order.originator);
        if (threadId === null) continue;
        await this.#deps.setups.recordSession(file, threadId, session.title);
        const { cwd, title } = session;
        successes.push({ itemType: 'SESSIONS', cwd, source: path, target: threadId, title });
      } catch (thrown) {
        this.#deps.onError(thrown);
        const message = `failed to keep external agent session: ${messageOf(thrown)}`;
        failures.push(
          sessionFailure(path, { why: 'failed_to_import_session', stage: 'session_import', message }),
        );
      }
    }
    return { itemType: 'SESSIONS', successes, failures };
  }

  /** Null where there is nothing to do. */
  async #prepared(
    { path, cwd: place, file }: SessionFile,
    from: string | null,
  ): Promise<{ session: ForeignSession; before: string | null } | ImportFailure | null> {
    const { setups } = this.#deps;
    try {
      const session = await setups.newSession(file, { from, cwd: place });
      return session && { session, before: await setups.threadOf(file) };
    } catch (thrown) {
      const message = `failed to prepare external agent session: ${messageOf(thrown)}`;
      return sessionFailure(path, { why: 'failed_to_prepare_session', stage: 'session_prepare', message });
    }
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(run);
    this.#last = mine.catch((thrown: unknown) => this.#deps.onError(thrown));
    return mine;
  }
}

interface SessionFile {
  /** As it was named. */
  readonly path: string;
  readonly cwd: string;
  /** Without links. */
  readonly file: string;
}

function resultOf(
  { itemType, cwd = null }: ImportItem,
  { moved, failures }: Omit<Taken, 'later'>,
): ImportResult {
  return {
    itemType,
    successes: moved.map((one) => ({ itemType, cwd, ...one, title: null })),
    failures: failures.map(({ errorType, failureStage, message, source }) => ({
      itemType,
      errorType,
      subErrorType: null,
      failureStage,
      message,
      cwd,
      source,
    })),
  };
}

function missingSession(path: string): ImportFailure {
  return sessionFailure(path, {
    why: 'session_not_detected',
    stage: 'session_missing',
    message: `external agent session was not detected for import: ${path}`,
  });
}

function sessionFailure(
  source: string,
  told: { readonly why: string; readonly stage: string; readonly message: string },
): ImportFailure {
  const { why, stage, message } = told;
  return {
    itemType: 'SESSIONS',
    errorType: null,
    subErrorType: why,
    failureStage: stage,
    message,
    cwd: null,
    source,
  };
}

/** One result a type. */
function grouped(results: readonly ImportResult[]): ImportResult[] {
  return TYPES.flatMap((itemType): ImportResult[] => {
    const some = results.filter((result) => result.itemType === itemType);
    if (some.length === 0) return [];
    return [
      {
        itemType,
        successes: some.flatMap(({ successes }) => successes),
        failures: some.flatMap(({ failures }) => failures),
      },
    ];
  });
}
