// The configuration's door: what server/compose.ts and the command line need of it.

export type { ConfigVersion } from './config-schema.js';
export {
  ConfigUnreadable,
  type Configuration,
  createConfiguration,
} from './configuration.js';
export { OverrideError, parseOverride, treeOfOverrides } from './override.js';
