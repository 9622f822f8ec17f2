// What is said in conversations by voice, as lines of rollout files and as clients see it.

import type { RealtimeItem } from '../../domain/realtime/spoken-event.js';
import { camelMembers, camelWord, snakeMembers, snakeWord } from './letter-case.js';
import type { Json } from './rollout-line.js';

export function fileRealtimeItem(item: RealtimeItem): Json {
  return { ...snakeMembers(item), type: snakeWord(item.type) };
}

/** Null for what is none. */
export function realtimeItemOf(payload: Json): RealtimeItem | null {
  const { id, realtime_session_id: sessionId, type } = payload;
  if (typeof id !== 'string' || typeof sessionId !== 'string' || typeof type !== 'string') return null;
  // Written by a server of a version that tells clients of the same members.
  return { ...camelMembers(payload), type: camelWord(type) } as unknown as RealtimeItem;
}
