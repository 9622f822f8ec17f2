// Sessions of Cursor taken over by ours and by the real servers.

import { CURSOR_PLAYS } from '../support/cursor-plays.js';
import { compareImports } from '../support/import-outcome.js';

compareImports(CURSOR_PLAYS);
