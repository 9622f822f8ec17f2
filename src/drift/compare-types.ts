// Walks two types side by side and tells where they part. Definitions are compared once per pair and writer; the
// messages that carry them are told by compare.ts.

import type { Schema, SchemaOrAny } from '../protocol/index.js';
import type { Effect, Event } from './change.js';
import { type Node, type Place, placeOf } from './node-of.js';
import type { Surface } from './surface.js';

/** Something that changed inside a definition. */
export interface TypeChange {
  readonly event: Event;
  readonly place: string;
  readonly member: string | null;
  /** The definition it happened in. */
  readonly definition: string;
}

/** Compares definitions of two surfaces; what has been compared is not compared again. */
export class TypeComparison {
  readonly changes: TypeChange[] = [];
  readonly #from: Surface;
  readonly #to: Surface;
  readonly #seen = new Set<string>();

  constructor(from: Surface, to: Surface) {
    this.#from = from;
    this.#to = to;
  }

  definitions(from: string, to: string): void {
    const pair = `${from} ${to}`;
    if (this.#seen.has(pair)) return;
    this.#seen.add(pair);
    const at: At = { definition: to, path: '', member: null, isRoot: true };
    this.#places(placeOf(this.#from.definitions[from]), placeOf(this.#to.definitions[to]), at);
  }

  #places(from: Place, to: Place, at: At): void {
    if (from.isNullable !== to.isNullable) {
      this.#say({ type: to.isNullable ? 'becameNullable' : 'neverNull' }, at);
    }
    this.#nodes(from.node, to.node, at);
  }

  #nodes(from: Node, to: Node, at: At): void {
    if (from.kind === 'ref' && to.kind === 'ref') this.definitions(from.name, to.name);
    else if (from.kind === 'ref') this.#inline(this.#from, from.name, (node) => this.#nodes(node, to, at));
    else if (to.kind === 'ref') this.#inline(this.#to, to.name, (node) => this.#nodes(from, node, at));
    else if (from.kind === 'object' && to.kind === 'object') this.#objects(from.schema, to.schema, at);
    else if (from.kind === 'list' && to.kind === 'list') this.#inner(from.items, to.items, at, '[]');
    else if (from.kind === 'map' && to.kind === 'map') this.#inner(from.values, to.values, at, '{}');
    else if (from.kind === 'variants' && to.kind === 'variants') this.#variants(from, to, at);
    else this.#retyped(from, to, at);
  }

  #retyped(from: Node, to: Node, at: At): void {
    const [was, is] = [describe(from), describe(to)];
    if (was !== is) this.#say({ type: 'retyped', was, is, effect: effectOf(from, to) }, at);
  }

  /** A definition on one side stands for its content on the other. */
  #inline(surface: Surface, name: string, compare: (node: Node) => void): void {
    const { node } = placeOf(surface.definitions[name]);
    // A definition that is only another name ends here at the latest: it cannot lead to itself.
    if (node.kind !== 'ref' || node.name !== name) compare(node);
  }

  #inner(from: SchemaOrAny, to: SchemaOrAny, at: At, sign: string): void {
    this.#places(placeOf(from), placeOf(to), { ...at, path: at.path + sign, isRoot: false });
  }

  #objects(from: Schema, to: Schema, at: At): void {
    const [before, after] = [from.properties ?? {}, to.properties ?? {}];
    for (const member of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const place: At = { ...at, path: `${at.path}.${member}`, member, isRoot: false };
      const [wasRequired, isRequired] = [isAlways(from, member), isAlways(to, member)];
      const isExperimental = at.isRoot && this.#to.isExperimental(at.definition, member);
      if (!Object.hasOwn(before, member)) {
        const is = describe(placeOf(after[member]).node);
        this.#say({ type: 'memberAdded', isRequired, isExperimental, is }, place);
      } else if (!Object.hasOwn(after, member)) this.#say({ type: 'memberRemoved', wasRequired }, place);
      else {
        const hasMoved = wasRequired !== isRequired;
        if (hasMoved) this.#say({ type: isRequired ? 'becameRequired' : 'becameOptional' }, place);
        if (at.isRoot) this.#experimental(member, isExperimental, place);
        const [was, is] = [placeOf(before[member]), placeOf(after[member])];
        // To readers absent and null are one; what is said once is enough.
        if (hasMoved && is.isNullable !== isRequired) this.#nodes(was.node, is.node, place);
        else this.#places(was, is, place);
      }
    }
  }

  #experimental(member: string, isExperimental: boolean, at: At): void {
    const wasExperimental = this.#from.isExperimental(at.definition, member);
    if (wasExperimental === isExperimental) return;
    this.#say({ type: isExperimental ? 'becameExperimental' : 'becameStable' }, at);
  }

  #variants({ variants: from }: Variants, { variants: to }: Variants, at: At): void {
    for (const name of new Set([...from.keys(), ...to.keys()])) {
      const [before, after] = [from.get(name), to.get(name)];
      const where = { ...at, member: null };
      if (before === undefined)
        this.#say({ type: 'variantAdded', name, isLiteral: after?.isLiteral ?? false }, where);
      else if (after === undefined)
        this.#say({ type: 'variantRemoved', name, isLiteral: before.isLiteral }, where);
      else if (before.schema !== null && after.schema !== null) {
        this.#inner(before.schema, after.schema, at, `:${name}`);
      }
    }
  }

  #say(event: Event, { definition, path, member }: At): void {
    this.changes.push({ event, place: definition + path, member, definition });
  }
}

