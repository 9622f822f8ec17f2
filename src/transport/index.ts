// The door of the transports. Importing it costs little: sockets, HTTP and `ws` load on first use.

export type { ChildTransport, SpawnOptions } from './child-process.js';
export { connectTransport, startTransport } from './connect.js';
export {
  type CloseReason,
  DEFAULT_HIGH_WATER_BYTES,
  DEFAULT_MAX_FRAME_BYTES,
  type Listener,
  type OversizedFrame,
  type Transport,
  type TransportKind,
} from './contract.js';
export { TransportError, type TransportErrorCode } from './errors.js';
export { type FaultOptions, withFaults } from './faults/faulty-transport.js';
export { FAULT_KINDS, type FaultKind, type FaultSpec, parseFault } from './faults/spec.js';
export type { TransportLimits } from './limits.js';
export { type ListenOptions, listen } from './listen.js';
export { isLoopback, type ListenAddress, type ListenGrammar, parseListenUrl } from './listen-url.js';
export { createMemoryPair, type MemoryPairOptions } from './memory.js';
export { stdioListener, stdioTransport } from './stdio.js';
export { type TapListeners, tap } from './tap.js';
export type { WebSocketClientOptions } from './websocket-client.js';
export type { WsAuth, WsAuthOptions } from './ws-auth.js';
