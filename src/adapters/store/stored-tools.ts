// The client's own tools in the first line of a rollout file, so that a thread offers them again when it is resumed.

import type { DynamicToolSpec } from '../../protocol/index.js';
import { at, listAt, textAt } from '../../util/peek.js';
import type { Json } from './rollout-line.js';

type FunctionSpec = Extract<DynamicToolSpec, { type: 'function' }>;

/** As 0.118.0 writes them. It knows no groups, and could not read a file that has one. */
export function flatTools(tools: readonly DynamicToolSpec[]): Json[] {
  return tools.flatMap((tool) =>
    tool.type === 'namespace' ? [] : [{ ...described(tool), deferLoading: tool.deferLoading ?? false }],
  );
}

/** As 0.169.0 writes them. */
export function typedTools(tools: readonly DynamicToolSpec[]): Json[] {
  return tools.map((tool) =>
    tool.type === 'namespace'
      ? {
          type: 'namespace',
          name: tool.name,
          description: tool.description,
          tools: tool.tools.map(typed),
        }
      : typed(tool),
  );
}

function typed(tool: Omit<FunctionSpec, 'type'>): Json {
  const { deferLoading } = tool;
  return { type: 'function', ...described(tool), ...(deferLoading ? { deferLoading } : {}) };
}

function described({ name, description, inputSchema }: Omit<FunctionSpec, 'type'>): Json {
  return { name, description, inputSchema };
}

/** The tools of a file of either version; what is none is left out. */
export function toolsOf(payload: unknown): DynamicToolSpec[] {
  return listAt(payload, 'dynamic_tools').flatMap((tool): DynamicToolSpec[] => {
    if (at(tool, 'type') !== 'namespace') return functionOf(tool);
    const name = textAt(tool, 'name');
    if (name === undefined) return [];
    const description = textAt(tool, 'description') ?? '';
    return [{ type: 'namespace', name, description, tools: listAt(tool, 'tools').flatMap(functionOf) }];
  });
}

function functionOf(tool: unknown): FunctionSpec[] {
  const name = textAt(tool, 'name');
  if (name === undefined) return [];
  return [
    {
      type: 'function',
      name,
      description: textAt(tool, 'description') ?? '',
      inputSchema: at(tool, 'inputSchema') ?? {},
      ...(at(tool, 'deferLoading') === true ? { deferLoading: true } : {}),
    },
  ];
}
