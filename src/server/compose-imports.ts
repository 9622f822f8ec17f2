// Imports from other agents, loaded with the first question for them.

import { homedir } from 'node:os';
import path from 'node:path';
import type { Configuration } from '../adapters/config/index.js';
import type { ForeignSetups } from '../domain/imports/import-ports.js';
import { Imports, type ImportsDeps } from '../domain/imports/imports.js';
import { createSessionThreads, type SessionThreadsDeps } from '../domain/imports/session-threads.js';
import type { Profile } from '../protocol/index.js';
import type { HostIdentity } from './host-identity.js';
import type { PluginShelf } from './room.js';

interface ImportsInput {
  readonly profile: Profile;
  readonly host: HostIdentity;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly configuration: Configuration;
  readonly plugins: PluginShelf;
}

export function composeImports(
  input: ImportsInput,
  deps: Pick<ImportsDeps, 'histories' | 'sink' | 'onError'> & SessionThreadsDeps,
): Imports {
  return new Imports({ ...deps, threads: createSessionThreads(deps), setups: lazySetups(input, deps) });
}

function lazySetups(
  input: ImportsInput,
  { clock, onError }: Pick<ImportsDeps & SessionThreadsDeps, 'clock' | 'onError'>,
): ForeignSetups {
  const { profile, host, env, cwd } = input;
  let loaded: ForeignSetups | undefined;
  const setups = async (): Promise<ForeignSetups> => {
    const { createForeignSetups } = await import('../adapters/imports/index.js');
    loaded ??= createForeignSetups({
      codexHome: host.codexHome,
      home: env.HOME || homedir(),
      cwd: path.resolve(cwd),
      clock,
      onError,
      takesMoreThanSettings: profile.quirks.importsHaveIds,
      hasMemories: () => input.configuration.features().external_agent_memory_import === true,
      plugins: doorTo(input),
    });
    return loaded;
  };
  return {
    detect: async (wish) => (await setups()).detect(wish),
    connectors: async () => (await setups()).connectors(),
    take: async (item, from) => (await setups()).take(item, from),
    sessionFile: async (file, from) => (await setups()).sessionFile(file, from),
    newSession: async (file, where) => (await setups()).newSession(file, where),
    threadOf: async (file) => (await setups()).threadOf(file),
    recordSession: async (file, threadId, title) => (await setups()).recordSession(file, threadId, title),
  };
}

function doorTo({ configuration, plugins }: ImportsInput) {
  return {
    async known() {
      const { plugins: switches } = configuration.userValues();
      const { marketplaces } = await plugins.list([]);
      return {
        plugins: new Set(Object.keys(typeof switches === 'object' && switches !== null ? switches : {})),
        marketplaces: new Map(
          marketplaces.map(({ name, path: file, plugins: some }) => [
            name,
            { file: file ?? null, offers: new Set(some.map((one) => one.name)) },
          ]),
        ),
      };
    },
    async addMarketplace({ source, refName }: { source: string; refName: string | null }) {
      const { marketplaceName } = await plugins.addMarketplace({ source, refName, sparsePaths: [] });
      const { marketplaces } = await plugins.list([]);
      const file = marketplaces.find(({ name }) => name === marketplaceName)?.path;
      if (file == null)
        throw new Error(`plugin marketplace manifest was not found after install: ${marketplaceName}`);
      return file;
    },
    async install(file: string, plugin: string) {
      await plugins.install(file, plugin);
    },
  };
}
