// The apps of the account in use. What was found is kept for as long as the same account is signed in, until a client
// wants it anew.

import type { ResultOf } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import { DomainError } from '../errors.js';
import type { EventSink } from '../events.js';
import { isChatgpt, isOfWorkspace, type SignedIn } from '../login/account.js';
import {
  type AppInfo,
  type DirectoryApp,
  isTellable,
  type KnownApps,
  mergedApps,
  type ReachableApp,
  withoutDoubles,
} from './app-list.js';
import { type PluginOfApps, pluginsOfApp } from './plugin-apps.js';

export type AppMetadata = ResultOf<'app/read'>['apps'][number];

/** Asks the account's own backend. @throws Error whose message is the reason */
export interface AppSources {
  /** Pages and doubles included, of the account's workspace too where it has one. */
  directory(originator: string, where: { readonly isOfWorkspace: boolean }): Promise<readonly DirectoryApp[]>;
  /** In the order of their tools. */
  reachable(): Promise<readonly ReachableApp[]>;
  /** Of those that exist. */
  metadata(
    originator: string,
    wanted: { readonly ids: readonly string[]; readonly includeTools: boolean },
  ): Promise<readonly AppMetadata[]>;
}

export interface AppsDeps {
  readonly sources: AppSources;
  /** Whether tools are read before the directory, and not beside it. */
  readonly toolsComeFirst: boolean;
  /** Whether nobody is told anything for the sake of a later page. */
  readonly tellsFromStartAlone: boolean;
  signedIn(): SignedIn | null;
  /** As configured. */
  areOn(): boolean;
  isEnabled(id: string): boolean;
  /** Those in effect. */
  plugins(): readonly PluginOfApps[];
  readonly sink: EventSink;
}

export interface Apps {
  /** Whether they are switched on and somebody is signed in who may have some. */
  areThere(): boolean;
  /** Tells everybody what is found on the way. @throws DomainError `appsFailed` */
  list(originator: string, options: { isAnew: boolean; isFromStart: boolean }): Promise<readonly AppInfo[]>;
  /** What is known of single apps, in their order; null where nobody has apps. What cannot be read is not known. */
  described(originator: string, ids: readonly string[]): Promise<readonly AppInfo[] | null>;
  /** Those with tools. @throws DomainError `appToolsFailed` */
  installed(options: { isAnew: boolean }): Promise<ResultOf<'app/installed'>['apps']>;
  /** @throws DomainError `appMetadataFailed` */
  read(
    originator: string,
    wanted: { readonly ids: readonly string[]; readonly includeTools: boolean },
  ): Promise<ResultOf<'app/read'>>;
}

interface Kept extends KnownApps {
  readonly accountId: string | null;
  readonly metadata: ReadonlyMap<string, AppMetadata>;
}

const NOTHING: Omit<Kept, 'accountId'> = { directory: undefined, reachable: undefined, metadata: new Map() };

export function createApps({
  sources,
  toolsComeFirst,
  tellsFromStartAlone,
  signedIn,
  areOn,
  isEnabled,
  plugins,
  sink,
}: AppsDeps): Apps {
  let kept: Kept = { accountId: null, ...NOTHING };

  /** Null where nobody has apps. */
  const account = () => {
    const current = signedIn();
    if (!areOn() || !isChatgpt(current)) return null;
    if (current.accountId !== kept.accountId) kept = { accountId: current.accountId, ...NOTHING };
    return current;
  };

  const keep = (accountId: string | null, found: Partial<Kept>): void => {
    // Somebody else's, since they were asked for.
    if (accountId === kept.accountId) kept = { ...kept, ...found };
  };

  const merged = (): AppInfo[] => mergedApps(kept, { isEnabled, plugins: plugins() });

  return {
    areThere: () => account() !== null,

    async list(originator, { isAnew, isFromStart }) {
      const current = account();
      if (current === null) return [];
      const { accountId } = current;
      let told = '';
      let isOver = false;
      const tell = (): void => {
        if (!isFromStart && tellsFromStartAlone) return;
        const data = merged();
        const text = JSON.stringify(data);
        if (text === told || !isTellable(data, kept)) return;
        told = text;
        sink.emit({ scope: 'all', event: { type: 'appListUpdated', data } });
      };
      if (kept.directory !== undefined || kept.reachable !== undefined) tell();
      const readTools = async (): Promise<void> => {
        if (kept.reachable !== undefined && !isAnew) return;
        // Apps without tools are apps all the same.
        const reachable = await sources.reachable().catch(() => kept.reachable ?? []);
        if (isOver) return;
        keep(accountId, { reachable });
        tell();
      };
      const readDirectory = async (): Promise<void> => {
        if (kept.directory !== undefined && !isAnew) return;
        const entries = await sources.directory(originator, { isOfWorkspace: isOfWorkspace(current) });
        keep(accountId, { directory: withoutDoubles(entries) });
        tell();
      };
      try {
        if (toolsComeFirst) {
          await readTools();
          await readDirectory();
        } else await Promise.all([readDirectory(), readTools()]);
      } catch (cause) {
        isOver = true;
        throw new DomainError({ code: 'appsFailed', message: messageOf(cause) }, { cause });
      }
      return merged();
    },

    async described(originator, ids) {
      const current = account();
      if (current === null) return null;
      const [directory, reachable] = await Promise.all([
        kept.directory ??
          sources
            .directory(originator, { isOfWorkspace: isOfWorkspace(current) })
            .then(withoutDoubles, () => undefined),
        kept.reachable ?? sources.reachable().catch(() => undefined),
      ]);
      keep(current.accountId, { directory, reachable });
      const brought = [{ displayName: '', appIds: ids }];
      const known = mergedApps({ directory: directory ?? [], reachable }, { isEnabled, plugins: brought });
      return ids.flatMap((id) => known.find((app) => app.id === id) ?? []);
    },

    async installed({ isAnew }) {
      const current = account();
      if (current === null) return [];
      if (kept.reachable === undefined || isAnew) {
        const reachable = await sources.reachable().catch((cause: unknown) => {
          throw new DomainError({ code: 'appToolsFailed' }, { cause });
        });
        keep(current.accountId, { reachable });
      }
      return (kept.reachable ?? [])
        .map(({ id, name }) => ({ id, runtimeName: name, enabled: isEnabled(id), callable: isEnabled(id) }))
        .sort((one, other) => (one.id < other.id ? -1 : 1));
    },

    async read(originator, { ids, includeTools }) {
      const current = account();
      if (current === null) return { apps: [], missingAppIds: [...ids] };
      const lacks = (id: string): boolean => {
        const known = kept.metadata.get(id);
        return known === undefined || (includeTools && known.toolSummaries === null);
      };
      const wanted = ids.filter(lacks);
      if (wanted.length > 0) {
        const found = await sources
          .metadata(originator, { ids: wanted, includeTools })
          .catch((cause: unknown) => {
            throw new DomainError({ code: 'appMetadataFailed', message: messageOf(cause) }, { cause });
          });
        const metadata = new Map([...kept.metadata, ...found.map((app) => [app.id, app] as const)]);
        keep(current.accountId, { metadata });
      }
      const apps = ids.flatMap((id) => {
        const known = kept.metadata.get(id);
        return known === undefined ? [] : [{ ...known, pluginDisplayNames: pluginsOfApp(id, plugins()) }];
      });
      return {
        apps: includeTools ? apps : apps.map((app) => ({ ...app, toolSummaries: null })),
        missingAppIds: ids.filter((id) => !kept.metadata.has(id)),
      };
    },
  };
}
