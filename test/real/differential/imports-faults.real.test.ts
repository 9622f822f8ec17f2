// Files and folders of other agents that cannot be read, or written to, as ours and the real servers answer for them.
import { IMPORT_FAULT_PLAYS } from '../support/import-fault-plays.js';
import { compareImports } from '../support/import-outcome.js';

compareImports(IMPORT_FAULT_PLAYS);
