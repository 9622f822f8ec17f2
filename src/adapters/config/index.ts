// The configuration's door: what server/compose.ts and the command line need of it.

export type { ConfigVersion } from './config-schema.js';
export {
  ConfigUnreadable,
  type Configuration,
  type ConfigurationOptions,
  createConfiguration,
} from './configuration.js';
export { type Override, OverrideError, parseOverride, treeOfOverrides } from './override.js';
export type { ConfiguredProvider } from './providers.js';
