// Memories of other agents taken over by ours and by the real servers.
import { compareImports } from '../support/import-outcome.js';
import { MEMORY_PLAYS } from '../support/memory-plays.js';

compareImports(MEMORY_PLAYS);
