// SpokenModels over the network: by WebSocket, or by a call over WebRTC with a WebSocket beside it.

import type { CredentialSource, ProviderAccess } from '../../domain/credential-ports.js';
import { cloudRefusal } from '../../domain/provider-facts.js';
import {
  type SpokenCall,
  type SpokenLine,
  type SpokenListener,
  type SpokenModels,
  SpokenProblem,
  type SpokenWishes,
} from '../../domain/realtime/spoken-ports.js';
import type { ThreadSettings } from '../../domain/settings.js';
import type { Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { at } from '../../util/peek.js';
import type { ModelProvider } from '../model/provider.js';
import { besideCallUrl, callsUrl, defaultModel, socketUrl } from './addresses.js';

export interface SpokenModelsDeps {
  /** @throws Error when there is none */
  provider(id: string, own: ThreadSettings['providerConfig']): ModelProvider;
  readonly credentials: Pick<CredentialSource, 'headers' | 'revocation'>;
  /** The configuration that holds in a folder. */
  values(cwd: string): unknown;
  userAgent(originator: string): string;
  readonly clock: Clock;
  /** As older versions hold conversations. */
  readonly isOlder: boolean;
}

export function createSpokenModels(deps: SpokenModelsDeps): SpokenModels {
  const dial: SpokenModels['dial'] = async (call, listener, signal) => {
    const { openLine, pendingLine } = await import('./websocket-line.js');
    const provider = deps.provider(call.modelProvider, call.providerConfig);
    if (provider.cloud) throw new SpokenProblem(cloudRefusal(provider.cloud));
    const values = deps.values(call.cwd);
    const headers = await headersOf(deps, call, provider);
    const baseUrl = textAt(values, 'experimental_realtime_ws_base_url') ?? provider.baseUrl;
    const { isOlder } = deps;
    const { generation, transport } = call;
    const address = { ...provider, baseUrl, generation };
    const line = (url: string, own = listener) => openLine({ url, headers, listener: own, signal, isOlder });
    const configured = call.model ?? textAt(values, 'experimental_realtime_ws_model');
    const model = configured ?? (isOlder ? null : defaultModel(generation));
    if (transport.type === 'websocket') return { line: await line(socketUrl(address, model)), sdp: null };
    const lineBeside = async (callId: string) => {
      const url = besideCallUrl(address, callId);
      if (generation !== 'v3') return line(url);
      const { openLastingLine } = await import('./lasting-line.js');
      const open = (own: SpokenListener) => line(url, own);
      return openLastingLine({ listener, signal, clock: deps.clock, open });
    };
    if (transport.type === 'existingCall') return { line: await lineBeside(transport.callId), sdp: null };
    const { setUpCall } = await import('./webrtc-call.js');
    const callsBase = textAt(values, 'experimental_realtime_webrtc_call_base_url') ?? provider.baseUrl;
    const offer = { sdp: transport.sdp, session: { ...call.session, model } };
    const { callId, sdp } = await setUpCall(callsUrl(callsBase, generation), offer, { headers, signal });
    return { line: pendingLine(lineBeside(callId), listener), sdp };
  };
  return {
    wishes: (cwd) => wishesOf(deps.values(cwd)),
    async dial(call, listener, signal) {
      const revocation = deps.credentials.revocation();
      const heard = endedBy(revocation, listener);
      const { line, sdp } = await dial(call, heard.listener, signal);
      return { line: heard.follow(line), sdp };
    },
  };
}

/** A line that ends with the credentials it was opened with. */
function endedBy(
  revocation: AbortSignal,
  listener: SpokenListener,
): { readonly listener: SpokenListener; follow(line: SpokenLine): SpokenLine } {
  let line: SpokenLine | null = null;
  const cut = (): void => {
    line?.close();
    listener.ended(messageOf(revocation.reason));
  };
  const forget = (): void => revocation.removeEventListener('abort', cut);
  return {
    listener: {
      heard: (message) => listener.heard(message),
      ended(problem) {
        forget();
        listener.ended(problem);
      },
    },
    follow(opened) {
      line = opened;
      // Nobody has begun yet who could be told.
      if (revocation.aborted) setImmediate(cut);
      else revocation.addEventListener('abort', cut, { once: true });
      return {
        send: (message) => opened.send(message),
        close() {
          forget();
          opened.close();
        },
      };
    },
  };
}

function wishesOf(values: unknown): SpokenWishes {
  return {
    version: textAt(values, 'realtime', 'version'),
    transcribesOnly: textAt(values, 'realtime', 'type') === 'transcription',
    voice: textAt(values, 'realtime', 'voice'),
    prompt: textAt(values, 'experimental_realtime_ws_backend_prompt'),
    startupContext: textAt(values, 'experimental_realtime_ws_startup_context'),
    startInstructions: textAt(values, 'experimental_realtime_start_instructions'),
  };
}

/** What the generations are called on the way; the second needs no name. */
const DIALECTS: Partial<Record<SpokenCall['generation'], string>> = {
  v1: 'quicksilver=v1',
  v3: 'quicksilver=v2',
};

async function headersOf(
  { credentials, userAgent, isOlder }: SpokenModelsDeps,
  call: SpokenCall,
  provider: ModelProvider,
): Promise<Record<string, string>> {
  const { threadId, originator, realtimeSessionId, voiceSessionId } = call;
  const more: Record<string, string> = isOlder
    ? {}
    : { 'user-agent': userAgent(originator), 'thread-id': threadId, 'session-id': threadId };
  const dialect = isOlder ? undefined : DIALECTS[call.generation];
  if (dialect !== undefined) more['openai-alpha'] = dialect;
  if (realtimeSessionId !== null) more['x-session-id'] = realtimeSessionId;
  if (voiceSessionId !== null) more['voice-session-id'] = voiceSessionId;
  return {
    ...provider.httpHeaders,
    ...more,
    originator,
    ...(await credentials.headers(accessOf(call, provider))),
  };
}

/** Models that speak take keys alone: the provider's own, else the one that the user signed in with. @throws SpokenProblem */
function accessOf({ hasApiKey }: SpokenCall, provider: ModelProvider): ProviderAccess {
  const { bearerToken, envKey, tokenCommand } = provider;
  const hasOwnKey = bearerToken !== null || envKey !== null || tokenCommand !== null;
  if (hasOwnKey || hasApiKey) return { ...provider, requiresOpenaiAuth: !hasOwnKey };
  throw new SpokenProblem('realtime conversation requires API key auth');
}

function textAt(values: unknown, ...path: string[]): string | null {
  const value = at(values, ...path);
  return typeof value === 'string' ? value : null;
}
