// Adds to a profile's definitions what its own dumps cannot tell about reading params: profiles/decoding.json,
// which people maintain. The comparison with the real servers shows what is missing there.
import type { ProfileFile, Schema, SchemaOrAny } from '../../src/protocol/profile-data.js';

/** The content of profiles/decoding.json. */
export interface DecodingFile {
  /** Types that are read but never named in a schema, by version. */
  readonly definitions: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  readonly facts: readonly DecodingFact[];
}

interface DecodingFact {
  readonly at: string;
  readonly set: Readonly<Partial<Schema>>;
  readonly in?: readonly string[];
}

/** @returns the profile with the facts of its version; @throws when one leads to no schema, naming it. */
export function withDecodingFacts(profile: ProfileFile, file: DecodingFile): ProfileFile {
  const added = file.definitions[profile.version];
  const definitions = structuredClone({ ...profile.definitions, ...added }) as Record<string, Schema>; // ours to change
  for (const fact of file.facts) {
    if (fact.in && !fact.in.includes(profile.version)) continue;
    const node = nodeAt(definitions, fact.at);
    if (node === undefined) {
      throw new Error(`profiles/decoding.json: ${fact.at} leads to nothing in ${profile.version}`);
    }
    Object.assign(node, fact.set);
  }
  return { ...profile, definitions };
}

function nodeAt(definitions: Readonly<Record<string, Schema>>, path: string): Schema | undefined {
  const [name, ...steps] = path.match(/^\w+|\.\w+|\[\]|:\w+/g) ?? [];
  let node: SchemaOrAny | undefined = definitions[name ?? ''];
  for (const step of steps) {
    if (typeof node !== 'object') return undefined;
    if (step === '[]') node = node.items;
    else if (step.startsWith('.')) node = node.properties?.[step.slice(1)];
    else node = (node.oneOf ?? node.anyOf)?.find((variant) => hasTag(variant, step.slice(1)));
  }
  return typeof node === 'object' ? node : undefined;
}

function hasTag(variant: SchemaOrAny, tag: string): boolean {
  if (typeof variant === 'boolean') return false;
  return Object.values(variant.properties ?? {}).some(
    (property) => typeof property === 'object' && property.enum?.length === 1 && property.enum[0] === tag,
  );
}
