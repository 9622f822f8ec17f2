// Set-ups of other agents taken over by ours and by the real servers: what they find, what they write, what they tell.
import { FRONT_MATTER_PLAYS } from '../support/front-matter-plays.js';
import { compareImports } from '../support/import-outcome.js';
import { IMPORT_PLAYS } from '../support/import-plays.js';

compareImports([...IMPORT_PLAYS, ...FRONT_MATTER_PLAYS]);
