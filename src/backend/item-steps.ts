// The steps of one output item: announced, streamed in deltas, completed.

import type { CheckedPace, CheckedReasoning, CheckedText, Split } from './checked-script.js';
import type { JsonObject } from './model-request.js';
import { type Fill, fillDeep } from './placeholders.js';
import type { ResponseEvents } from './response-events.js';
import type { CustomCall, FunctionCall, ShellCall } from './script.js';
import type { Step } from './stream-step.js';

/** A message: its text in deltas. */
export function* textSteps(part: CheckedText, events: ResponseEvents, fill: Fill): Generator<Step> {
  const { output_index, item_id } = events.place('msg', part.id);
  const place = { item_id, output_index, content_index: 0 };
  const message = (status: string, content: readonly JsonObject[]): JsonObject => ({
    id: item_id,
    type: 'message',
    status,
    role: 'assistant',
    ...(part.phase === undefined ? {} : { phase: part.phase }),
    content,
  });
  yield events.added(output_index, message('in_progress', []));
  yield events.event('response.content_part.added', { ...place, part: outputText('') });
  let text = '';
  for (const piece of pieces(part, fill)) {
    if (piece.kind !== 'delta') {
      yield piece;
      continue;
    }
    text += piece.delta;
    events.countOutput(piece.delta.length);
    yield events.event('response.output_text.delta', { ...place, delta: piece.delta });
  }
  if (!part.done) return;
  yield events.event('response.output_text.done', { ...place, text });
  yield events.event('response.content_part.done', { ...place, part: outputText(text) });
  yield events.done(output_index, message('completed', [outputText(text)]));
}

/** Reasoning: the parts of its summary, then its raw text. */
export function* reasoningSteps(part: CheckedReasoning, events: ResponseEvents, fill: Fill): Generator<Step> {
  const { output_index, item_id } = events.place('rs', part.id);
  const summary = part.summary.map(fill);
  yield events.added(output_index, { id: item_id, type: 'reasoning', summary: [] });
  for (const [summary_index, text] of summary.entries()) {
    const place = { item_id, output_index, summary_index };
    yield events.event('response.reasoning_summary_part.added', { ...place, part: summaryText('') });
    for (const delta of splitText(text, part.split)) {
      yield* pause(part);
      yield events.event('response.reasoning_summary_text.delta', { ...place, delta });
    }
    events.countReasoning(text.length);
    yield events.event('response.reasoning_summary_text.done', { ...place, text });
    yield events.event('response.reasoning_summary_part.done', { ...place, part: summaryText(text) });
  }
  const raw = part.text === undefined ? undefined : fill(part.text);
  if (raw !== undefined) {
    const place = { item_id, output_index, content_index: 0 };
    for (const delta of splitText(raw, part.split)) {
      yield* pause(part);
      yield events.event('response.reasoning_text.delta', { ...place, delta });
    }
    events.countReasoning(raw.length);
    yield events.event('response.reasoning_text.done', { ...place, text: raw });
  }
  if (!part.done) return;
  yield events.done(output_index, {
    id: item_id,
    type: 'reasoning',
    summary: summary.map(summaryText),
    ...(raw === undefined ? {} : { content: [{ type: 'reasoning_text', text: raw }] }),
    encrypted_content: part.encrypted ?? null,
  });
}

/** A call of a function tool. */
export function* callSteps(call: FunctionCall, events: ResponseEvents, fill: Fill): Generator<Step> {
  const { output_index, item_id } = events.place('fc');
  const given = call.arguments ?? {};
  const written = typeof given === 'string' ? fill(given) : JSON.stringify(fillDeep(given, fill));
  const item = (status: string, text: string): JsonObject => ({
    id: item_id,
    type: 'function_call',
    status,
    arguments: text,
    call_id: callId(call, output_index, events, fill),
    name: fill(call.name),
    ...(call.namespace === undefined ? {} : { namespace: call.namespace }),
  });
  yield events.added(output_index, item('in_progress', ''));
  events.countOutput(written.length);
  const place = { item_id, output_index };
  yield events.event('response.function_call_arguments.delta', { ...place, delta: written });
  yield events.event('response.function_call_arguments.done', { ...place, arguments: written });
  yield events.done(output_index, item('completed', written));
}

