// Connectors that sessions of other agents used, as ours and the real servers find and remember them.
import { CONNECTOR_PLAYS } from '../support/connector-plays.js';
import { compareImports } from '../support/import-outcome.js';

compareImports(CONNECTOR_PLAYS);
