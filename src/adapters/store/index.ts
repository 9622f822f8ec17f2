// The store's door: what server/compose.ts builds an agent's memory from.

export { createJsonlThreadStore, OWN_FOLDER } from './jsonl-thread-store.js';
