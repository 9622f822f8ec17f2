// In what the versions differ about plug-ins.

export interface PluginRules {
  /**
   * Plug-ins are kept by their version, may be described in `.claude-plugin` or `.cursor-plugin` and bring several folders of skills;
   * marketplaces may name plug-ins of other kinds, and are configured.
   */
  readonly areVersioned: boolean;
}
