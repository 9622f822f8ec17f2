// What importing needs from the world: the set-ups of other agents, and where their conversations go.

import type { ParamsOf, ResultOf } from '../../protocol/index.js';
import type { ForeignSession } from './foreign-session.js';

export type ImportWish = ParamsOf<'externalAgentConfig/detect'>;
export type ImportItem = ParamsOf<'externalAgentConfig/import'>['migrationItems'][number];
export type FoundItem = ResultOf<'externalAgentConfig/detect'>['items'][number];
export type FoundConnector = NonNullable<ResultOf<'externalAgentConfig/detect'>['connectors']>[number];
export type ImportedConnector = NonNullable<
  ResultOf<'externalAgentConfig/import/readHistories'>['connectors']
>[number];
export type ImportType = ImportItem['itemType'];
type ImportHistory = ResultOf<'externalAgentConfig/import/readHistories'>['data'][number];
export type ImportSuccess = ImportHistory['successes'][number];
export type ImportFailure = ImportHistory['failures'][number];

/** What became of items of one type. */
export interface ImportResult {
  readonly itemType: ImportType;
  readonly successes: readonly ImportSuccess[];
  readonly failures: readonly ImportFailure[];
}

/** What was taken over of one item. */
export interface Taken {
  readonly moved: readonly { readonly source: string; readonly target: string }[];
  readonly failures: readonly Pick<ImportFailure, 'errorType' | 'failureStage' | 'message' | 'source'>[];
  /** What takes its time, and is told by itself; absent: nothing does. */
  readonly later?: () => Promise<Omit<Taken, 'later'>>;
}

/** Set-ups of other agents on this machine; `from` names the agent, null the usual one. */
export interface ForeignSetups {
  /** What could be taken over, and the connectors that the sessions among it used. @throws DomainError `importFailed` */
  detect(wish: ImportWish): Promise<{ items: FoundItem[]; connectors: FoundConnector[] }>;
  /** Connectors of sessions that were found or became threads. @throws DomainError `importFailed` */
  connectors(): Promise<ImportedConnector[]>;
  /** Anything but sessions. @throws DomainError `importFailed` */
  take(item: ImportItem, from: string | null): Promise<Taken>;
  /** The file without links; null where it holds no session of that agent. @throws Error */
  sessionFile(path: string, from: string | null): Promise<string | null>;
  /**
   * Null where there is nothing to take over, or it was taken over as it is. `cwd`: its folder where it tells none.
   * @throws Error
   */
  newSession(
    file: string,
    where: { readonly from: string | null; readonly cwd: string },
  ): Promise<ForeignSession | null>;
  /** The thread a session became before; null: it never did. @throws Error */
  threadOf(file: string): Promise<string | null>;
  /** @throws Error */
  recordSession(file: string, threadId: string, title: string | null): Promise<void>;
}

/** Where conversations go. */
export interface SessionThreads {
  /** The thread a conversation is kept in, from the time before or a new one; null where no user said anything. */
  keep(session: ForeignSession, before: string | null, originator: string): Promise<string | null>;
}
