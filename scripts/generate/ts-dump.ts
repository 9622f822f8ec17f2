// Reads a binary's TypeScript dump. It holds what the JSON schema loses: the declaration order of members and
// variants, and the types of methods that no schema lists.
import ts from 'typescript';
import type { Schema, SchemaOrAny } from '../../src/protocol/profile-data.js';

/** One exported type of the dump. */
export interface DumpType {
  /** File inside the dump without extension: `v2/Thread`. */
  readonly file: string;
  readonly node: ts.TypeNode;
}

/** The parsed dump; types are found by file, so that two types of one name stay apart. */
export class TypeDump {
  readonly #types = new Map<string, DumpType>();
  readonly #imports = new Map<string, Map<string, string>>();

  constructor(sources: ReadonlyMap<string, string>) {
    for (const [path, text] of sources) {
      const file = path.replace(/\.ts$/, '');
      const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
      const imports = new Map<string, string>();
      for (const statement of source.statements) {
        if (ts.isTypeAliasDeclaration(statement)) this.#types.set(file, { file, node: statement.type });
        if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
          const target = resolvePath(file, statement.moduleSpecifier.text);
          const named = statement.importClause?.namedBindings;
          if (named && ts.isNamedImports(named))
            for (const e of named.elements) imports.set(e.name.text, target);
        }
      }
      this.#imports.set(file, imports);
    }
  }

  /** The type in `file`, when the dump has one. */
  at(file: string): DumpType | undefined {
    return this.#types.get(file);
  }

  /** Every file that defines `name`, v2 first. */
  named(name: string): DumpType[] {
    return [`v2/${name}`, name, `serde_json/${name}`].flatMap((file) => this.#types.get(file) ?? []);
  }

  /** What a reference inside `from` points at. */
  target(from: DumpType, node: ts.TypeReferenceNode): DumpType | undefined {
    const name = node.typeName.getText();
    const imported = this.#imports.get(from.file)?.get(name);
    if (imported !== undefined) return this.#types.get(imported);
    return from.file.endsWith(name) ? this.#types.get(from.file) : undefined;
  }

  /** The members of an object type, of an intersection, and of the types an intersection names. */
  members(owner: DumpType, node: ts.TypeNode): DumpMember[] | undefined {
    if (ts.isParenthesizedTypeNode(node)) return this.members(owner, node.type);
    if (!ts.isIntersectionTypeNode(node)) return objectMembers(node);
    return node.types.flatMap((part) => {
      const target = ts.isTypeReferenceNode(part) ? this.target(owner, part) : undefined;
      return (target ? this.members(target, target.node) : this.members(owner, part)) ?? [];
    });
  }

  /** The `method` → params type of a dumped union of messages, in declaration order; null without params. */
  methods(union: string): Map<string, DumpType | null> {
    const type = this.at(union);
    const found = new Map<string, DumpType | null>();
    if (!type) return found;
    for (const variant of unionMembers(intersectedUnion(type.node) ?? type.node)) {
      const members = this.members(type, variant) ?? [];
      const method = literalOf(members.find((m) => m.name === 'method')?.type);
      const params = members.find((m) => m.name === 'params')?.type;
      if (typeof method !== 'string') continue;
      found.set(
        method,
        params && ts.isTypeReferenceNode(params) ? (this.target(type, params) ?? null) : null,
      );
    }
    return found;
  }

  /**
   * A schema for a type that no JSON schema lists. A nullable member is optional, as in every params struct.
   * `refName` gives the definition name for a referenced type and may queue it for conversion.
   */
  toSchema(type: DumpType, refName: (target: DumpType) => string): SchemaOrAny {
    const convert = (node: ts.TypeNode): SchemaOrAny => {
      if (ts.isParenthesizedTypeNode(node)) return convert(node.type);
      if (node.kind === ts.SyntaxKind.StringKeyword) return { type: 'string' };
      if (node.kind === ts.SyntaxKind.BooleanKeyword) return { type: 'boolean' };
      if (node.kind === ts.SyntaxKind.NumberKeyword) return { type: 'number' };
      if (node.kind === ts.SyntaxKind.BigIntKeyword) return { type: 'integer', format: 'int64' };
      const literal = literalOf(node);
      if (literal === null) return { type: 'null' };
      if (literal !== undefined) return { type: 'string', enum: [literal] };
      const element = arrayElement(node);
      if (element) return { type: 'array', items: convert(element) };
      if (ts.isTypeReferenceNode(node)) {
        const target = this.target(type, node);
        if (!target) throw new Error(`${type.file}: cannot find ${node.getText()}`);
        return target.file.startsWith('serde_json/') ? true : { $ref: refName(target) };
      }
      if (ts.isUnionTypeNode(node)) {
        const variants = unionMembers(node).map(convert);
        return unitStrings(variants) ?? { anyOf: variants };
      }
      const members = this.members(type, node);
      if (!members) throw new Error(`${type.file}: cannot convert ${node.getText()}`);
      const required = members.filter((m) => !m.optional && !isNullable(m.type)).map((m) => m.name);
      return {
        type: 'object',
        ...(required.length > 0 ? { required } : {}),
        properties: Object.fromEntries(members.map((m) => [m.name, convert(m.type)])),
      };
    };
    return convert(type.node);
  }
}

