// How another agent keeps its plug-ins: which of them are in use, and from which marketplaces they are.

export interface MarketplaceSource {
  readonly source: string;
  readonly refName: string | null;
  readonly isFolder: boolean;
}

export interface PluginChoice {
  readonly marketplaceName: string;
  readonly pluginNames: readonly string[];
}

/** The other agent's set-up in the user's home. */
export interface PluginHome {
  /** Absolute. */
  readonly folder: string;
  readonly settingsFile: string;
  /** What the settings say. @throws ImportProblem */
  settings(): unknown;
}

export interface PluginFormat {
  /** What is offered, in the words of the real servers. */
  title(home: PluginHome): string;
  /** Those in use whose marketplace is known. @throws ImportProblem */
  inUse(home: PluginHome): PluginChoice[];
  /** By the name the other agent has for a marketplace. @throws ImportProblem */
  marketplaces(home: PluginHome): ReadonlyMap<string, MarketplaceSource>;
}
