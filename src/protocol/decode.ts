// Decodes request params by the rules of the real server's deserializer: the same values are accepted
// (positional arrays included) and the same sentence names the first thing that is wrong. What a dispatcher uses,
// and alone: it takes about a microsecond, and some params come out in another form than they went in. The
// validators, which take none of that, are for those who only judge messages; what they accept is decoded too.
import { readDynamicTools } from './dynamic-tools.js';
import {
  describe,
  elements,
  isIntegral,
  isMap,
  mismatch,
  missingField,
  Problem,
  unknownField,
  unknownVariant,
} from './problem.js';
import type { Profile } from './profiles.js';
import {
  type EnumShape,
  type Shape,
  Shapes,
  type StringFormat,
  type StructShape,
  type TaggedShape,
  type Variant,
} from './shape.js';
import { isAbsolutePath, isUuid, plainPath } from './string-forms.js';

/** Params in their object form, or what is wrong with them: the text after `Invalid request: `. */
export type Decoded = { readonly params: unknown } | { readonly problem: string };

/** Decodes one request; `params` undefined means that the request has no such member. */
export type Decode = (method: string, params: unknown) => Decoded;

/** Loads what decoding needs. @returns a function that never throws. */
export async function loadDecoder(profile: Profile): Promise<Decode> {
  const shapes = new Shapes(await profile.definitions());
  return (method, params) => {
    const info = profile.methodInfo(method);
    if (info === undefined) return { problem: unknownMethod(profile, method) };
    if (info.params === null) return params === undefined ? { params } : decoded(OPTIONAL_UNIT, params);
    if (params === undefined || params === null)
      return info.paramsOptional ? { params } : { problem: missingField('params') };
    return decoded(shapes.named(info.params), params);
  };
}

/** What is wrong with a value that params leave open, where it should be of this definition; null when nothing is. */
export async function problemOf(
  profile: Profile,
  definition: string,
  value: unknown,
): Promise<string | null> {
  const shapes = new Shapes(await profile.definitions());
  const read = decoded(shapes.named(definition), value);
  return 'problem' in read ? read.problem : null;
}

function decoded(shape: Shape, value: unknown): Decoded {
  try {
    return { params: decode(shape, value) };
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message };
    throw error;
  }
}

/**
 * The problem of a method that is not there.
 * @param known the methods that are, in the version's order; without it, all the version has
 */
export function unknownMethod(
  profile: Profile,
  method: string,
  known: readonly string[] = profile.clientMethods,
): string {
  return unknownVariant(method, known);
}

const OPTIONAL_UNIT: Shape = { kind: 'option', inner: { kind: 'unit' } };

/** @throws Problem for the first thing that does not fit, in the order of the input. */
function decode(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'any':
      return value;
    case 'named':
      return decode(shape.target(), value);
    case 'option':
      return value === null ? null : decode(shape.inner, value);
    case 'unit':
      if (value === null || (isMap(value) && Object.keys(value).length === 0)) return value;
      throw mismatch(value, 'unit');
    case 'string':
      if (value === '' && shape.emptyProblem !== undefined) throw new Problem(shape.emptyProblem);
      return decodeString(shape.format, value);
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw mismatch(value, 'a boolean');
    case 'float':
      if (typeof value === 'number') return value;
      throw mismatch(value, 'f64');
    case 'integer':
      if (typeof value !== 'number' || !isIntegral(value)) throw mismatch(value, shape.rust);
      if (value >= shape.low && value <= shape.high) return value;
      throw new Problem(`invalid value: ${describe(value)}, expected ${shape.rust}`);
    case 'sequence':
      if (Array.isArray(value)) return value.map((item) => decode(shape.item, item));
      throw mismatch(value, 'a sequence');
    case 'map':
      if (isMap(value)) return mapValues(value, (item) => decode(shape.value, item));
      throw mismatch(value, 'a map');
    case 'struct':
      return decodeStruct(shape, value);
    case 'enum':
      return decodeEnum(shape, value);
    case 'tagged':
      return decodeTagged(shape, value);
    case 'untagged':
      return decodeUntagged(shape, value);
    case 'dynamicTools':
      return readDynamicTools(shape, value, decode);
  }
}

function decodeString(format: StringFormat, value: unknown): string {
  if (typeof value !== 'string') {
    throw mismatch(value, format === 'path' || format === 'absolutePath' ? 'path string' : 'a string');
  }
  if (format === 'absolutePath' || format === 'anyAbsolutePath') {
    if (isAbsolutePath(value)) return plainPath(value);
    throw new Problem(
      format === 'absolutePath'
        ? 'AbsolutePathBuf deserialized without a base path'
        : `path \`${value}\` is not absolute`,
    );
  }
  if (format === 'uuid' && !isUuid(value)) throw new Problem('UUID parsing failed');
  return value;
}

