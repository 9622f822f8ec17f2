// Reads the tools a client offers with thread/start. Older clients write them flat, newer ones tagged and grouped;
// the rest of the program sees only the newer form, whatever version is spoken.
import type { DynamicToolSpec } from './generated/types.js';
import { isMap, mismatch, Problem } from './problem.js';
import type { DynamicToolsShape, Shape } from './shape.js';

/** One tool in the older form, as the decoder leaves it. */
interface LegacyTool {
  readonly namespace?: string | null;
  readonly name: string;
  readonly description: string;
  readonly inputSchema: unknown;
  readonly deferLoading?: boolean | null;
  readonly exposeToContext?: boolean | null;
}

/** @returns the tools in the newer form; @throws Problem for the first thing that does not fit. */
export function readDynamicTools(
  { own, legacy }: DynamicToolsShape,
  value: unknown,
  decode: (shape: Shape, value: unknown) => unknown,
): unknown {
  if (!Array.isArray(value)) throw mismatch(value, 'a sequence');
  if (own === legacy) return grouped(value.map((tool) => decode(legacy, tool)));
  const isNew = value.some(isTagged);
  if (isNew && !value.every(isTaggedThroughout)) {
    throw new Problem('dynamic tools must use either canonical or legacy format consistently');
  }
  if (!isNew) return grouped(value.map((tool) => readLegacy(() => decode(legacy, tool))));
  for (const tool of value) for (const one of [tool, ...toolsIn(tool)]) refuseOddTag(one);
  return value.map((tool) => decode(own, tool));
}

function isTagged(tool: unknown): boolean {
  return isMap(tool) && Object.hasOwn(tool, 'type');
}

function isTaggedThroughout(tool: unknown): boolean {
  return isTagged(tool) && toolsIn(tool).every(isTagged);
}

function toolsIn(tool: unknown): readonly unknown[] {
  return isMap(tool) && Array.isArray(tool.tools) ? tool.tools : [];
}

/** Tags are read by name only here, not by index. */
function refuseOddTag(tool: unknown): void {
  if (!isMap(tool) || typeof tool.type === 'string') return;
  readLegacy(() => {
    throw mismatch(tool.type, 'variant identifier');
  });
}

/** What is read from a parsed value, as flat tools and tags are, knows one kind of number only. */
function readLegacy<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(
      error.message.replace(/^(invalid type: )(?:integer|floating point) `[^`]*`/, '$1number'),
    );
  }
}

/** Flat tools in the newer form: those of one namespace together, where its first one stood. */
function grouped(tools: readonly unknown[]): DynamicToolSpec[] {
  const specs: DynamicToolSpec[] = [];
  const namespaces = new Map<string, Extract<DynamicToolSpec, { type: 'namespace' }>>();
  for (const tool of tools as readonly LegacyTool[] /* decoded as such */) {
    const spec = functionOf(tool);
    if (typeof tool.namespace !== 'string') {
      specs.push(spec);
      continue;
    }
    const known = namespaces.get(tool.namespace);
    if (known) known.tools.push(spec);
    else {
      const added = { type: 'namespace' as const, name: tool.namespace, description: '', tools: [spec] };
      namespaces.set(tool.namespace, added);
      specs.push(added);
    }
  }
  return specs;
}

function functionOf(tool: LegacyTool): Extract<DynamicToolSpec, { type: 'function' }> {
  const { name, description, inputSchema, deferLoading, exposeToContext } = tool;
  const isDeferred = deferLoading ?? (typeof exposeToContext === 'boolean' ? !exposeToContext : undefined);
  return {
    type: 'function',
    name,
    description,
    inputSchema,
    ...(isDeferred === undefined ? {} : { deferLoading: isDeferred }),
  };
}
