// The store's door: what server/compose.ts builds an agent's memory from.

export { createJsonlThreadStore, type JsonlThreadStoreOptions, OWN_FOLDER } from './jsonl-thread-store.js';
export type { DialectName } from './rollout-dialect.js';
