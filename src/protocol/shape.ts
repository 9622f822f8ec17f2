// Reads a profile's JSON Schema as the Rust types it came from: structs, tagged and untagged enums, options.
// Malformed params are worded by the rules of those types, so the decoder walks shapes, not schemas.
import type { ProfileFile, Schema, SchemaOrAny } from './profile-data.js';

/** One type, as its deserializer sees it. Named types are reached through functions, since types recurse. */
export type Shape =
  | { readonly kind: 'any' }
  | { readonly kind: 'unit' }
  | {
      readonly kind: 'string';
      readonly format: StringFormat;
      /** What an empty one is told, where it may not be empty. */
      readonly emptyProblem?: string;
    }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'float' }
  | { readonly kind: 'integer'; readonly rust: string; readonly low: number; readonly high: number }
  | { readonly kind: 'option'; readonly inner: Shape }
  | { readonly kind: 'sequence'; readonly item: Shape }
  | { readonly kind: 'map'; readonly value: Shape }
  | StructShape
  | EnumShape
  | TaggedShape
  | DynamicToolsShape
  | { readonly kind: 'untagged'; readonly name: string; readonly variants: readonly Shape[] }
  | { readonly kind: 'named'; readonly name: string; readonly target: () => Shape };

/** A string, and how it is read: as text, as a file path, as a path or id of a form of its own. */
export type StringFormat = 'text' | 'path' | 'absolutePath' | 'anyAbsolutePath' | 'uuid';

export interface EnumShape {
  readonly kind: 'enum';
  readonly name: string;
  readonly variants: readonly Variant[];
  /** Names that are read beside the variants' own; with them, all that error texts list. */
  readonly alsoRead?: readonly string[];
}

export interface TaggedShape {
  readonly kind: 'tagged';
  readonly name: string;
  readonly tag: string;
  readonly variants: readonly Variant[];
  /** The variant that unknown tags are read as. */
  readonly unknownAs?: string;
}

/** The tools a client offers: an array in the version's own form, or in the form of before. */
export interface DynamicToolsShape {
  readonly kind: 'dynamicTools';
  readonly own: Shape;
  /** The same as `own` in versions that know no other form. */
  readonly legacy: Shape;
}

export interface StructShape {
  readonly kind: 'struct';
  /** As error texts name it: `struct ThreadStartParams`, `struct variant UserInput::Text`. */
  readonly title: string;
  readonly fields: readonly Field[];
  /** Unknown members are refused. */
  readonly isClosed: boolean;
  /** Never written as an array of its members. */
  readonly isMapOnly: boolean;
  /** A union mixed into the struct: its members stand beside the struct's own. */
  readonly flattened?: Shape;
}

interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** Missing members without a default are an error; those of optional type are not. */
  readonly required: boolean;
  /** Has a default, so that a positional array may end before it. */
  readonly defaulted: boolean;
}

/** A variant by its wire name; no payload for a bare name. */
export interface Variant {
  readonly name: string;
  readonly payload?: Shape;
}

/** The shapes of all definitions of a profile, each built when first asked for. */
export class Shapes {
  readonly #definitions: ProfileFile['definitions'];
  readonly #built = new Map<string, Shape>();

  constructor(definitions: ProfileFile['definitions']) {
    this.#definitions = definitions;
  }

  named(name: string): Shape {
    const known = this.#built.get(name);
    if (known) return known;
    const schema = this.#definitions[name] ?? {};
    const shape = this.#shape(schema, schema.rust ?? name, 'struct');
    this.#built.set(name, shape);
    return shape;
  }

  #shape(schema: SchemaOrAny, name: string, noun: string): Shape {
    if (typeof schema === 'boolean') return { kind: 'any' };
    const { $ref } = schema;
    if ($ref !== undefined) return { kind: 'named', name: $ref, target: () => this.named($ref) };
    if (Array.isArray(schema.type)) {
      const types = schema.type.filter((type: string) => type !== 'null');
      if (types.length !== 1 || types.length === schema.type.length) return { kind: 'any' };
      return { kind: 'option', inner: this.#shape({ ...schema, type: types[0] }, name, noun) };
    }
    const variants = schema.anyOf ?? schema.oneOf;
    if (variants && !schema.properties) return withLeniency(this.#union(variants, name), schema);
    if (schema.enum) {
      const bare = schema.enum.map((value) => ({ name: String(value) }));
      return withLeniency({ kind: 'enum', name, variants: bare }, schema);
    }
    switch (schema.type ?? 'any') {
      case 'string':
        return {
          kind: 'string',
          format: (schema.format ?? 'text') as StringFormat, // no other format is in use
          ...(schema.minLength === 1 ? { emptyProblem: `${snake(name)} must not be empty` } : {}),
        };
      case 'boolean':
        return { kind: 'boolean' };
      case 'null':
        return { kind: 'unit' };
      case 'number':
        return { kind: 'float' };
      case 'integer':
        return integerShape(schema.format);
      case 'array':
        return this.#sequence(schema, name);
      default:
        return this.#object(schema, name, noun);
    }
  }

  #sequence({ items = true, legacyItems }: Schema, name: string): Shape {
    const item = this.#shape(items, name, 'struct');
    if (legacyItems === undefined) return { kind: 'sequence', item };
    const isOnly = item.kind === 'named' && item.name === legacyItems;
    return { kind: 'dynamicTools', own: item, legacy: isOnly ? item : this.named(legacyItems) };
  }

