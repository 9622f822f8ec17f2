// What every tool of the agent is made of: one file per tool, registry.ts puts them together.

import type { ToolCall, ToolContext, ToolOutput, ToolThread } from '../ports.js';

export interface Tool {
  readonly name: string;
  readonly kind: ToolCall['kind'];
  /** The group it is offered and called in; none by default. */
  readonly namespace?: string | ((thread: ToolThread) => string);
  /** The definition for the Responses API; null where the model is not told of the tool. */
  offered(thread: ToolThread): unknown;
  /** Whether a call is taken although the model was not told; false by default. */
  takesUnoffered?(thread: ToolThread): boolean;
  /** @throws ToolRefusal what the model is told instead of an output */
  run(call: ToolCall, context: ToolContext): Promise<ToolOutput>;
  /** Whether a call can be rehearsed, up to the consent it needs; false by default. */
  readonly isRehearsable?: true;
  /** How a stopped call is worded; `plain` by default. */
  readonly stopped?: 'plain' | 'timed';
}

export function namespaceOf({ namespace }: Tool, thread: ToolThread): string | null {
  return (typeof namespace === 'function' ? namespace(thread) : namespace) ?? null;
}

/** A call that cannot be done. The message is what the model is told. */
export class ToolRefusal extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ToolRefusal';
  }
}

/** A function definition whose arguments are an object. */
export function functionTool(
  name: string,
  description: string,
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[],
): unknown {
  const parameters = { type: 'object', properties, required, additionalProperties: false };
  return { type: 'function', name, description, strict: false, parameters };
}

export function text(description: string): unknown {
  return { type: 'string', description };
}

export function amount(description: string): unknown {
  return { type: 'number', description };
}

export function flag(description: string): unknown {
  return { type: 'boolean', description };
}

export function texts(description: string): unknown {
  return { type: 'array', items: { type: 'string' }, description };
}
