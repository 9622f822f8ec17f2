// From what a client wants and the configuration says to the call that is made. Pure.

import type { ParamsOf } from '../../protocol/index.js';
import { REALTIME_VOICES } from './realtime-voices.js';
import type { Manner } from './spoken-event.js';
import type { Generation, SpokenCall, SpokenWishes } from './spoken-ports.js';
import { type AgentWords, agentWords, DEFAULT_PROMPT, sessionOf, startupContext } from './spoken-words.js';

export type RealtimeStart = ParamsOf<'thread/realtime/start'>;

export interface PlannedCall {
  readonly manner: Manner;
  readonly call: Pick<
    SpokenCall,
    | 'realtimeSessionId'
    | 'voiceSessionId'
    | 'generation'
    | 'transcribesOnly'
    | 'model'
    | 'transport'
    | 'session'
  >;
  readonly agentWords: AgentWords;
}

interface Surroundings {
  readonly isOlder: boolean;
  readonly threadId: string;
  readonly cwd: string;
}

/** What cannot be is told in a text instead. */
export function plannedCall(
  wanted: RealtimeStart,
  wishes: SpokenWishes,
  { isOlder, threadId, cwd }: Surroundings,
): PlannedCall | string {
  const generation = generationOf(wanted, wishes, isOlder);
  const voice = voiceOf(wanted, wishes, { generation, isOlder });
  const problem = problemOf(wanted, generation, isOlder ? null : voice);
  if (problem !== null) return problem;
  const manner = { generation, isOlder };
  const context = wishes.startupContext ?? startupContext(manner, cwd);
  const session = sessionOf(manner, {
    instructions: instructionsOf(wanted, wishes, { context, isOlder }),
    speaks: wanted.outputModality === 'text' ? 'text' : 'audio',
    voice,
    transcribesOnly: wishes.transcribesOnly,
    initialItems: wanted.initialItems ?? [],
  });
  const transport = wanted.transport ?? { type: 'websocket' };
  return {
    manner,
    call: {
      realtimeSessionId: wanted.realtimeSessionId ?? (transport.type === 'existingCall' ? null : threadId),
      voiceSessionId: wanted.voiceSessionId ?? null,
      generation,
      transcribesOnly: wishes.transcribesOnly,
      model: wanted.model ?? null,
      transport,
      session,
    },
    agentWords: agentWords(
      wanted.realtimeStartInstructions ?? wishes.startInstructions,
      wanted.realtimeEndInstructions ?? null,
    ),
  };
}

function generationOf(wanted: RealtimeStart, wishes: SpokenWishes, isOlder: boolean): Generation {
  const configured = (['v1', 'v2', 'v3'] as const).find((known) => known === wishes.version);
  if (isOlder) return configured === 'v2' ? 'v2' : 'v1';
  const { version, transport } = wanted;
  // The configuration does not reach calls whose sound goes another way.
  if (transport != null && transport.type !== 'websocket') return version ?? 'v1';
  return version ?? configured ?? 'v2';
}

/** Older servers have one voice in each generation. */
function voiceOf(
  wanted: RealtimeStart,
  wishes: SpokenWishes,
  { generation, isOlder }: { generation: Generation; isOlder: boolean },
): string {
  const { defaultV1, defaultV2 } = REALTIME_VOICES;
  if (isOlder) return generation === 'v1' ? 'fathom' : defaultV2;
  return wanted.voice ?? wishes.voice ?? (generation === 'v2' ? defaultV2 : defaultV1);
}

/** What cannot be in what is wanted; null when it could be. */
function problemOf(wanted: RealtimeStart, generation: Generation, voice: string | null): string | null {
  const { outputModality, initialItems, transport } = wanted;
  if (outputModality === 'text' && generation !== 'v2')
    return 'text realtime output modality requires realtime v2';
  const voices: readonly string[] = REALTIME_VOICES[generation];
  if (voice !== null && !voices.includes(voice))
    return `realtime voice \`${voice}\` is not supported for ${generation}; supported voices: ${voices.join(', ')}`;
  if (initialItems != null && initialItems.length > 0 && generation !== 'v3')
    return 'initial realtime items require realtime v3';
  if (transport != null && transport.type !== 'websocket' && generation === 'v2')
    return 'AVAS realtime calls require realtime v1 or v3';
  return null;
}

function instructionsOf(
  wanted: RealtimeStart,
  wishes: SpokenWishes,
  { context, isOlder }: { context: string; isOlder: boolean },
): string {
  const prompt = wishes.prompt ?? (wanted.prompt === undefined ? DEFAULT_PROMPT : (wanted.prompt ?? ''));
  const told = wanted.includeStartupContext === false ? '' : context;
  if (isOlder) return told === '' ? prompt : `${prompt}\n\n${told}`;
  return [prompt, told].filter((text) => text !== '').join('\n\n');
}
