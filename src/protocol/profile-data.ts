// The shape of profiles/<version>.json: the facts of one published codex version, as `npm run profile`
// writes them and `npm run generate` and the walkers of this folder read them. Types only.

/** JSON Schema as profiles hold it: `$ref` is a bare definition name, properties stand in declaration order. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly required?: readonly string[];
  /** Members a server always writes (null included) although a reader may not insist on them. */
  readonly present?: readonly string[];
  /** The name error texts use where it is not the definition's; of a struct with a union mixed in, the union's. */
  readonly rust?: string;
  /** The variant that an unknown tag is read as. */
  readonly unknownAs?: string;
  /** Every bare name that is read, in the order error texts list them; some are never written. */
  readonly alsoRead?: readonly string[];
  /** Every member has a default, so that a positional array may be of any length up to theirs. */
  readonly allDefaulted?: true;
  /** The definition of elements in the form of before, which is read beside the version's own. */
  readonly legacyItems?: string;
  readonly properties?: Readonly<Record<string, SchemaOrAny>>;
  readonly additionalProperties?: SchemaOrAny;
  readonly items?: SchemaOrAny;
  readonly anyOf?: readonly SchemaOrAny[];
  readonly oneOf?: readonly SchemaOrAny[];
  readonly [other: string]: unknown;
}

/** `true` is any JSON value, `false` none. */
export type SchemaOrAny = Schema | boolean;

/** One request of either direction. Definition names; `params: null` means the method takes none. */
export interface RequestFact {
  readonly params: string | null;
  readonly result: string;
  /** The `params` member itself may be absent or null. */
  readonly paramsOptional?: true;
  /** Refused without `capabilities.experimentalApi`. */
  readonly experimental?: true;
  /** Answered by the server, but listed in no schema. */
  readonly hidden?: true;
}

/** One notification of either direction. */
export interface NotificationFact {
  readonly params: string | null;
  readonly experimental?: true;
  readonly hidden?: true;
}

/**
 * One use of params that needs `capabilities.experimentalApi`. `path` leads from params to the value, dots
 * between members; `when` is what counts as use: any value with null included, any other value, `true` only, a
 * non-empty string, array or map, or one named variant (the tag of an object, or its single key).
 */
export interface FieldGate {
  readonly path: string;
  readonly when: 'defined' | 'present' | 'true' | 'nonEmpty' | { readonly variant: string };
  /** What the refusal names: `<name> requires experimentalApi capability`. */
  readonly name: string;
}

/** All committed facts of one version. Methods stand in the order of the server's own error text. */
export interface ProfileFile {
  readonly version: string;
  readonly clientRequests: Readonly<Record<string, RequestFact>>;
  readonly serverRequests: Readonly<Record<string, RequestFact>>;
  readonly notifications: Readonly<Record<string, NotificationFact>>;
  readonly clientNotifications: Readonly<Record<string, NotificationFact>>;
  readonly gates: Readonly<Record<string, readonly FieldGate[]>>;
  /** Members of definitions that only the experimental schema has, by definition name. */
  readonly experimentalFields: Readonly<Record<string, readonly string[]>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** The part of a profile that is small enough to be loaded at once. */
export type ProfileFacts = Omit<ProfileFile, 'definitions'>;

/** Checks of one group of messages, by method. */
export type ValidatorTable = Readonly<Record<string, (value: unknown) => boolean>>;

/** The groups of messages a process may want to check. */
export type ValidatorKind =
  | 'clientParams'
  | 'clientResults'
  | 'serverParams'
  | 'serverResults'
  | 'notifications'
  | 'clientNotifications';

/** What the build makes of one profile. */
export interface BuiltProfile<Quirks = unknown> {
  readonly facts: ProfileFacts;
  readonly quirks: Quirks;
  readonly definitions: () => Promise<ProfileFile['definitions']>;
  readonly validators: Readonly<Record<ValidatorKind, () => Promise<ValidatorTable>>>;
}
