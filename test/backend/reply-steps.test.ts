import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitText } from '../../src/backend/item-steps.js';
import { functionCall, functionOutput, message, request, saying } from './requests.js';
import { deltasOf, eventsOf, finishedText, stepsOf, typesOf } from './streams.js';

describe('replySteps', () => {
  it('streams a message as the Responses API does', () => {
    const events = eventsOf(stepsOf('Hello there.'));
    expect(typesOf(events)).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ]);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(events[4]).toMatchObject({
      item_id: 'msg_id_00',
      output_index: 0,
      content_index: 0,
      delta: 'Hello',
    });
    expect(events[8]?.item).toMatchObject({
      id: 'msg_id_00',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'Hello there.' }],
    });
    expect(events[9]?.response).toMatchObject({
      id: 'resp_id',
      status: 'completed',
      model: 'gpt-5.4',
      created_at: 7,
    });
    expect(events[9]?.response.output).toEqual([events[8]?.item]);
  });

  it('streams reasoning: each part of the summary, then the raw text', () => {
    const events = eventsOf(stepsOf({ reasoning: { summary: ['one two', 'three'], text: 'raw' } }));
    expect(typesOf(events).slice(2, -1)).toEqual([
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'reasoning_text.delta',
      'reasoning_text.done',
      'output_item.done',
    ]);
    expect(events[8]).toMatchObject({ item_id: 'rs_id_00', summary_index: 1 });
    expect(events.at(-2)?.item).toMatchObject({
      type: 'reasoning',
      summary: [
        { type: 'summary_text', text: 'one two' },
        { type: 'summary_text', text: 'three' },
      ],
      content: [{ type: 'reasoning_text', text: 'raw' }],
    });
  });

  it('gives every item of a response an id and an index of its own', () => {
    const events = eventsOf(
      stepsOf({
        parts: [
          'a',
          { call: { name: 'f' } },
          { customCall: { name: 'g', input: 'i' } },
          { shellCall: { command: ['ls'] } },
        ],
      }),
    );
    const done = events.filter(({ type }) => type === 'response.output_item.done');
    expect(done.map(({ output_index, item }) => [output_index, item.id, item.call_id])).toEqual([
      [0, 'msg_id_00', undefined],
      [1, 'fc_id_01', 'call_id_01'],
      [2, 'ctc_id_02', 'call_id_02'],
      [3, 'lsh_id_03', 'call_id_03'],
    ]);
  });

  it('sends the arguments of a call as JSON, or as they are', () => {
    const argumentsOf = (given: string | Record<string, unknown>): unknown =>
      eventsOf(stepsOf({ call: { name: 'f', id: 'c', arguments: given } })).at(-2)?.item;
    expect(argumentsOf({ cmd: 'ls' })).toMatchObject({
      type: 'function_call',
      call_id: 'c',
      arguments: '{"cmd":"ls"}',
    });
    expect(argumentsOf('{broken')).toMatchObject({ arguments: '{broken' });
  });

  it('fills placeholders inside arguments without breaking their JSON', () => {
    const steps = stepsOf({ call: { name: 'f', arguments: { cmd: 'echo {{user}}' } } }, saying('say "hi"'));
    expect(JSON.parse(eventsOf(steps).at(-2)?.item.arguments)).toEqual({ cmd: 'echo say "hi"' });
  });

  it('fills texts with facts of the request and groups of the match, and leaves other braces alone', () => {
    const reply = {
      when: { matches: 'docs on (?<topic>\\w+) (\\w+)' },
      text: '{{topic}} {{2}} {{model}} {{request}} {{kind}} {{user}} {{ nothing }} {{i}}',
    };
    expect(finishedText(eventsOf(stepsOf(reply, saying('docs on rust core'))))).toBe(
      'rust core gpt-5.4 1 turn docs on rust core {{ nothing }} {{i}}',
    );
  });

  it('waits before each delta', () => {
    const steps = stepsOf({ text: { content: 'a b', delayMs: 20 } });
    expect(steps.map((step) => (step.kind === 'wait' ? step.ms : step.kind))).toEqual([
      ...['event', 'event', 'event', 'event'],
      ...[20, 'event', 20, 'event'],
      ...['event', 'event', 'event', 'event'],
    ]);
  });

  it('sends chunks as they are, each with its own delay, and holds between them', () => {
    const steps = stepsOf({ text: { chunks: ['Hel', { hold: 'gate' }, { text: 'lo', delayMs: 5 }] } });
    expect(steps.slice(4, 8)).toMatchObject([
      { kind: 'event', event: { delta: 'Hel' } },
      { kind: 'hold', gate: 'gate' },
      { kind: 'wait', ms: 5 },
      { kind: 'event', event: { delta: 'lo' } },
    ]);
    expect(finishedText(eventsOf(steps))).toBe('Hello');
  });

  it('repeats a delta and counts it', () => {
    expect(deltasOf(eventsOf(stepsOf({ text: { repeat: 'n{{i}} ', count: 3 } })))).toEqual([
      'n0 ',
      'n1 ',
      'n2 ',
    ]);
  });

  it('leaves an item open that is not done, and says nothing after a cut', () => {
    const steps = stepsOf({ parts: [{ text: { content: 'half', done: false } }, { cut: 'destroy' }] });
    expect(typesOf(eventsOf(steps)).slice(-1)).toEqual(['output_text.delta']);
    expect(steps.at(-1)).toEqual({ kind: 'cut', how: 'destroy' });
  });

  it('breaks off after so many events', () => {
    const steps = stepsOf({ text: 'a b c', cutAfter: { events: 5 } });
    expect(eventsOf(steps)).toHaveLength(5);
    expect(steps.at(-1)).toEqual({ kind: 'cut', how: 'destroy' });
    expect(stepsOf({ text: 'a', cutAfter: { events: 0, how: 'end' } })).toEqual([
      { kind: 'cut', how: 'end' },
    ]);
  });

  it('ends as failed with the code and message given', () => {
    const last = eventsOf(stepsOf({ parts: ['a', { failed: { code: 'server_error', message: 'Oh.' } }] })).at(
      -1,
    );
    expect(last).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'server_error', message: 'Oh.' } },
    });
  });

  it('ends as incomplete with the reason given', () => {
    const last = eventsOf(stepsOf({ parts: ['a', { incomplete: { reason: 'max_output_tokens' } }] })).at(-1);
    expect(last).toMatchObject({
      type: 'response.incomplete',
      response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    });
  });

  it('sends items, events and bytes exactly as given', () => {
    const item = { type: 'web_search_call', id: 'ws_1', status: 'completed' };
    const steps = stepsOf({
      parts: [{ item }, { event: { type: 'response.odd', x: 1 } }, { raw: 'data: {\n\n' }],
    });
    expect(steps.slice(2, -1)).toMatchObject([
      { event: { type: 'response.output_item.added', item } },
      { event: { type: 'response.output_item.done', item } },
      { kind: 'event', event: { type: 'response.odd', x: 1 } },
      { kind: 'raw', text: 'data: {\n\n' },
    ]);
  });

  it('estimates usage from sizes, at four characters a token', () => {
    const usageOf = (text: string): Record<string, unknown> => eventsOf(stepsOf(text)).at(-1)?.response.usage;
    expect(usageOf('12345678')).toMatchObject({
      output_tokens: 2,
      output_tokens_details: { reasoning_tokens: 0 },
    });
    const { input_tokens, total_tokens } = usageOf('12345678');
    expect(input_tokens).toBeGreaterThan(50);
    expect(total_tokens).toBe(Number(input_tokens) + 2);
  });

  it('counts as cached what an earlier request brought', () => {
    const long = message('user', 'word '.repeat(400));
    const usage = eventsOf(stepsOf('x', request(long, functionCall('a'), functionOutput('a', 'y')))).at(-1)
      ?.response.usage;
    const first = eventsOf(stepsOf('x', request(long))).at(-1)?.response.usage;
    expect(first.input_tokens_details.cached_tokens).toBe(0);
    expect(usage.input_tokens_details.cached_tokens).toBeGreaterThan(first.input_tokens - 129);
    expect(usage.input_tokens_details.cached_tokens).toBeLessThanOrEqual(first.input_tokens);
  });

  it('reports the usage a script gives', () => {
    const usage = { input: 1000, cached: 200, output: 50, reasoning: 10 };
    expect(eventsOf(stepsOf({ text: 'x', usage })).at(-1)?.response.usage).toEqual({
      input_tokens: 1000,
      input_tokens_details: { cached_tokens: 200 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 10 },
      total_tokens: 1050,
    });
  });
});

describe('splitText', () => {
  it.each([
    ['words' as const, ['Hi', ' there,', '\nyou', ' ']],
    ['lines' as const, ['Hi there,\n', 'you ']],
    ['characters' as const, 'Hi there,\nyou '.split('')],
    ['none' as const, ['Hi there,\nyou ']],
    [6, ['Hi the', 're,\nyo', 'u ']],
  ])('cuts into %s', (split, expected) => {
    expect(splitText('Hi there,\nyou ', split)).toEqual(expected);
  });

  it('loses nothing, whatever the text', () => {
    const splits = fc.constantFrom(
      'words' as const,
      'lines' as const,
      'characters' as const,
      'none' as const,
      1,
      7,
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), splits, (text, split) => {
        const pieces = splitText(text, split);
        expect(pieces.join('')).toBe(text);
        expect(pieces).not.toContain('');
      }),
    );
  });
});