  #object(schema: Schema, name: string, noun: string): Shape {
    if (schema.properties === undefined && schema.type !== 'object') return { kind: 'any' };
    if (schema.properties === undefined && schema.additionalProperties) {
      return { kind: 'map', value: this.#shape(schema.additionalProperties, name, 'struct') };
    }
    return this.#struct(schema, name, noun);
  }

  #struct(schema: Schema, name: string, noun: string, tag?: string): StructShape {
    const fields = Object.entries(schema.properties ?? {}).flatMap(([member, property]): Field[] => {
      if (member === tag) return [];
      const required = schema.required?.includes(member) ?? false;
      const shape = this.#shape(property, pascal(member), 'struct');
      const defaulted = schema.allDefaulted === true || (!required && shape.kind !== 'option');
      return [{ name: member, shape, required, defaulted }];
    });
    const mixed = schema.anyOf ?? schema.oneOf;
    return {
      kind: 'struct',
      title: `${noun} ${name}`,
      fields,
      isClosed: schema.additionalProperties === false,
      isMapOnly: false,
      ...(mixed ? { flattened: this.#union(mixed, schema.rust ?? name) } : {}),
    };
  }

  #union(variants: readonly SchemaOrAny[], name: string): Shape {
    const plain = variants.filter((variant) => typeof variant === 'boolean' || variant.type !== 'null');
    const [only] = plain;
    if (plain.length < variants.length) {
      const inner =
        plain.length === 1 && only !== undefined
          ? this.#shape(only, name, 'struct')
          : this.#union(plain, name);
      return { kind: 'option', inner };
    }
    const external = externalVariants(plain);
    if (external) {
      return {
        kind: 'enum',
        name,
        variants: external.map(({ name: variant, payload }) =>
          payload === undefined
            ? { name: variant }
            : { name: variant, payload: this.#payload(payload, `${name}::${pascal(variant)}`) },
        ),
      };
    }
    const tag = tagOf(plain);
    if (tag !== undefined) {
      return {
        kind: 'tagged',
        name,
        tag,
        variants: plain.flatMap((variant): Variant[] => {
          const wire = tagValue(variant, tag);
          if (wire === undefined || typeof variant === 'boolean') return [];
          const rust = `${name}::${pascal(wire)}`;
          return [{ name: wire, payload: this.#struct(variant, rust, 'struct variant', tag) }];
        }),
      };
    }
    // Members written out in an untagged variant are read by name only; another type reads as it always does.
    const shapes = plain.map((variant) => {
      const shape = this.#shape(variant, name, 'struct');
      return shape.kind === 'struct' ? { ...shape, isMapOnly: true } : shape;
    });
    return { kind: 'untagged', name, variants: shapes };
  }

  /** What a variant holds: members of its own, or a value of another type. */
  #payload(schema: SchemaOrAny, rust: string): Shape {
    const inline = typeof schema === 'object' && schema.properties !== undefined;
    return this.#shape(schema, rust, inline ? 'struct variant' : 'struct');
  }
}

function withLeniency(shape: Shape, { alsoRead, unknownAs }: Schema): Shape {
  if (shape.kind === 'enum' && alsoRead) return { ...shape, alsoRead };
  return shape.kind === 'tagged' && unknownAs !== undefined ? { ...shape, unknownAs } : shape;
}

/** Bare names and single-key objects, in order; undefined when there is any other variant. */
function externalVariants(
  variants: readonly SchemaOrAny[],
): { name: string; payload?: SchemaOrAny }[] | undefined {
  const found: { name: string; payload?: SchemaOrAny }[] = [];
  for (const variant of variants) {
    if (typeof variant === 'boolean') return undefined;
    if (variant.enum && variant.type === 'string')
      found.push(...variant.enum.map((value) => ({ name: String(value) })));
    else {
      const [key, ...others] = Object.keys(variant.properties ?? {});
      if (key === undefined || others.length > 0 || variant.additionalProperties !== false) return undefined;
      found.push({ name: key, payload: variant.properties?.[key] ?? true });
    }
  }
  return found;
}

/** The member that holds a different constant in each variant. */
function tagOf(variants: readonly SchemaOrAny[]): string | undefined {
  const [first] = variants;
  const names = typeof first === 'object' ? Object.keys(first.properties ?? {}) : [];
  return names.find((name) => {
    const values = variants.map((variant) => tagValue(variant, name));
    return values.every((value) => value !== undefined) && new Set(values).size === values.length;
  });
}

function tagValue(variant: SchemaOrAny, tag: string): string | undefined {
  const property = typeof variant === 'object' ? variant.properties?.[tag] : undefined;
  const value = typeof property === 'object' && property.enum?.length === 1 ? property.enum[0] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function integerShape(format: string | undefined): Shape {
  const match = /^(u?)int(\d*)$/.exec(format ?? 'int64');
  const signed = match?.[1] !== 'u';
  const bits = Number(match?.[2] || 64);
  return {
    kind: 'integer',
    rust: `${signed ? 'i' : 'u'}${match?.[2] || 'size'}`,
    low: signed ? -(2 ** (bits - 1)) : 0,
    high: signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1,
  };
}

/** A wire name as its Rust source spells a type or variant. */
function pascal(name: string): string {
  return name.replaceAll(/(?:^|[-_/.])([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A type's name as its Rust source spells a member that holds it. */
function snake(name: string): string {
  return name.replaceAll(/(?<=.)[A-Z]/g, '_$&').toLowerCase();
}
