// The realtime conversation of a thread: spoken words, which need a model that listens and a person who talks. None is
// ever going on here; asking for one, or saying something in none, goes the way it goes on any server offline.

import type { ParamsOf } from '../../protocol/index.js';
import type { ThreadEvent } from '../events.js';
import { REALTIME_VOICES } from './realtime-voices.js';

export type RealtimeStart = Pick<
  ParamsOf<'thread/realtime/start'>,
  'outputModality' | 'version' | 'voice' | 'initialItems' | 'transport'
>;

export interface RealtimeHost {
  emit(event: ThreadEvent): void;
  /** Tells that what was asked for under `turnId` cannot be done. */
  refuse(turnId: string, message: string): void;
  readonly services: { newId(): string };
}

export class RealtimeConversation {
  readonly #host: RealtimeHost;

  constructor(host: RealtimeHost) {
    this.#host = host;
  }

  /** Words or sounds, which nobody hears. */
  append(): void {
    this.#host.refuse(this.#host.services.newId(), 'conversation is not running');
  }

  stop(): void {
    this.#host.emit({ type: 'realtimeClosed', reason: 'requested' });
  }

  /** `hasApiKey`: whether the model would be reached at all. */
  start(wanted: RealtimeStart, hasApiKey: boolean): void {
    const message =
      problemOf(wanted) ??
      (hasApiKey
        ? 'this server holds no realtime conversations'
        : 'realtime conversation requires API key auth');
    this.#host.emit({ type: 'realtimeError', message });
  }
}

/** What cannot be in what is wanted; null when it could be. */
function problemOf({
  outputModality,
  version,
  voice,
  initialItems,
  transport,
}: RealtimeStart): string | null {
  const generation = version ?? (transport == null || transport.type === 'websocket' ? 'v2' : 'v1');
  if (outputModality === 'text' && generation !== 'v2')
    return 'text realtime output modality requires realtime v2';
  const voices: readonly string[] = REALTIME_VOICES[generation];
  if (voice != null && !voices.includes(voice))
    return `realtime voice \`${voice}\` is not supported for ${generation}; supported voices: ${voices.join(', ')}`;
  if (initialItems != null && initialItems.length > 0 && generation !== 'v3')
    return 'initial realtime items require realtime v3';
  return null;
}
