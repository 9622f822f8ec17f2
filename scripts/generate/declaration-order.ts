// Puts the members and variants of a schema into the order in which the server's source declares them, as the
// TypeScript dump shows it. Error texts of malformed params follow that order.
import ts from 'typescript';
import type { Schema, SchemaOrAny } from '../../src/protocol/profile-data.js';
import type { DumpMember, DumpType, TypeDump } from './ts-dump.js';
import { arrayElement, intersectedUnion, literalOf, mapValue, unionMembers } from './ts-dump.js';

/** @returns the schema in declaration order; `complain` hears of every place where the dump tells nothing. */
export function inDeclarationOrder(
  schema: SchemaOrAny,
  type: DumpType,
  dump: TypeDump,
  complain: (text: string) => void,
): SchemaOrAny {
  const order = (form: SchemaOrAny, node: ts.TypeNode, owner: DumpType): SchemaOrAny => {
    if (typeof form === 'boolean' || form.$ref !== undefined) return form;
    if (ts.isTypeReferenceNode(node) && !arrayElement(node)) {
      const target = dump.target(owner, node);
      return target ? order(form, target.node, target) : form;
    }
    const plain = unionMembers(node).filter((part) => literalOf(part) !== null);
    const single = plain.length === 1 ? plain[0] : undefined;
    const next: Record<string, unknown> = { ...form };
    if (form.properties) {
      const body = single ?? node;
      const shared = form.oneOf !== undefined || unionMembers(body).length === 1;
      const variant = shared ? dump.members(owner, body) : undefined;
      if (variant) {
        next.properties = orderMembers(form.properties, variant, owner);
        const present = variant.filter((m) => !m.optional && form.properties?.[m.name] !== undefined);
        const extra = present.filter((m) => !form.required?.includes(m.name)).map((m) => m.name);
        if (extra.length > 0) next.present = extra;
      } else complain(`${owner.file}: no members for ${JSON.stringify(form).slice(0, 80)}`);
      if (form.required)
        next.required = Object.keys(next.properties as object).filter((k) => form.required?.includes(k));
    }
    if (form.items !== undefined) {
      const element = single && arrayElement(single);
      if (element) next.items = order(form.items, element, owner);
    }
    if (typeof form.additionalProperties === 'object') {
      const value = single && mapValue(single);
      if (value) next.additionalProperties = order(form.additionalProperties, value, owner);
    }
    if (form.enum && form.enum.length > 1) next.enum = orderEnum(form.enum, plain, owner);
    for (const key of ['anyOf', 'oneOf'] as const) {
      const variants = form[key];
      if (variants) next[key] = orderVariants(variants, node, owner);
    }
    return arranged(next);
  };

  const orderMembers = (
    properties: NonNullable<Schema['properties']>,
    members: readonly DumpMember[],
    owner: DumpType,
  ) => {
    const sorted: Record<string, SchemaOrAny> = {};
    for (const member of members) {
      const form = properties[member.name];
      if (form === undefined) complain(`${owner.file}: member ${member.name} is in no schema`);
      else sorted[member.name] = order(form, member.type, owner);
    }
    for (const [name, form] of Object.entries(properties)) {
      if (name in sorted) continue;
      complain(`${owner.file}: member ${name} is in no dump`);
      sorted[name] = form;
    }
    return sorted;
  };

  const orderEnum = (values: NonNullable<Schema['enum']>, parts: ts.TypeNode[], owner: DumpType) => {
    const declared = parts.map(literalOf);
    if (values.some((value) => !declared.includes(value))) {
      complain(`${owner.file}: variants ${values.join()} are not all in the dump`);
      return values;
    }
    return [...values].sort((a, b) => declared.indexOf(a) - declared.indexOf(b));
  };

  const orderVariants = (variants: readonly SchemaOrAny[], node: ts.TypeNode, owner: DumpType) => {
    const inner = variants.filter((form) => typeof form === 'boolean' || form.type !== 'null');
    const [only] = inner;
    if (inner.length === 1 && only !== undefined && inner.length < variants.length) {
      return variants.map((form) => (form === only ? order(only, node, owner) : form));
    }
    const parts = expand(node, owner);
    const found = splitUnits(variants).map((form) => {
      const at = parts.findIndex((part) => matches(form, part.node, dump.members(part.owner, part.node)));
      const part = parts[at];
      if (!part) complain(`${owner.file}: variant ${JSON.stringify(form).slice(0, 90)} is not in the dump`);
      return { at: part ? at : parts.length, form: part ? order(form, part.node, part.owner) : form };
    });
    return joinUnits(found.sort((a, b) => a.at - b.at).map(({ form }) => form));
  };

  /** Union members of a node, opened where the schema has them inline; a lone reference to another union is opened. */
  const expand = (node: ts.TypeNode, owner: DumpType): { node: ts.TypeNode; owner: DumpType }[] => {
    const parts = unionMembers(intersectedUnion(node) ?? node).map((part) => ({ node: part, owner }));
    const [only] = parts;
    if (parts.length === 1 && only && ts.isTypeReferenceNode(only.node) && !arrayElement(only.node)) {
      const target = dump.target(owner, only.node);
      if (target) return expand(target.node, target);
    }
    return parts;
  };

  return order(schema, type.node, type);
}

