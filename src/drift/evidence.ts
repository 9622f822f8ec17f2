// What is known of the values that a client meets: the values themselves, or the words of its sources. Descends as
// types do: into members, lists and the forms of unions. Pure.

import type { Schema, SchemaOrAny } from '../protocol/index.js';
import { isRecord } from '../util/peek.js';
import type { Variant } from './node-of.js';

export interface Evidence {
  /** Whether there is more than null. */
  readonly isFilled: boolean;
  /** What stands under this name; undefined when nothing does. */
  member(name: string): Evidence | undefined;
  /** What stands in lists and maps. */
  inner(): Evidence | undefined;
  /** What of it has this form. */
  variant(name: string, variant: Variant, definitions: Definitions): Evidence | undefined;
}

type Definitions = Readonly<Record<string, Schema>>;

/** Undefined when there is no value at all. */
export function evidenceOfValues(values: readonly unknown[]): Evidence | undefined {
  if (values.length === 0) return undefined;
  return {
    isFilled: values.some((value) => value !== null),
    member: (name) =>
      evidenceOfValues(
        values.flatMap((value) => (isRecord(value) && Object.hasOwn(value, name) ? [value[name]] : [])),
      ),
    inner: () =>
      evidenceOfValues(
        values.flatMap((value) => {
          if (Array.isArray(value)) return value as unknown[];
          return isRecord(value) ? Object.values(value) : [];
        }),
      ),
    variant: (name, { schema }, definitions) =>
      evidenceOfValues(
        values.filter((value) => (schema === null ? value === name : mayBe(value, schema, definitions))),
      ),
  };
}

/** Of any value: whatever has a name in the sources may be there. */
export function evidenceOfWords(words: ReadonlySet<string>): Evidence {
  const all: Evidence = {
    isFilled: true,
    member: (name) => (words.has(name) ? all : undefined),
    inner: () => all,
    variant: (name, { isLiteral }) => (!isLiteral || words.has(name) ? all : undefined),
  };
  return all;
}

/** By its type, its constants and what it must have; what is inside may still be otherwise. */
function mayBe(value: unknown, schema: SchemaOrAny, definitions: Definitions): boolean {
  if (typeof schema !== 'object') return schema;
  if (schema.$ref !== undefined) {
    const named = definitions[schema.$ref];
    return named === undefined || mayBe(value, named, definitions);
  }
  const union = schema.anyOf ?? schema.oneOf;
  if (union?.some((one) => mayBe(value, one, definitions)) === false) return false;
  if (schema.const !== undefined && schema.const !== value) return false;
  if (schema.enum?.some((one) => one === value) === false) return false;
  const types = [schema.type ?? typesOf(value)].flat();
  if (!typesOf(value).some((type) => types.includes(type))) return false;
  if (!isRecord(value)) return true;
  return (
    (schema.required ?? []).every((name) => Object.hasOwn(value, name)) &&
    Object.entries(schema.properties ?? {}).every(
      ([name, member]) => !isConstant(member) || value[name] === undefined || mayBe(value[name], member, {}),
    )
  );
}

/** The members that tell the forms of a union apart. */
function isConstant(schema: SchemaOrAny): boolean {
  return typeof schema === 'object' && (schema.const !== undefined || schema.enum?.length === 1);
}

/** An integer is a number, too. */
function typesOf(value: unknown): string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
}
