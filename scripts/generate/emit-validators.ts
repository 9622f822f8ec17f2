// Writes one boolean function per definition and a table by method. The functions answer what the profile's JSON
// Schema answers, narrowed by its number formats, and allocate nothing.
import type { ProfileFile, Schema, SchemaOrAny } from '../../src/protocol/profile-data.js';
import { namesReachableFrom } from './emit-types.js';

/** The groups of messages a process may check; each is a file of its own, loaded when asked for. */
export const validatorKinds = [
  'clientParams',
  'clientResults',
  'serverParams',
  'serverResults',
  'notifications',
  'clientNotifications',
] as const;
export type ValidatorKind = (typeof validatorKinds)[number];

/** @returns the text of validate-<kind>.ts for a profile. */
export function emitValidators(profile: ProfileFile, kind: ValidatorKind): string {
  const checks = Object.entries(rootsOf(profile, kind));
  const names = namesReachableFrom(
    profile,
    checks.flatMap(([, root]) => root.name ?? []),
  );
  const functions = [...names].sort().map((name) => {
    const schema = profile.definitions[name];
    if (schema === undefined) throw new Error(`no definition ${name}`);
    return new Writer().define(name, schema);
  });
  const table = checks.map(([method, { name, optional }]) => {
    const key = JSON.stringify(method);
    if (name === null) return `  ${key}: unit,`;
    return optional ? `  ${key}: (v) => v === undefined || v === null || ${name}(v),` : `  ${key}: ${name},`;
  });
  return [
    `// @ts-nocheck`,
    `// Validators of ${kind} in codex ${profile.version}, generated.`,
    `import { isAbsolutePath, isUuid } from '../../string-forms.js';`,
    ``,
    `const object = (v) => typeof v === 'object' && v !== null && !Array.isArray(v);`,
    `const unit = (v) => v === undefined || v === null || (object(v) && empty(v));`,
    `function empty(v) { for (const _ in v) return false; return true; }`,
    `function every(v, check) { for (let i = 0; i < v.length; i++) if (!check(v[i])) return false; return true; }`,
    `function values(v, check) { for (const k in v) if (!check(v[k])) return false; return true; }`,
    `function only(v, keys) { for (const k in v) if (!keys.includes(k)) return false; return true; }`,
    ...functions,
    `export const validators: Readonly<Record<string, (value: unknown) => boolean>> = {`,
    ...table,
    `};`,
    ``,
  ].join('\n');
}

interface Root {
  readonly name: string | null;
  readonly optional: boolean;
}

function rootsOf(profile: ProfileFile, kind: ValidatorKind): Record<string, Root> {
  const params = (facts: Record<string, { params: string | null; paramsOptional?: true }>) =>
    mapValues(facts, (fact) => ({ name: fact.params, optional: fact.paramsOptional === true }));
  const results = (facts: ProfileFile['clientRequests']) =>
    mapValues(facts, (fact) => ({ name: fact.result, optional: false }));
  switch (kind) {
    case 'clientParams':
      return params(profile.clientRequests);
    case 'clientResults':
      return results(profile.clientRequests);
    case 'serverParams':
      return params(profile.serverRequests);
    case 'serverResults':
      return results(profile.serverRequests);
    case 'notifications':
      return params(profile.notifications);
    case 'clientNotifications':
      return params(profile.clientNotifications);
  }
}

/** The check of src/protocol/string-forms.ts for a string format; other strings may hold anything. */
const STRING_FORMS: Readonly<Record<string, string>> = {
  absolutePath: 'isAbsolutePath',
  anyAbsolutePath: 'isAbsolutePath',
  uuid: 'isUuid',
};

/** Turns the schema of one definition into functions; nested element checks become functions of their own. */
class Writer {
  readonly #extra: string[] = [];
  #count = 0;
  #name = '';