function decodeStruct(shape: StructShape, value: unknown): unknown {
  if (Array.isArray(value) && !shape.flattened && !shape.isMapOnly) return decodePositional(shape, value);
  if (!isMap(value)) throw mismatch(value, shape.title);
  const out: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const field = shape.fields.find((one) => one.name === name);
    if (!field && shape.isClosed)
      throw unknownField(
        name,
        shape.fields.map((one) => one.name),
      );
    out[name] = field ? decode(field.shape, item) : item;
  }
  for (const field of shape.fields)
    if (field.required && !Object.hasOwn(value, field.name)) throw new Problem(missingField(field.name));
  if (shape.flattened) decode(shape.flattened, value);
  return out;
}

/** A struct written as an array of its members, in declaration order. */
function decodePositional(shape: StructShape, values: readonly unknown[]): unknown {
  const count = shape.fields.length;
  const out: Record<string, unknown> = {};
  shape.fields.forEach((field, at) => {
    if (at < values.length) out[field.name] = decode(field.shape, values[at]);
    else if (!field.defaulted)
      throw new Problem(`invalid length ${at}, expected ${shape.title} with ${elements(count)}`);
  });
  if (values.length > count) {
    throw new Problem(`invalid length ${values.length}, expected ${elements(count)} in sequence`);
  }
  return out;
}

/** An enum written as its bare name or as an object with the name as its only key. */
function decodeEnum({ variants, alsoRead }: EnumShape, value: unknown): unknown {
  if (typeof value === 'string') {
    const variant = pick(variants, value, alsoRead);
    if (variant.payload === undefined) return value;
    const kind = variant.payload.kind === 'struct' ? 'struct variant' : 'newtype variant';
    throw new Problem(`invalid type: unit variant, expected ${kind}`);
  }
  if (!isMap(value)) throw mismatch(value, 'string or map');
  const entries = Object.entries(value);
  const [entry] = entries;
  if (entries.length !== 1 || entry === undefined) {
    throw new Problem('invalid value: map, expected map with a single key');
  }
  const [name, inner] = entry;
  const { payload } = pick(variants, name, alsoRead);
  if (payload === undefined) {
    decode(OPTIONAL_UNIT, inner);
    return name;
  }
  if (payload.kind === 'struct' && !isMap(inner) && !Array.isArray(inner))
    throw mismatch(inner, 'struct variant');
  return { [name]: decode(payload, inner) };
}

function decodeTagged(shape: TaggedShape, value: unknown): unknown {
  if (Array.isArray(value)) {
    const [tag, ...rest] = value;
    if (value.length === 0) throw new Problem(missingField(shape.tag));
    const variant = pickTag(shape, tag);
    return { [shape.tag]: variant.name, ...(decodePayload(variant, rest) as object) }; // payloads are structs
  }
  if (!isMap(value)) throw mismatch(value, `internally tagged enum ${shape.name}`);
  const { [shape.tag]: tag, ...rest } = value;
  if (!Object.hasOwn(value, shape.tag)) throw new Problem(missingField(shape.tag));
  const variant = pickTag(shape, tag);
  return { [shape.tag]: variant.name, ...(decodePayload(variant, rest) as object) }; // payloads are structs
}

function decodePayload({ payload }: Variant, value: unknown): unknown {
  return payload === undefined ? {} : decode(payload, value);
}

function pickTag({ variants, unknownAs }: TaggedShape, tag: unknown): Variant {
  const other = variants.find((variant) => variant.name === unknownAs);
  if (typeof tag === 'string')
    return variants.find(({ name }) => name === tag) ?? other ?? pick(variants, tag);
  if (typeof tag === 'number' && Number.isInteger(tag) && tag >= 0) {
    const variant = variants[tag] ?? other;
    if (variant) return variant;
    throw new Problem(`invalid value: ${describe(tag)}, expected variant index 0 <= i < ${variants.length}`);
  }
  throw mismatch(tag, 'variant identifier');
}

function pick(variants: readonly Variant[], name: string, alsoRead?: readonly string[]): Variant {
  const variant = variants.find((one) => one.name === name);
  if (variant) return variant;
  if (alsoRead?.includes(name)) return { name };
  throw new Problem(unknownVariant(name, alsoRead ?? variants.map((one) => one.name)));
}

function decodeUntagged(shape: Extract<Shape, { kind: 'untagged' }>, value: unknown): unknown {
  for (const variant of shape.variants) {
    try {
      return decode(variant, value);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
  throw new Problem(`data did not match any variant of untagged enum ${shape.name}`);
}

function mapValues(
  map: Record<string, unknown>,
  change: (value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
