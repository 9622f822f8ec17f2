// What can keep a server from starting, apart from its listener.

import { CodedError } from '../util/coded-error.js';

/**
 * - `config_invalid`: an override of `-c` is malformed or means nothing
 * - `demands_invalid`: nobody can work by what an administrator demands
 * - `home_missing`: CODEX_HOME names a folder that is not there
 */
export type ServerErrorCode = 'config_invalid' | 'demands_invalid' | 'home_missing';

export class ServerError extends CodedError<ServerErrorCode> {}
