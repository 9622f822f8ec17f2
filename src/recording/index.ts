// The door of recordings: write, read, compare and replay them.

export { type Received, ReceivedLog } from '../jsonrpc/received.js';
export {
  compareValues,
  type Difference,
  EXACT,
  Pairs,
  sayDifference,
  TOLERANT,
  type Tolerance,
} from './compare/compare.js';
export { type DiffOptions, diffSessions, type SessionDifference } from './compare/diff.js';
export { RecordingError, type RecordingErrorCode } from './errors.js';
export {
  type Direction,
  type Entry,
  FORMAT_VERSION,
  type FrameEntry,
  type HeaderEntry,
  type RecordedFrame,
} from './format.js';
export { messagesOf, parseRecording, type ReadMessage, type Recording, readRecording } from './reader.js';
export { recordTransport } from './record-transport.js';
export { Recorder, type RecorderOptions } from './recorder.js';
export { RecordingRedactor, type RedactOptions } from './redact.js';
export { type ClientReplayOptions, type ClientReplayResult, replayClient } from './replay/client-replay.js';
export type { Matching } from './replay/match.js';
export { createReplayServer, type ReplayServer, type ReplayServerOptions } from './replay/replay-server.js';
export type { ReplayProblem } from './replay/server-replay.js';
export { connectionsOf, type Step } from './replay/steps.js';
export { type RelayOptions, relay } from './tap/relay.js';
