// Fills `{{name}}` in the texts of a reply with facts of the request. Unknown names stay as they are.

import type { ModelRequest } from './model-request.js';
import { schemaSample } from './schema-sample.js';

/** Returns the text with its placeholders filled. */
export type Fill = (text: string) => string;

const SHORT_LENGTH = 80;

/** Names: user, user.short, model, request, kind, toolOutput, schema.sample, and the groups of the match. */
export function filler(request: ModelRequest, match: RegExpExecArray | undefined): Fill {
  const facts: Readonly<Record<string, () => string>> = {
    user: () => request.userText,
    'user.short': () => shortText(request.userText),
    model: () => request.model,
    request: () => String(request.number),
    kind: () => request.kind,
    toolOutput: () => request.toolOutputs.map((output) => output.text).join('\n'),
    'toolOutput.short': () => shortText(printed(request.toolOutputs.at(-1)?.text ?? '')),
    'schema.sample': () => JSON.stringify(schemaSample(request.outputSchema, shortText(request.userText))),
  };
  const group = (name: string): string | undefined =>
    match === undefined || !hasGroup(match, name)
      ? undefined
      : ((/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? '');
  return (text) =>
    text.includes('{{')
      ? text.replace(
          /\{\{\s*([\w.]+)\s*\}\}/g,
          (whole, name: string) => facts[name]?.() ?? group(name) ?? whole,
        )
      : text;
}

/** What a command printed, without the lines that servers put before it. */
function printed(output: string): string {
  const head =
    /^(?:(?:Chunk ID|Command|Exit code|Wall time|Process|Original token count)\b[^\n]*\n)+Output:\n/;
  return output.replace(head, '').trim() === '' ? output : output.replace(head, '');
}

/** Whether the pattern has this group; one that took no part in the match is empty. */
function hasGroup(match: RegExpExecArray, name: string): boolean {
  return /^\d+$/.test(name) ? Number(name) < match.length : Object.hasOwn(match.groups ?? {}, name);
}

/** Fills every text inside a JSON value. */
export function fillDeep(value: unknown, fill: Fill): unknown {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((item) => fillDeep(item, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillDeep(item, fill)]));
}

/** Its first line, cut where it gets long. */
export function shortText(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length <= SHORT_LENGTH ? line : `${line.slice(0, SHORT_LENGTH - 1).trimEnd()}…`;
}
