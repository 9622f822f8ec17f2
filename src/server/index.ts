// The door of the server.

export { type Received, ReceivedLog } from '../jsonrpc/received.js';
export {
  type AppServer,
  type AppServerOptions,
  createAppServer,
  type Listening,
  type ListenOptions,
} from './create-app-server.js';
export { ServerError, type ServerErrorCode } from './errors.js';
export type { ServerLimits } from './limits.js';
export { type Logger, type LogLevel, lineLogger, silentLogger } from './logger.js';
