// The configuration's door: what server/compose.ts and the command line need of it.

export { appPoliciesIn } from './app-policies.js';
export { builtInProvider } from './built-in-providers.js';
export { ConfigWriteRefused } from './config-edit.js';
export { markersIn } from './config-layers.js';
export type { ConfigVersion } from './config-schema.js';
export { keyText } from './config-writer.js';
export { createConfiguration } from './configuration.js';
export { ConfigUnreadable, type Configuration, type ConfigurationOptions } from './configuration-contract.js';
export { mcpServersIn } from './mcp-servers.js';
export { limitsOfFeature } from './network-limits.js';
export { OverrideError, parseOverride, treeOfDotted, treeOfOverrides } from './override.js';
export { switchesIn } from './switches.js';
export { isTree, merged, type Tree } from './tree.js';
