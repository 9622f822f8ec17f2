import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  begun,
  type RealtimeInput,
  type RealtimeState,
  step,
} from '../../../src/domain/realtime/realtime-machine.js';
import { spokenEvent } from '../../../src/domain/realtime/spoken-event.js';
import { relayOf } from '../../../src/domain/realtime/spoken-relay.js';

const MANNERS = (['v1', 'v2', 'v3'] as const).flatMap((generation) =>
  [true, false].map((isOlder) => ({ generation, isOlder })),
);
const SECOND = { generation: 'v2', isOlder: false } as const;

function conversation(
  manner: RealtimeState['manner'] = SECOND,
  wishes: Parameters<typeof relayOf>[0] = {},
): RealtimeState {
  return begun({ manner, realtimeSessionId: 's', toldSessionId: 's', relay: relayOf(wishes) });
}

/** What comes of inputs, one after the other. */
function run(state: RealtimeState, inputs: readonly RealtimeInput[]) {
  let current = state;
  const effects = inputs.flatMap((input, index) => {
    const stepped = step(current, input, `id${index}`);
    current = stepped.state;
    return stepped.effects;
  });
  const told = effects.flatMap((effect) => (effect.type === 'tell' ? [effect.event] : []));
  const sent = effects.flatMap((effect) => (effect.type === 'send' ? [effect.message.type] : []));
  return { state: current, effects, told, sent };
}

const hearing = (message: object): RealtimeInput => {
  const event = spokenEvent(message as Readonly<Record<string, unknown>>, {
    generation: 'v2',
    isOlder: false,
  });
  if (event === null) throw new Error('nothing was said');
  return { type: 'model', event };
};
const says = (delta: string) => hearing({ type: 'response.output_text.delta', delta });

describe('a conversation by voice', () => {
  it('completes what is being said when a client begins a turn, not when the model does', () => {
    const speaking = run(conversation(), [says('Let me')]).state;
    expect(run(speaking, [{ type: 'turnStarted', isHandedOff: true }]).told).toEqual([]);
    expect(run(speaking, [{ type: 'turnStarted', isHandedOff: false }]).told).toMatchObject([
      { type: 'realtimeItem', phase: 'completed', item: { role: 'assistant', text: 'Let me' } },
    ]);
  });

  it('asks for an answer once the one that is given is over', () => {
    const answering = run(conversation(), [{ type: 'speech', text: 'a' }]);
    expect(answering.sent).toEqual(['conversation.item.create', 'response.create']);
    const waiting = run(answering.state, [
      { type: 'speech', text: 'b' },
      { type: 'speech', text: 'c' },
    ]);
    expect(waiting.sent).toEqual(['conversation.item.create', 'conversation.item.create']);
    expect(run(waiting.state, [hearing({ type: 'response.done' })]).sent).toEqual(['response.create']);
  });

  it('cuts off what it says aloud when somebody speaks', () => {
    const sound = { type: 'response.output_audio.delta', item_id: 'i', delta: 'AAAA'.repeat(1200) };
    const { effects } = run(conversation(), [
      hearing(sound),
      hearing(sound),
      hearing({ type: 'input_audio_buffer.speech_started', item_id: 'i' }),
    ]);
    expect(effects).toContainEqual({
      type: 'send',
      message: expect.objectContaining({ type: 'conversation.item.truncate', audio_end_ms: 150 }) as object,
    });
  });

  it('says nothing for the agent where clients do', () => {
    const managed = conversation(SECOND, { clientManagedHandoffs: true });
    const call = {
      type: 'function_call',
      name: 'background_agent',
      call_id: 'c',
      arguments: '{"prompt":"go"}',
    };
    const { sent, effects } = run(managed, [
      hearing({ type: 'conversation.item.done', item: call }),
      { type: 'agentSaid', text: 'done', isFinal: true },
      { type: 'turnEnded', isCompleted: true },
    ]);
    expect(sent).toEqual([]);
    expect(effects).toContainEqual({
      type: 'handOff',
      text: expect.stringContaining('<input>go</input>') as string,
    });
  });

  it('takes the words of an error where they are, or shows it as it is', () => {
    const words = [{ error: { message: 'a' } }, { message: 'b' }, { error: 'c' }, { error: { code: 'd' } }];
    const manner = { generation: 'v1', isOlder: true } as const;
    expect(words.map((error) => spokenEvent({ type: 'error', ...error }, manner))).toEqual(
      ['a', 'b', '"c"', '{"code":"d"}'].map((message) => ({ type: 'error', message })),
    );
  });

  const inputs = fc.oneof(
    fc.constantFrom<RealtimeInput[]>(
      says('word'),
      says(''),
      hearing({ type: 'response.output_text.done', text: 'whole' }),
      hearing({ type: 'conversation.item.input_audio_transcription.delta', delta: 'heard' }),
      hearing({ type: 'response.created' }),
      hearing({ type: 'response.done' }),
      hearing({ type: 'error', message: 'bad' }),
      { type: 'opened' },
      { type: 'text', role: 'user', text: 'typed' },
      { type: 'speech', text: 'said' },
      { type: 'agentSaid', text: 'agent', isFinal: true },
      { type: 'turnStarted', isHandedOff: false },
      { type: 'turnEnded', isCompleted: true },
      { type: 'ended', reason: 'requested', problem: null },
    ),
    fc.string().map((input): RealtimeInput => {
      const event = { type: 'handOff', handoffId: 'h', itemId: 'i', input } as const;
      return { type: 'model', event };
    }),
  );

  it.each(MANNERS)('ends once, with every item complete ($generation, older: $isOlder)', (manner) => {
    fc.assert(
      fc.property(fc.array(inputs, { maxLength: 30 }), (said) => {
        const end: RealtimeInput = { type: 'ended', reason: 'transport_closed', problem: null };
        const { told, effects } = run(conversation(manner), [...said, end, ...said]);
        expect(told.filter(({ type }) => type === 'realtimeClosed')).toHaveLength(1);
        expect(told.at(-1)?.type).toBe('realtimeClosed');
        expect(effects.filter(({ type }) => type === 'hangUp')).toHaveLength(1);
        const items = told.flatMap((event) => (event.type === 'realtimeItem' ? [event] : []));
        const grown = new Set(
          told.flatMap((event) =>
            event.type === 'realtimeItemDelta' && event.delta !== '' ? [event.itemId] : [],
          ),
        );
        const idsOf = (phase: string) =>
          items.flatMap((event) => (event.phase === phase ? [event.item.id] : []));
        const completed = idsOf('completed');
        expect(new Set(completed).size).toBe(completed.length);
        expect(idsOf('started')).toEqual(expect.arrayContaining(completed));
        expect(completed).toEqual(expect.arrayContaining([...grown]));
      }),
    );
  });
});
