// Turns the dump of a binary into the facts a profile holds: methods, their params and results, definitions.
// Gates are added by gate-probe.ts, which needs the running binary.
import { resultName } from '../../src/drift/result-names.js';
import { flattenDefinitions, sameForm } from '../../src/drift/schema-form.js';
import type {
  NotificationFact,
  ProfileFile,
  RequestFact,
  Schema,
  SchemaOrAny,
} from '../../src/protocol/profile-data.js';
import { referencesIn } from '../../src/protocol/references.js';
import type { BinaryDump } from './binary.js';
import { inDeclarationOrder } from './declaration-order.js';
import { type DumpType, TypeDump } from './ts-dump.js';

/** A profile without what only a running server can tell. */
export interface Facts {
  readonly profile: Omit<ProfileFile, 'gates'>;
  /** Places where schema and TypeScript dump do not fit together. */
  readonly complaints: readonly string[];
}

/**
 * @param methodOrder every method name in the order of the server's `unknown variant` text.
 * @throws when a result type cannot be resolved or the dumps contradict each other.
 */
export function factsOf(dump: BinaryDump, methodOrder: readonly string[]): Facts {
  const stable = flattenDefinitions(dump.stable);
  const raw = flattenDefinitions(dump.experimental);
  const types = new TypeDump(dump.types);
  const complaints: string[] = [];
  const definitions = new Map<string, Schema>();
  for (const [name, schema] of raw) {
    const type = dumped(name, schema, types);
    const note = (text: string) => complaints.push(`${name}: ${text}`);
    const sorted = type ? inDeclarationOrder(schema, type, types, note) : schema;
    definitions.set(name, sorted as Schema); // a definition is never a bare boolean
  }
  const legacy = new LegacyTypes(types, definitions);
  const requests = (union: string, order: readonly string[]) =>
    ordered(order, requestFacts(union, { raw, stable, definitions, types, legacy }));
  const profile = {
    version: dump.version,
    clientRequests: requests('ClientRequest', methodOrder),
    serverRequests: requests('ServerRequest', [...types.methods('ServerRequest').keys()]),
    notifications: notificationFacts('ServerNotification', { raw, stable, types, legacy }),
    clientNotifications: notificationFacts('ClientNotification', { raw, stable, types, legacy }),
  };
  const used = reachable(profile, definitions);
  return {
    profile: {
      ...profile,
      experimentalFields: experimentalFields(stable, definitions, used),
      definitions: Object.fromEntries(used.map((name) => [name, definitions.get(name) ?? {}])),
    },
    complaints: complaints.filter((text) => used.includes(text.slice(0, text.indexOf(':')))),
  };
}

interface Sources {
  readonly raw: ReadonlyMap<string, Schema>;
  readonly stable: ReadonlyMap<string, Schema>;
  readonly definitions: ReadonlyMap<string, Schema>;
  readonly types: TypeDump;
  readonly legacy: LegacyTypes;
}

function requestFacts(union: string, from: Sources): Map<string, RequestFact> {
  const facts = new Map<string, RequestFact>();
  const stable = messages(from.stable, union);
  for (const [method, { params, required }] of messages(from.raw, union)) {
    const name = refName(params);
    facts.set(method, {
      params: name,
      result: resultName(method, name, from.definitions),
      ...(name !== null && !required ? { paramsOptional: true as const } : {}),
      ...(stable.has(method) ? {} : { experimental: true as const }),
    });
  }
  for (const [method, type] of from.types.methods(union)) {
    if (facts.has(method) || type === null) continue;
    const params = from.legacy.define(type);
    const result = from.types.at(type.file.replace(/Params$/, 'Response'));
    if (result) from.legacy.define(result);
    facts.set(method, { params, result: resultName(method, params, from.definitions), hidden: true });
  }
  return facts;
}

function notificationFacts(
  union: string,
  from: Omit<Sources, 'definitions'>,
): Record<string, NotificationFact> {
  const facts: Record<string, NotificationFact> = {};
  const stable = messages(from.stable, union);
  const listed = messages(from.raw, union);
  const dumped = from.types.methods(union);
  for (const method of new Set([
    ...(dumped.size > 0 ? dumped : from.types.methods(`${union}Envelope`)).keys(),
    ...listed.keys(),
  ])) {
    const fact = listed.get(method);
    const type = dumped.get(method);
    if (fact)
      facts[method] = { params: refName(fact.params), ...(stable.has(method) ? {} : { experimental: true }) };
    else facts[method] = { params: type ? from.legacy.define(type) : null, hidden: true };
  }
  return facts;
}