  define(name: string, schema: Schema): string {
    this.#name = name;
    const tagged = tagSwitch(schema);
    const body = tagged
      ? `function ${name}(v) { if (!object(v)) return false; switch (v.${tagged.tag}) { ${tagged.cases
          .map(([value, variant]) => `case ${JSON.stringify(value)}: return ${this.#check(variant, 'v')};`)
          .join(' ')} default: return false; } }`
      : `function ${name}(v) { return ${this.#check(schema, 'v')}; }`;
    return [...this.#extra, body].join('\n');
  }

  /** An expression that is true when the JavaScript expression `at` fits the schema. */
  #check(schema: SchemaOrAny, at: string): string {
    if (typeof schema === 'boolean') return String(schema);
    if (schema.$ref !== undefined) return `${schema.$ref}(${at})`;
    if (schema.const !== undefined) return `${at} === ${JSON.stringify(schema.const)}`;
    const own = this.#own(schema, at);
    const variants = schema.anyOf ?? schema.oneOf;
    if (!variants) return own;
    const any = `(${variants.map((variant) => this.#check(variant, at)).join(' || ')})`;
    return own === 'true' ? any : `(${own} && ${any})`;
  }

  #own(schema: Schema, at: string): string {
    if (schema.enum)
      return `(${schema.enum.map((value) => `${at} === ${JSON.stringify(value)}`).join(' || ')})`;
    if (Array.isArray(schema.type)) {
      return `(${schema.type.map((type: string) => this.#own({ ...schema, type }, at)).join(' || ')})`;
    }
    switch (schema.type ?? 'any') {
      case 'string':
        return this.#string(schema, at);
      case 'boolean':
        return `typeof ${at} === 'boolean'`;
      case 'null':
        return `${at} === null`;
      case 'number':
        return `typeof ${at} === 'number'`;
      case 'integer': {
        const [low, high] = integerRange(schema.format);
        return `(Number.isInteger(${at}) && ${at} >= ${low} && ${at} <= ${high})`;
      }
      case 'array':
        if (schema.items === undefined || schema.items === true) return `Array.isArray(${at})`;
        return `(Array.isArray(${at}) && every(${at}, ${this.#element(schema.items)}))`;
      case 'object':
        return this.#object(schema, at);
      default:
        return schema.properties ? this.#object(schema, at) : 'true';
    }
  }

  #string({ format = '', minLength }: Schema, at: string): string {
    const form = STRING_FORMS[format];
    if (form !== undefined) return `(typeof ${at} === 'string' && ${form}(${at}))`;
    if (minLength !== undefined) return `(typeof ${at} === 'string' && ${at}.length >= ${minLength})`;
    return `typeof ${at} === 'string'`;
  }

  #object(schema: Schema, at: string): string {
    const parts = [`object(${at})`];
    const required = new Set(schema.required);
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const member = `${at}${/^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`;
      const check = this.#check(property, member);
      if (required.has(name)) parts.push(`${member} !== undefined`);
      if (check !== 'true') parts.push(required.has(name) ? check : `(${member} === undefined || ${check})`);
    }
    const known = Object.keys(schema.properties ?? {});
    if (schema.additionalProperties === false) parts.push(`only(${at}, ${JSON.stringify(known)})`);
    if (typeof schema.additionalProperties === 'object') {
      if (known.length > 0) throw new Error(`${this.#name}: members and a typed map in one object`);
      parts.push(`values(${at}, ${this.#element(schema.additionalProperties)})`);
    }
    return `(${parts.join(' && ')})`;
  }

  /** A function for the elements of an array or map. */
  #element(schema: SchemaOrAny): string {
    if (typeof schema === 'object' && schema.$ref !== undefined) return schema.$ref;
    this.#count += 1;
    const name = `${this.#name}_${this.#count}`;
    const body = this.#check(schema, 'v');
    this.#extra.push(`function ${name}(v) { return ${body}; }`);
    return name;
  }
}

/** The member that tells the variants of a union apart by a constant, when there is one. */
function tagSwitch(schema: Schema): { tag: string; cases: [unknown, SchemaOrAny][] } | undefined {
  const variants = schema.oneOf ?? schema.anyOf;
  if (!variants || schema.properties || variants.length < 2) return undefined;
  const [first] = variants;
  const tags = typeof first === 'object' ? Object.keys(first.properties ?? {}) : [];
  for (const tag of tags) {
    const cases = variants.map((variant): [unknown, SchemaOrAny] => {
      const property = typeof variant === 'object' ? variant.properties?.[tag] : undefined;
      const value =
        typeof property === 'object' && property.enum?.length === 1 ? property.enum[0] : undefined;
      return [value, variant];
    });
    if (
      new Set(cases.map(([value]) => value)).size === cases.length &&
      cases.every(([v]) => v !== undefined)
    ) {
      return { tag, cases };
    }
  }
  return undefined;
}

/** The bounds of a number format, as far as a double can tell them apart. */
export function integerRange(format: string | undefined): [number, number] {
  const match = /^(u?)int(\d*)$/.exec(format ?? 'int64');
  if (!match) throw new Error(`unknown number format ${format}`);
  const bits = Number(match[2] || 64);
  return match[1] === 'u' ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

function mapValues<T, R>(object: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
