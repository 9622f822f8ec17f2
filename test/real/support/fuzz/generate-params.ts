// Params of a method by the schema of its profile: mostly as they should be, here and there not.
import type { Schema } from './profile-file.js';
import type { Random } from './random.js';
import { stringsOf } from './strings.js';

export interface Making {
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly random: Random;
  /** How likely each value is something else than its type says. */
  readonly strangeness: number;
}

const MOST_DEPTH = 6;
const STRANGE: readonly unknown[] = [null, '', 'x', 0, -1, 1.5, true, [], {}, [null], { type: 'unheard-of' }];
const ANY: readonly unknown[] = [
  null,
  true,
  'text',
  3,
  -1.5,
  [],
  {},
  ['a', 1],
  { a: { b: 1 } },
  'high',
  'never',
];
const WHOLE = [0, 1, 2, 5, 100, 1000, 0xffff, 2 ** 31, 2 ** 32, 2 ** 53];
const BELOW_NOTHING = [-1, -(2 ** 31), -(2 ** 53)];
/** Whole values of members whose parts are chosen together. */
const WHOLES: Readonly<Record<string, readonly unknown[]>> = {
  'command/exec command': [
    ['true'],
    ['echo', 'hi'],
    ['sh', '-c', 'exit 3'],
    ['sleep', '0.01'],
    ['no-such-program'],
    [''],
    [],
  ],
  'process/spawn command': [
    ['true'],
    ['echo', 'hi'],
    ['sh', '-c', 'exit 3'],
    ['cat'],
    ['no-such-program'],
    [''],
    [],
  ],
  config: [
    {},
    null,
    { model: 'gpt-5.4-mini' },
    { 'tui.theme': 'x' },
    { unheard_of: 1 },
    { model: 3 },
    { approval_policy: 'unheard-of' },
  ],
};

export function paramsOf(method: string, schema: Schema, making: Making): unknown {
  return valueFor(schema, { ...making, method, member: '', depth: 0 });
}

interface Place extends Making {
  readonly method: string;
  readonly member: string;
  readonly depth: number;
}

function valueFor(schema: Schema, place: Place): unknown {
  const { random, definitions, depth, method, member } = place;
  if (depth > 0 && random.chance(place.strangeness)) return random.pick(STRANGE);
  const wholes = WHOLES[`${method} ${member}`] ?? (depth === 1 ? WHOLES[member] : undefined);
  if (wholes !== undefined) return random.pick(wholes);
  if (schema.$ref !== undefined) return valueFor(definitions[schema.$ref] ?? {}, place);
  const union = schema.oneOf ?? (schema.properties === undefined ? schema.anyOf : undefined);
  if (union !== undefined) return valueFor(random.pick(union), place);
  if (schema.enum !== undefined) return random.pick(schema.enum);
  return byType(
    typeof schema.type === 'string' ? schema.type : random.pick(schema.type ?? ['any']),
    schema,
    place,
  );
}

function byType(type: string, schema: Schema, place: Place): unknown {
  const { random } = place;
  switch (type) {
    case 'null':
      return null;
    case 'boolean':
      return random.chance(0.5);
    case 'string':
      return random.pick(stringsOf(place.member));
    case 'integer':
      return random.pick(random.chance(0.15) ? [...BELOW_NOTHING, 0.5] : WHOLE);
    case 'number':
      return random.pick([...WHOLE, ...BELOW_NOTHING, 0.5, 1e300]);
    case 'array': {
      const items = schema.items ?? {};
      const length = place.depth > MOST_DEPTH ? 0 : random.pick([0, 1, 1, 1, 2]);
      return Array.from({ length }, () => valueFor(items, { ...place, depth: place.depth + 1 }));
    }
    case 'object':
      return objectOf(schema, place);
    default:
      return random.pick(ANY);
  }
}

function objectOf(schema: Schema, place: Place): unknown {
  const { random, depth } = place;
  const made: Record<string, unknown> = {};
  const alternative = schema.anyOf === undefined ? undefined : random.pick(schema.anyOf);
  const properties = { ...schema.properties, ...alternative?.properties };
  const required = new Set([...(schema.required ?? []), ...(alternative?.required ?? [])]);
  const wanted = random.pick([0, 0.15, 0.4]);
  for (const [name, member] of Object.entries(properties)) {
    const isThere = required.has(name) ? !random.chance(place.strangeness / 3) : random.chance(wanted);
    if (isThere && (depth <= MOST_DEPTH || required.has(name)))
      made[name] = valueFor(member, { ...place, member: name, depth: depth + 1 });
  }
  const more = schema.additionalProperties;
  if (typeof more === 'object' && random.chance(0.6))
    made[random.pick(['a', '', 'b c'])] = valueFor(more, { ...place, depth: depth + 1 });
  if (random.chance(0.05)) made.unheardOf = 1;
  return made;
}
