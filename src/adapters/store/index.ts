// The store's door: what server/compose.ts builds an agent's memory from.

export { createHomeFacts } from './databases/home-facts.js';
export { createJsonlFactStore } from './jsonl-fact-store.js';
export { createJsonlThreadStore } from './jsonl-thread-store.js';
export { OWN_FOLDER } from './own-folder.js';
