// What conversations by voice need from the world: what the configuration wishes, and a line to a model that speaks.

import type { ParamsOf } from '../../protocol/index.js';
import type { ThreadSettings } from '../settings.js';

/** The generation of the protocol to the model. */
export type Generation = 'v1' | 'v2' | 'v3';

export type SpokenMessage = Readonly<Record<string, unknown>>;

/**
 * How a call comes about: over the WebSocket itself, by an offer of WebRTC, or by the client beforehand. The sound of
 * the last two goes another way.
 */
type SpokenTransport = NonNullable<ParamsOf<'thread/realtime/start'>['transport']>;

/** What the configuration says; null: nothing. */
export interface SpokenWishes {
  readonly version: string | null;
  readonly transcribesOnly: boolean;
  readonly voice: string | null;
  /** The instructions, whatever a client says. */
  readonly prompt: string | null;
  readonly startupContext: string | null;
  /** What the agent is told when a conversation begins. */
  readonly startInstructions: string | null;
}

export interface SpokenCall extends Pick<ThreadSettings, 'modelProvider' | 'providerConfig' | 'cwd'> {
  readonly threadId: string;
  readonly originator: string;
  /** Null: that of a call which the client set up. */
  readonly realtimeSessionId: string | null;
  /** What the client calls it to whoever speaks. */
  readonly voiceSessionId: string | null;
  readonly generation: Generation;
  readonly transcribesOnly: boolean;
  /** Instead of the configured one. */
  readonly model: string | null;
  /** Whether the user signed in with an API key. */
  readonly hasApiKey: boolean;
  readonly transport: SpokenTransport;
  /** What an offer is sent with. */
  readonly session: SpokenMessage;
}

export interface SpokenLine {
  send(message: SpokenMessage): void;
  /** Hangs up without a word. Nothing is heard after that. */
  close(): void;
}

export interface SpokenListener {
  heard(message: SpokenMessage): void;
  /** The model hung up; `problem`: not in good order. Told once. */
  ended(problem: string | null): void;
}

export interface SpokenModels {
  wishes(cwd: string): SpokenWishes;
  /** `sdp`: what answers the offer. @throws SpokenProblem */
  dial(
    call: SpokenCall,
    listener: SpokenListener,
    signal: AbortSignal,
  ): Promise<{ line: SpokenLine; sdp: string | null }>;
}

/** Why there is no line; its message is for clients. */
export class SpokenProblem extends Error {}

/** Where nobody speaks. */
export const NO_SPOKEN_MODELS: SpokenModels = {
  wishes: () => ({
    version: null,
    transcribesOnly: false,
    voice: null,
    prompt: null,
    startupContext: null,
    startInstructions: null,
  }),
  dial: () => Promise.reject(new SpokenProblem('No model that speaks can be reached from here.')),
};
