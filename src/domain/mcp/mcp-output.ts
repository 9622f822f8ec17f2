// What the model reads of a finished call. Pure.

import { at, textAt } from '../../util/peek.js';
import type { ModelFacts } from '../ports.js';
import type { McpCallResult } from './mcp-ports.js';
import type { McpRules } from './mcp-rules.js';

export interface CallEnd {
  /** Null: the call failed, `error` says how. */
  readonly result: McpCallResult | null;
  readonly error: string | null;
  /** From the model's call to its end, questions to people included. */
  readonly seconds: number;
}

export function outputFor(
  end: CallEnd,
  rules: McpRules,
  detail?: ModelFacts['pictureDetail'],
): string | readonly unknown[] {
  const { result, seconds } = end;
  const content = result?.content ?? [{ type: 'text', text: end.error ?? '' }];
  const structured = result?.structuredContent ?? null;
  if (!rules.outputsNameTime) {
    if (structured !== null) return JSON.stringify(structured);
    return content.some(isImage) ? content.map((part) => partOf(part, {})) : JSON.stringify(content);
  }
  const time = `Wall time: ${seconds.toFixed(4)} seconds\nOutput:`;
  if (structured !== null) return `${time}\n${JSON.stringify(structured)}`;
  return [{ type: 'input_text', text: time }, ...content.map((part) => partOf(part, { detail }))];
}

function isImage(part: unknown): boolean {
  return at(part, 'type') === 'image';
}

function partOf(part: unknown, image: { readonly detail?: string | undefined }): unknown {
  if (isImage(part)) {
    const data = textAt(part, 'data') ?? '';
    const type = textAt(part, 'mimeType') ?? 'application/octet-stream';
    return { type: 'input_image', image_url: `data:${type};base64,${data}`, ...image };
  }
  const text = at(part, 'type') === 'text' ? textAt(part, 'text') : undefined;
  return { type: 'input_text', text: text ?? JSON.stringify(part) };
}
