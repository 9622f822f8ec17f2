// Asks a running server, initialized without the experimental capability, which uses of params it refuses and
// under which name. Candidates are members that only the experimental schema has, and the named variants below.
import type { FieldGate, ProfileFile, Schema, SchemaOrAny } from '../../src/protocol/profile-data.js';
import { exampleOf } from '../../src/protocol/skeleton.js';
import { type Probe, probe } from './probe.js';

/** Variants that are gated although the stable schema lists them. Probed, so a version may have none. */
const SUSPECT_VARIANTS: Readonly<Record<string, string>> = {
  AskForApproval: 'granular',
  LoginAccountParams: 'chatgptAuthTokens',
};

type Facts = Omit<ProfileFile, 'gates'>;

interface Candidate {
  readonly method: string;
  readonly path: readonly string[];
  readonly schema: SchemaOrAny;
  readonly variant?: string;
}

/** @returns the gates of each method that has any, in the order of its params' members. */
export async function probeGates(binary: string, facts: Facts): Promise<Record<string, FieldGate[]>> {
  const candidates = Object.entries(facts.clientRequests).flatMap(([method, fact]) =>
    fact.params === null || fact.experimental ? [] : candidatesIn(facts, method, fact.params),
  );
  const uses = candidates.flatMap((candidate) =>
    usesOf(facts, candidate).map((use) => ({ candidate, ...use })),
  );
  const answers = await probe(
    binary,
    uses.map(({ candidate, value }) => requestWith(facts, candidate, value)),
    {},
  );
  const gates: Record<string, FieldGate[]> = {};
  for (const candidate of candidates) {
    const [use] = uses.flatMap(({ when, ...one }, at) => {
      const name = one.candidate === candidate ? refusal(answers[at]) : undefined;
      return name === undefined ? [] : [{ path: candidate.path.join('.'), when, name }];
    });
    if (!use) continue;
    gates[candidate.method] ??= [];
    gates[candidate.method]?.push(use);
  }
  return gates;
}

function candidatesIn(facts: Facts, method: string, params: string): Candidate[] {
  const found: Candidate[] = [];
  const walk = (name: string, path: readonly string[]) => {
    const schema: Schema = facts.definitions[name] ?? {};
    const variant = SUSPECT_VARIANTS[name];
    if (variant !== undefined) found.push({ method, path, schema: { $ref: name }, variant });
    for (const [member, property] of Object.entries(schema.properties ?? {})) {
      const inner = [...path, member];
      if (facts.experimentalFields[name]?.includes(member)) {
        found.push({ method, path: inner, schema: property });
      } else {
        const target = referenced(property);
        if (target !== undefined && path.length < 3) walk(target, inner);
      }
    }
  };
  walk(params, []);
  return found;
}

interface Use {
  readonly value: unknown;
  readonly when: FieldGate['when'];
}

/** Values to try, the least first: the first that is refused says what counts as a use. */
function usesOf(facts: Facts, candidate: Candidate): Use[] {
  const { variant } = candidate;
  if (variant !== undefined) {
    return [
      { value: exampleOf(facts.definitions, variantOf(facts, candidate.schema, variant)), when: { variant } },
    ];
  }
  const schema = withoutNull(candidate.schema);
  const some = exampleOf(facts.definitions, schema);
  const nothing: Use = { value: null, when: 'defined' };
  const empty = (value: unknown): Use => ({ value, when: 'present' });
  if (typeof some === 'boolean') return [nothing, empty(false), { value: true, when: 'true' }];
  if (some === '') return [nothing, empty(''), { value: 'x', when: 'nonEmpty' }];
  if (Array.isArray(some) && typeof schema === 'object') {
    const item = exampleOf(facts.definitions, schema.items ?? true);
    return [nothing, empty([]), { value: [item], when: 'nonEmpty' }];
  }
  if (typeof schema === 'object' && schema.additionalProperties !== undefined && !schema.properties) {
    const item = exampleOf(facts.definitions, schema.additionalProperties);
    return [nothing, empty({}), { value: { key: item }, when: 'nonEmpty' }];
  }
  return [nothing, empty(some)];
}

function requestWith(facts: Facts, { method, path, schema }: Candidate, value: unknown): Probe {
  const params = facts.clientRequests[method]?.params ?? '';
  if (path.length === 0) return { method, params: value };
  const base = exampleOf(facts.definitions, { $ref: params }) as Record<string, unknown>; // params with members
  let at = base;
  let name = params;
  for (const step of path.slice(0, -1)) {
    name = referenced(facts.definitions[name]?.properties?.[step] ?? schema) ?? name;
    const inner = exampleOf(facts.definitions, { $ref: name }) as Record<string, unknown>; // a struct with members
    at[step] = inner;
    at = inner;
  }
  const last = path.at(-1);
  if (last !== undefined) at[last] = value;
  return { method, params: base };
}

function refusal(answer: unknown): string | undefined {
  const text = typeof answer === 'object' && answer !== null && 'error' in answer ? String(answer.error) : '';
  return /^(\S+) requires experimentalApi capability$/.exec(text)?.[1];
}

function variantOf(facts: Facts, schema: SchemaOrAny, variant: string): SchemaOrAny {
  const target = facts.definitions[referenced(schema) ?? ''];
  const found = (target?.oneOf ?? target?.anyOf ?? []).find((one) => {
    if (typeof one === 'boolean') return false;
    const tagged = Object.values(one.properties ?? {}).some(
      (p) => typeof p === 'object' && p.enum?.[0] === variant,
    );
    return tagged || one.required?.join() === variant;
  });
  if (found === undefined) throw new Error(`${referenced(schema)} has no variant ${variant}`);
  return found;
}

/** The definition a member refers to, an optional one included. */
function referenced(schema: SchemaOrAny): string | undefined {
  const plain = withoutNull(schema);
  return typeof plain === 'object' ? plain.$ref : undefined;
}

function withoutNull(schema: SchemaOrAny): SchemaOrAny {
  if (typeof schema === 'boolean') return schema;
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type: string) => type !== 'null');
    if (types.length === 1) return { ...schema, type: types[0] };
  }
  const variants = schema.anyOf?.filter((one) => typeof one === 'boolean' || one.type !== 'null');
  return variants?.length === 1 && variants[0] !== undefined ? variants[0] : schema;
}
