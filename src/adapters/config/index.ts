// The configuration's door: what server/compose.ts and the command line need of it.

export type { AccountSettings } from './account-settings.js';
export type { ConfigVersion } from './config-schema.js';
export {
  ConfigUnreadable,
  type Configuration,
  createConfiguration,
} from './configuration.js';
export { OverrideError, parseOverride, treeOfOverrides } from './override.js';
export type { ConfiguredProvider } from './providers.js';
