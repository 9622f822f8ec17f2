import { describe, expect, it } from 'vitest';
import { readModelRequest } from '../../src/backend/model-request.js';
import { body, environment, functionCall, functionOutput, message, request, saying } from './requests.js';

describe('readModelRequest', () => {
  it('finds the newest user message behind the notes of the app-server', () => {
    const { userText } = request(
      message('user', 'first'),
      message('assistant', 'answer'),
      message('user', '<turn_aborted>\nstopped\n</turn_aborted>'),
      message('user', 'second'),
      environment,
    );
    expect(userText).toBe('second');
  });

  it('joins the texts of a message with several parts', () => {
    const parts = [
      { type: 'input_text', text: 'look' },
      { type: 'input_image', image_url: 'data:' },
      { type: 'input_text', text: 'here' },
    ];
    expect(request({ type: 'message', role: 'user', content: parts }).userText).toBe('look\nhere');
  });

  it('finds the tools that a model reads of in its input', () => {
    const named = (name: string) => ({ type: 'function', name });
    const read = (...tools: object[]) => ({ type: 'additional_tools', role: 'developer', tools });
    const functions = { type: 'namespace', name: 'functions', tools: [named('a'), named('b')] };
    const input = [read(named('old')), read(functions, { type: 'namespace', name: 'g', tools: [] })];
    expect(readModelRequest({ model: 'm', input }, {}, 1).tools).toEqual(['a', 'b', 'g']);
    expect(readModelRequest({ model: 'm', input, tools: [named('c')] }, {}, 1).tools).toEqual(['c']);
  });

  it('takes plain text as input', () => {
    expect(readModelRequest({ model: 'm', input: 'hi' }, {}, 1)).toMatchObject({
      model: 'm',
      userText: 'hi',
    });
  });

  it('lists the outputs that answer the newest calls, and no older ones', () => {
    const { toolOutputs } = request(
      message('user', 'go'),
      functionCall('old'),
      functionOutput('old', 'x'),
      functionCall('a'),
      functionCall('b'),
      functionOutput('a', 'one'),
      functionOutput('b', [{ type: 'input_text', text: 'two' }]),
      message('user', 'steered'),
    );
    expect(toolOutputs).toEqual([
      { callId: 'a', text: 'one' },
      { callId: 'b', text: 'two' },
    ]);
  });

  it('sees no output of a turn that was stopped, but what a later one brings', () => {
    const stopped = [
      functionCall('a'),
      functionOutput('a', 'aborted'),
      message('user', '<turn_aborted>\nstopped\n</turn_aborted>'),
      message('user', 'next'),
    ];
    expect(request(...stopped).toolOutputs).toEqual([]);
    const later = request(...stopped, functionCall('b'), functionOutput('b', 'x'));
    expect(later.toolOutputs).toEqual([{ callId: 'b', text: 'x' }]);
  });

  it('sees no tool output once the model has answered it', () => {
    const { toolOutputs } = request(
      functionCall('a'),
      functionOutput('a', 'x'),
      message('assistant', 'done'),
      message('user', 'next'),
    );
    expect(toolOutputs).toEqual([]);
  });

  it('names tools by name, hosted ones by type', () => {
    expect(saying('x').tools).toEqual(['exec_command', 'web_search']);
  });

  it('finds the schema that the output must follow', () => {
    const format = {
      type: 'json_schema',
      strict: true,
      name: 'codex_output_schema',
      schema: { type: 'object' },
    };
    expect(readModelRequest({ text: { verbosity: 'low', format } }, {}, 1).outputSchema).toEqual({
      type: 'object',
    });
    expect(readModelRequest({ text: { verbosity: 'low' } }, {}, 1).outputSchema).toBeUndefined();
  });

  it.each([
    ['turn', body(message('user', 'CONTEXT CHECKPOINT COMPACTION')), {}],
    [
      'compaction',
      { ...body(message('user', 'You are performing a CONTEXT CHECKPOINT COMPACTION.')), tools: [] },
      {},
    ],
    ['compaction', body(), { 'x-codex-turn-metadata': '{"request_kind":"compaction"}' }],
    ['turn', body(), { 'x-codex-turn-metadata': '{"request_kind":"turn"}' }],
    ['turn', body(), { 'x-codex-turn-metadata': '{broken' }],
    ['review', body(), { 'x-codex-turn-metadata': '{"request_kind":"turn"}', 'x-openai-subagent': 'review' }],
    ['compaction', body(), { 'x-openai-subagent': 'compact' }],
  ])('recognises a %s', (kind, given, headers) => {
    expect(readModelRequest(given, headers, 1).kind).toBe(kind);
  });

  it('survives a body of nonsense', () => {
    expect(
      readModelRequest({ model: 3, input: [null, 5, { role: 'user', content: 7 }], tools: 'x' }, {}, 1),
    ).toMatchObject({
      model: '',
      userText: '',
      tools: [],
      toolOutputs: [],
    });
  });
});
