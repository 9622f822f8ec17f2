// The client library: connect to any app-server over any transport, call it, follow its turns.

export { RpcError } from '../jsonrpc/errors.js';
export type { ClientMethod, NotificationMethod, ParamsOf, ResultOf } from '../protocol/index.js';
export { type CallOptions, Client, type Fault, type TurnOptions, textInput } from './client.js';
export { DEFAULT_CLIENT_INFO } from './client-info.js';
export { type ConnectOptions, connect } from './connect.js';
export { ClientError, type ClientErrorCode } from './errors.js';
export { compareVersions, nearestProfile, type ServerInfo } from './handshake.js';
export type { Incoming } from './incoming.js';
export { JoinedThread, type ResumeResult } from './joined-thread.js';
export type {
  BrowserLoginOptions,
  LoginOptions,
  LoginOutcome,
  Logins,
  PendingDeviceLogin,
  PendingLogin,
} from './login.js';
export { answerFor, type Decision, isAnswerable, refusalOf } from './server-request-answers.js';
export type {
  Policy,
  PolicyAnswer,
  ServerRequest,
  ServerRequestPolicy,
  ServerRequestReport,
} from './server-request-policy.js';
export { ThreadView } from './thread-view.js';
export { type DeltaChannel, itemTypeOf, readTurnEvent, type TurnEvent } from './turn-events.js';
export { type TurnOutcome, TurnStream } from './turn-stream.js';
export { type ItemView, TurnView, textOf } from './turn-view.js';