type Variants = Extract<Node, { kind: 'variants' }>;
type Scalar = Extract<Node, { kind: 'scalar' }>;

interface At {
  readonly definition: string;
  readonly path: string;
  readonly member: string | null;
  /** Whether this is the definition itself, whose members may be experimental. */
  readonly isRoot: boolean;
}

/** Members without which no reader accepts the message, whatever its sender leaves out. */
function isAlways(schema: Schema, member: string): boolean {
  return schema.required?.includes(member) ?? false;
}

/** A type in a word or two. */
function describe(node: Node): string {
  switch (node.kind) {
    case 'any':
      return 'any value';
    case 'ref':
      return node.name;
    case 'scalar':
      return node.format ?? node.type;
    case 'object':
      return 'object';
    case 'list':
      return `list of ${describe(placeOf(node.items).node)}`;
    case 'map':
      return `map of ${describe(placeOf(node.values).node)}`;
    case 'variants':
      return node.variants.size > 3
        ? `one of ${node.variants.size} forms`
        : [...node.variants].map(([name, { isLiteral }]) => (isLiteral ? `"${name}"` : name)).join(' or ');
  }
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  uint8: [0, 8],
  uint16: [0, 16],
  uint32: [0, 32],
  uint64: [0, 64],
  uint: [0, 64],
  int8: [-7, 7],
  int16: [-15, 15],
  int32: [-31, 31],
  int64: [-63, 63],
  int: [-63, 63],
};

/** Whether a scalar is one of the forms of an untagged union. */
function isOneOf({ type }: Scalar, { variants }: Variants): boolean {
  return variants.get(type)?.schema != null;
}

/** A list of names is a part of all strings, and of nothing else. */
function namesOnly({ variants }: Variants, { type }: Scalar, effect: Effect): Effect {
  return type === 'string' && [...variants.values()].every(({ schema }) => schema === null) ? effect : 'both';
}

/** Whether the new type takes more, or less, than the old one. */
function effectOf(from: Node, to: Node): Effect {
  if (to.kind === 'any') return 'widens';
  if (from.kind === 'any') return 'narrows';
  if (from.kind === 'variants' && to.kind === 'scalar')
    return isOneOf(to, from) ? 'narrows' : namesOnly(from, to, 'widens');
  if (to.kind === 'variants' && from.kind === 'scalar')
    return isOneOf(from, to) ? 'widens' : namesOnly(to, from, 'narrows');
  if (from.kind !== 'scalar' || to.kind !== 'scalar') return 'both';
  if (from.type === 'integer' && to.type === 'number') return 'widens';
  if (from.type === 'number' && to.type === 'integer') return 'narrows';
  const [was, is] = [RANGES[from.format ?? 'int64'], RANGES[to.format ?? 'int64']];
  if (from.type !== 'integer' || to.type !== 'integer' || was === undefined || is === undefined)
    return 'both';
  if (is[0] <= was[0] && is[1] >= was[1]) return 'widens';
  return is[0] >= was[0] && is[1] <= was[1] ? 'narrows' : 'both';
}
