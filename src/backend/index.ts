// The door of the backend: the scripted stand-in on loopback for what an app-server talks to.

export { type Backend, type BackendOptions, createBackend } from './backend.js';
export type { WholeAccount } from './checked-login.js';
export type { CheckedScript } from './checked-script.js';
export { type CodexConfigOptions, PROVIDER_ID } from './codex-config.js';
export { defaultScript } from './default-script.js';
export { BackendError, type BackendErrorCode, ScriptError, type ScriptProblem } from './errors.js';
export type { DecidedLogin, IssuedTokens, IssueOptions } from './issuer/issuer.js';
export type { Decision, LoginRecord, LoginState } from './issuer/login.js';
export type { LoginMatch, LoginName } from './issuer/login-book.js';
export { type PageVisit, visitAuthorizePage } from './issuer/page-visit.js';
export type { LoginEnvironment } from './login-environment.js';
export type * from './login-script.js';
export type { ModelRequest, ToolOutput } from './model-request.js';
export type { Conversation, ConversationStep } from './realtime/conversation-script.js';
export { MESSAGE_METHOD } from './realtime/realtime-upgrades.js';
export type { RecordedRequest, RequestEnd, RequestMatch } from './request-log.js';
export type * from './script.js';
export type * from './script-answers.js';
export { loadScript, parseScript } from './script-file.js';