/** A call of a tool that takes free text. */
export function* customCallSteps(call: CustomCall, events: ResponseEvents, fill: Fill): Generator<Step> {
  const { output_index, item_id } = events.place('ctc');
  const input = fill(call.input);
  const item = (status: string, text: string): JsonObject => ({
    id: item_id,
    type: 'custom_tool_call',
    status,
    call_id: callId(call, output_index, events, fill),
    name: fill(call.name),
    input: text,
  });
  yield events.added(output_index, item('in_progress', ''));
  events.countOutput(input.length);
  const place = { item_id, output_index };
  yield events.event('response.custom_tool_call_input.delta', { ...place, delta: input });
  yield events.event('response.custom_tool_call_input.done', { ...place, input });
  yield events.done(output_index, item('completed', input));
}

/** A call of the built-in shell tool of older models. */
export function* shellCallSteps(call: ShellCall, events: ResponseEvents, fill: Fill): Generator<Step> {
  const { output_index, item_id } = events.place('lsh');
  const item = (status: string): JsonObject => ({
    id: item_id,
    type: 'local_shell_call',
    status,
    call_id: callId(call, output_index, events, fill),
    action: {
      type: 'exec',
      command: call.command.map(fill),
      timeout_ms: call.timeoutMs ?? null,
      working_directory: call.workingDirectory ?? null,
      env: {},
      user: null,
    },
  });
  yield events.added(output_index, item('in_progress'));
  events.countOutput(call.command.join(' ').length);
  yield events.done(output_index, item('completed'));
}

/** The id as given, with `*` at its end replaced by something that no other call has; made up when none is given. */
function callId(call: { readonly id?: string }, index: number, events: ResponseEvents, fill: Fill): string {
  const id = call.id === undefined ? 'call_*' : fill(call.id);
  return id.endsWith('_*') ? events.idFor(id.slice(0, -2), index) : id;
}

type Piece = { readonly kind: 'delta'; readonly delta: string } | Extract<Step, { kind: 'wait' | 'hold' }>;

function* pieces(part: CheckedText, fill: Fill): Generator<Piece> {
  const { source } = part;
  if (source.kind === 'repeat') {
    const text = fill(source.text);
    for (let index = 0; index < source.count; index += 1) {
      yield* pause(part);
      yield { kind: 'delta', delta: text.replaceAll('{{i}}', String(index)) };
    }
  } else if (source.kind === 'chunks') {
    for (const chunk of source.chunks) {
      if ('hold' in chunk) {
        yield { kind: 'hold', gate: chunk.hold };
        continue;
      }
      yield* pause({ delayMs: chunk.delayMs ?? part.delayMs });
      yield { kind: 'delta', delta: fill(chunk.text) };
    }
  } else {
    for (const delta of splitText(fill(source.content), part.split)) {
      yield* pause(part);
      yield { kind: 'delta', delta };
    }
  }
}

function* pause({ delayMs }: Pick<CheckedPace, 'delayMs'>): Generator<Extract<Step, { kind: 'wait' }>> {
  if (delayMs > 0) yield { kind: 'wait', ms: delayMs };
}

/** Cuts a text into deltas; joined they are the text again. */
export function splitText(text: string, split: Split): readonly string[] {
  if (split === 'none') return text === '' ? [] : [text];
  if (split === 'words') return text.match(/\s*\S+|\s+/g) ?? [];
  if (split === 'lines') return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const characters = Array.from(text);
  if (split === 'characters') return characters;
  const count = Math.ceil(characters.length / split);
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * split, (index + 1) * split).join(''),
  );
}

function outputText(text: string): JsonObject {
  return { type: 'output_text', annotations: [], text };
}

function summaryText(text: string): JsonObject {
  return { type: 'summary_text', text };
}
