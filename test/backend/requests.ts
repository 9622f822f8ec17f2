// Model requests for tests, in the shapes the real servers send.

import { type ModelRequest, readModelRequest } from '../../src/backend/model-request.js';

export type Item = Record<string, unknown>;

export function message(role: string, text: string): Item {
  const type = role === 'assistant' ? 'output_text' : 'input_text';
  return { type: 'message', role, content: [{ type, text }] };
}

export const environment = message(
  'user',
  '<environment_context>\n  <cwd>/work</cwd>\n</environment_context>',
);

export function functionCall(callId: string): Item {
  return { type: 'function_call', call_id: callId, name: 'exec_command', arguments: '{}' };
}

export function functionOutput(callId: string, output: unknown): Item {
  return { type: 'function_call_output', call_id: callId, output };
}

/** The body of a turn: instructions, tools, notes and these items. */
export function body(...items: readonly Item[]): Record<string, unknown> {
  return {
    model: 'gpt-5.4',
    instructions: 'You are a test.',
    tools: [{ type: 'function', name: 'exec_command' }, { type: 'web_search' }],
    input: [message('developer', '<permissions instructions>'), environment, ...items],
    stream: true,
  };
}

export function request(...items: readonly Item[]): ModelRequest {
  return readModelRequest(body(...items), {}, 1);
}

export function saying(text: string): ModelRequest {
  return request(message('user', text));
}