/** Members of a schema in the order every profile shows them. */
function arranged(form: Record<string, unknown>): Schema {
  const tail = [
    'required',
    'present',
    'default',
    'properties',
    'additionalProperties',
    'items',
    'anyOf',
    'oneOf',
  ];
  const entries = Object.entries(form).sort(([a], [b]) => tail.indexOf(a) - tail.indexOf(b));
  return Object.fromEntries(entries) as Schema; // the same members, sorted
}

/** Whether a schema variant and a dumped variant are the same one: same literal, same tag, same single key. */
function matches(form: SchemaOrAny, node: ts.TypeNode, members: readonly DumpMember[] | undefined): boolean {
  if (typeof form === 'boolean') return ts.isTypeReferenceNode(node);
  if (form.type === 'null') return literalOf(node) === null;
  if (form.$ref !== undefined) return ts.isTypeReferenceNode(node) && node.typeName.getText() === form.$ref;
  if (form.enum?.length === 1) return literalOf(node) === form.enum[0];
  if (form.type === 'string') return node.kind === ts.SyntaxKind.StringKeyword;
  if (form.type === 'boolean') return node.kind === ts.SyntaxKind.BooleanKeyword;
  if (form.type === 'number' || form.type === 'integer') {
    return node.kind === ts.SyntaxKind.NumberKeyword || node.kind === ts.SyntaxKind.BigIntKeyword;
  }
  if (form.type === 'array') return arrayElement(node) !== undefined;
  if (!members || !form.properties) return mapValue(node) !== undefined && form.properties === undefined;
  const names = Object.keys(form.properties);
  const tags = names.filter((name) => tagOf(form, name) !== undefined);
  if (tags.length > 0) {
    return tags.every((name) => literalOf(members.find((m) => m.name === name)?.type) === tagOf(form, name));
  }
  return names.length === members.length && members.every((m) => names.includes(m.name));
}

function tagOf(form: Schema, name: string): unknown {
  const property = form.properties?.[name];
  return typeof property === 'object' && property.enum?.length === 1 ? property.enum[0] : undefined;
}

/** Schemas group unit variants into one enum; the declaration may have others between them. */
function splitUnits(variants: readonly SchemaOrAny[]): SchemaOrAny[] {
  return variants.flatMap((v): SchemaOrAny[] =>
    typeof v === 'object' && v.type === 'string' && v.enum
      ? v.enum.map((value) => ({ type: 'string', enum: [value] }))
      : [v],
  );
}

function joinUnits(variants: SchemaOrAny[]): SchemaOrAny[] {
  const joined: SchemaOrAny[] = [];
  for (const variant of variants) {
    const last = joined.at(-1);
    const grows =
      typeof last === 'object' &&
      typeof variant === 'object' &&
      last.enum &&
      variant.enum &&
      last.type === variant.type;
    if (grows) joined[joined.length - 1] = { ...last, enum: [...(last.enum ?? []), ...(variant.enum ?? [])] };
    else joined.push(variant);
  }
  return joined;
}