/** A member of an object type. */
export interface DumpMember {
  readonly name: string;
  readonly type: ts.TypeNode;
  readonly optional: boolean;
}

function objectMembers(node: ts.TypeNode): DumpMember[] | undefined {
  if (!ts.isTypeLiteralNode(node)) return undefined;
  return node.members.flatMap((m) =>
    ts.isPropertySignature(m) && m.type
      ? [{ name: propertyName(m.name), type: m.type, optional: m.questionToken !== undefined }]
      : [],
  );
}

/** The value type of a map (`{ [key in string]?: T }`), when the node is one. */
export function mapValue(node: ts.TypeNode): ts.TypeNode | undefined {
  if (ts.isParenthesizedTypeNode(node)) return mapValue(node.type);
  return ts.isMappedTypeNode(node) ? node.type : undefined;
}

/** The element type of `Array<T>`, when the node is one. */
export function arrayElement(node: ts.TypeNode): ts.TypeNode | undefined {
  if (ts.isArrayTypeNode(node)) return node.elementType;
  if (!ts.isTypeReferenceNode(node) || node.typeName.getText() !== 'Array') return undefined;
  return node.typeArguments?.[0];
}

/** The variants of a union, nested ones flattened; a type that is no union is its own only variant. */
export function unionMembers(node: ts.TypeNode): ts.TypeNode[] {
  if (ts.isParenthesizedTypeNode(node)) return unionMembers(node.type);
  if (ts.isUnionTypeNode(node)) return node.types.flatMap(unionMembers);
  return [node];
}

/** The union inside `{…} & ({…} | {…})`, when the node has one. */
export function intersectedUnion(node: ts.TypeNode): ts.TypeNode | undefined {
  if (!ts.isIntersectionTypeNode(node)) return undefined;
  return node.types.find((part) => ts.isParenthesizedTypeNode(part) && ts.isUnionTypeNode(part.type));
}

/** The value of a literal type (`null` included), undefined for anything else. */
export function literalOf(node: ts.TypeNode | undefined): string | number | boolean | null | undefined {
  if (!node || !ts.isLiteralTypeNode(node)) return undefined;
  const { literal } = node;
  if (ts.isStringLiteral(literal)) return literal.text;
  if (ts.isNumericLiteral(literal)) return Number(literal.text);
  if (literal.kind === ts.SyntaxKind.NullKeyword) return null;
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return true;
  return literal.kind === ts.SyntaxKind.FalseKeyword ? false : undefined;
}

function isNullable(node: ts.TypeNode): boolean {
  return unionMembers(node).some((part) => literalOf(part) === null);
}

function propertyName(name: ts.PropertyName): string {
  return ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : name.getText();
}

function unitStrings(variants: SchemaOrAny[]): Schema | undefined {
  const values = variants.flatMap((v) => (typeof v === 'object' && v.enum ? v.enum : []));
  return values.length === variants.length ? { type: 'string', enum: values } : undefined;
}

function resolvePath(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const step of specifier.replace(/\.js$|\.ts$/, '').split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}
