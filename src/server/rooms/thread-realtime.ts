// thread/realtime/*: conversations by voice.

import type { LiveThread } from '../../domain/agent.js';
import { REALTIME_VOICES } from '../../domain/realtime/realtime-voices.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ParamsOf } from '../../protocol/index.js';
import { reply } from '../reply.js';
import { defineRoom, type RoomDeps } from '../room.js';
import { threadIdOf } from '../thread-id.js';

export const threadRealtime = defineRoom('thread/realtime', (deps) => ({
  'thread/realtime/start': (params) => {
    const { realtime } = threadOf(deps, params);
    refuseWhatCallsHave(params);
    // As older versions call it.
    const { sessionId } = params as { sessionId?: string | null };
    const wanted = { ...params, realtimeSessionId: params.realtimeSessionId ?? sessionId ?? null };
    return accepted(() => realtime.start(wanted, deps.logins.hasApiKey()));
  },

  'thread/realtime/appendText': (params) => {
    const { realtime } = threadOf(deps, params);
    return accepted(() => realtime.appendText(params.text, params.role ?? 'user'));
  },

  'thread/realtime/appendSpeech': (params) => {
    const { realtime } = threadOf(deps, params);
    return accepted(() => realtime.appendSpeech(params.text));
  },

  'thread/realtime/appendAudio': (params) => {
    const { realtime } = threadOf(deps, params);
    return accepted(() => realtime.appendAudio(params.audio.data));
  },

  'thread/realtime/stop': (params) => {
    const { realtime } = threadOf(deps, params);
    return accepted(() => realtime.stop());
  },

  'thread/realtime/listVoices': () => {
    const { v1, v2, v3, defaultV1, defaultV2 } = REALTIME_VOICES;
    return { voices: { v1: [...v1], v2: [...v2], v3: [...v3], defaultV1, defaultV2 } };
  },
}));

/** @throws RpcError in versions where the thread's configuration has to allow conversations */
function threadOf({ agent, profile }: RoomDeps, params: { threadId: string }): LiveThread {
  const thread = agent.liveThread(threadIdOf(params));
  if (profile.quirks.realtimeIsSwitched && thread.settings.features.realtime_conversation !== true)
    throw new RpcError(RpcCode.invalidRequest, `thread ${thread.id} does not support realtime conversation`);
  return thread;
}

/**
 * What is said with the session of a call cannot be said of one that was set up before.
 * @throws RpcError
 */
function refuseWhatCallsHave({ transport, ...wanted }: ParamsOf<'thread/realtime/start'>): void {
  if (transport?.type !== 'existingCall') return;
  const { includeStartupContext, initialItems, model, prompt, voice } = wanted;
  const said = Object.entries({
    includeStartupContext: includeStartupContext === true,
    initialItems: (initialItems ?? []).length > 0,
    model: model != null,
    prompt: prompt !== undefined,
    voice: voice != null,
  });
  const [option] = said.find(([, isSaid]) => isSaid) ?? [];
  if (option === undefined) return;
  throw new RpcError(RpcCode.invalidRequest, `existingCall transport does not support ${option}`);
}

/** Nothing is told but that the wish was heard; what came of it follows. */
function accepted(after: () => void) {
  return reply({ build: () => ({}), after });
}