/** Types that only the TypeScript dump has, converted and added to the definitions under a free name. */
class LegacyTypes {
  readonly #types: TypeDump;
  readonly #definitions: Map<string, Schema>;

  constructor(types: TypeDump, definitions: Map<string, Schema>) {
    this.#types = types;
    this.#definitions = definitions;
  }

  /** @returns the definition name of a dumped type. A root type hidden behind a v2 one of its name gets `V1`. */
  define(type: DumpType): string {
    const base = type.file.slice(type.file.lastIndexOf('/') + 1);
    const shadowed = !type.file.startsWith('v2/') && this.#types.at(`v2/${base}`) !== undefined;
    const name = shadowed ? `V1${base}` : base;
    if (!this.#definitions.has(name)) {
      this.#definitions.set(name, {});
      const schema = this.#types.toSchema(type, (target) => this.define(target));
      this.#definitions.set(name, schema === true ? {} : (schema as Schema)); // converted types are no booleans
    }
    return name;
  }
}

function messages(table: ReadonlyMap<string, Schema>, union: string) {
  const found = new Map<string, { params: SchemaOrAny | undefined; required: boolean }>();
  for (const variant of table.get(union)?.oneOf ?? []) {
    if (typeof variant === 'boolean') continue;
    const method = variant.properties?.method;
    const name = typeof method === 'object' ? method.enum?.[0] : undefined;
    if (typeof name !== 'string') throw new Error(`${union} has a variant without method`);
    found.set(name, {
      params: variant.properties?.params,
      required: variant.required?.includes('params') ?? false,
    });
  }
  return found;
}

/** The definition a `params` member names; null when it is unit. */
function refName(params: SchemaOrAny | undefined): string | null {
  if (typeof params !== 'object' || params.type === 'null') return null;
  if (params.$ref !== undefined) return params.$ref;
  for (const variant of params.anyOf ?? []) {
    const name = refName(variant);
    if (name !== null) return name;
  }
  throw new Error(`params without a name: ${JSON.stringify(params)}`);
}

/** The dumped type of a definition: of several files with that name, the one with the same members. */
function dumped(name: string, schema: Schema, types: TypeDump): DumpType | undefined {
  const candidates = types.named(name);
  if (candidates.length < 2) return candidates[0];
  const scored = candidates.map((type) => {
    const misses: string[] = [];
    inDeclarationOrder(schema, type, types, (text) => misses.push(text));
    return { type, misses: misses.length };
  });
  return scored.sort((a, b) => a.misses - b.misses)[0]?.type;
}

function ordered<T>(order: readonly string[], facts: Map<string, T>): Record<string, T> {
  const missing = order.filter((method) => !facts.has(method));
  const extra = [...facts.keys()].filter((method) => !order.includes(method));
  if (missing.length + extra.length > 0) {
    throw new Error(
      `method lists differ: not in the dumps [${missing.join()}], not told by the server [${extra.join()}]`,
    );
  }
  return Object.fromEntries(order.flatMap((method) => [[method, facts.get(method)]])) as Record<string, T>; // all present
}

function reachable(
  profile: { [kind: string]: string | Record<string, { params: string | null; result?: string }> },
  definitions: ReadonlyMap<string, Schema>,
): string[] {
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    const schema = definitions.get(name);
    if (!schema) throw new Error(`no definition ${name}`);
    seen.add(name);
    referencesIn(schema).forEach(visit);
  };
  for (const facts of Object.values(profile)) {
    if (typeof facts === 'string') continue;
    for (const { params, result } of Object.values(facts)) {
      if (params !== null) visit(params);
      if (result !== undefined) visit(result);
    }
  }
  return [...seen].sort();
}

function experimentalFields(
  stable: ReadonlyMap<string, Schema>,
  definitions: ReadonlyMap<string, Schema>,
  used: readonly string[],
): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const name of used) {
    const before = stable.get(name);
    const now = definitions.get(name);
    if (!before || !now || sameForm(before, now)) continue;
    const added = Object.keys(now.properties ?? {}).filter(
      (member) => before.properties?.[member] === undefined,
    );
    if (added.length > 0) fields[name] = added;
  }
  return fields;
}
