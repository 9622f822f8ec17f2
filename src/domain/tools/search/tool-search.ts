// tool_search: tools that the model is not told of until it looks for them, found by words. A call of one works all the
// same.

import { at, isRecord, listAt, textAt } from '../../../util/peek.js';
import type { ToolCall, ToolOutput } from '../../ports.js';
import { amount, ToolRefusal, text } from '../tool.js';
import { ranked } from './ranking.js';

const USUAL_LIMIT = 8;

/** The definition for the Responses API. */
export const TOOL_SEARCH = {
  type: 'tool_search',
  execution: 'client',
  description:
    'Finds tools you have not been told of by what they are called and do; those found can be called from then on.',
  parameters: {
    type: 'object',
    properties: {
      query: text('Words for what the tool should do.'),
      limit: amount(`How many tools to return at most; ${USUAL_LIMIT} by default.`),
    },
    required: ['query'],
    additionalProperties: false,
  },
} as const;

interface Findable {
  readonly group: Readonly<Record<string, unknown>>;
  readonly tool: Readonly<Record<string, unknown>>;
}

/** `groups` are definitions of namespaces; the output lists those with tools that fit. @throws ToolRefusal */
export function searchTools({ input }: ToolCall, groups: readonly unknown[]): ToolOutput {
  const { query, limit } = argumentsIn(input);
  const all = groups.filter(isRecord).flatMap((group): Findable[] =>
    listAt(group, 'tools')
      .filter(isRecord)
      .map((tool) => ({ group, tool })),
  );
  const found = ranked(all.map(textOf), query)
    .slice(0, limit)
    .flatMap((place) => all[place] ?? []);
  const shown = [...new Set(found.map(({ group }) => group))].map((group) => ({
    ...group,
    tools: found.filter((one) => one.group === group).map(({ tool }) => ({ ...tool, defer_loading: true })),
  }));
  return { output: shown };
}

function argumentsIn(input: string): { readonly query: string; readonly limit: number } {
  const given: unknown = JSON.parse(input);
  const query = textAt(given, 'query');
  const limit = at(given, 'limit') ?? USUAL_LIMIT;
  if (query === undefined) throw new ToolRefusal('a search needs a query');
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 0) {
    throw new ToolRefusal('a search takes a whole number of tools as its limit');
  }
  return { query, limit };
}

function textOf({ group, tool }: Findable): string {
  const properties = at(tool, 'parameters', 'properties');
  const members = isRecord(properties) ? Object.entries(properties) : [];
  return [
    textAt(group, 'name'),
    textAt(tool, 'name'),
    textAt(tool, 'description'),
    textAt(group, 'description'),
    ...members.flatMap(([name, schema]) => [name, textAt(schema, 'description')]),
  ]
    .filter((part) => part !== undefined)
    .join(' ')
    .replaceAll('_', ' ');
}
