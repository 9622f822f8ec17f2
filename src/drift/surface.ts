// What one version says to the world: its methods and the types they carry, as its schemas tell them. Made from a
// committed profile or from the schemas that a binary writes.

import type { Profile, RequestFact, Schema, SchemaOrAny } from '../protocol/index.js';
import { resultName } from './result-names.js';
import { flattenDefinitions, type RawBundle } from './schema-form.js';

/** One method: names of definitions, null where it carries nothing. Notifications have no result. */
export interface SurfaceMethod {
  readonly params: string | null;
  readonly result: string | null;
  readonly isExperimental: boolean;
}

/** The four kinds of messages that carry a method. */
export const METHOD_GROUPS = [
  'clientRequest',
  'serverRequest',
  'notification',
  'clientNotification',
] as const;
export type MethodGroup = (typeof METHOD_GROUPS)[number];

export interface Surface {
  readonly version: string;
  readonly methods: Readonly<Record<MethodGroup, ReadonlyMap<string, SurfaceMethod>>>;
  readonly definitions: Readonly<Record<string, Schema>>;
  /** Whether a member of a definition stands in the experimental schema only. */
  isExperimental(definition: string, member: string): boolean;
}

/** Methods that no schema lists are left out: nobody promised them. */
export async function surfaceOfProfile(profile: Profile): Promise<Surface> {
  const { facts, name } = profile;
  const definitions = await profile.definitions();
  const methods = (table: Readonly<Record<string, Partial<RequestFact>>>) =>
    new Map(
      Object.entries(table)
        .filter(([, fact]) => fact.hidden !== true)
        .map(([method, { params = null, result = null, experimental }]): [string, SurfaceMethod] => [
          method,
          { params, result, isExperimental: experimental === true },
        ]),
    );
  return {
    version: name,
    methods: {
      clientRequest: methods(facts.clientRequests),
      serverRequest: methods(facts.serverRequests),
      notification: methods(facts.notifications),
      clientNotification: methods(facts.clientNotifications),
    },
    definitions,
    isExperimental: (definition, member) => facts.experimentalFields[definition]?.includes(member) === true,
  };
}

/**
 * The surface that two schema bundles describe; versions that know no experimental one give the same bundle twice.
 * @throws Error when a bundle has a form no version had so far
 */
export function surfaceOfBundles(
  version: string,
  bundles: { stable: RawBundle; experimental: RawBundle },
): Surface {
  const stable = flattenDefinitions(bundles.stable);
  const all = flattenDefinitions(bundles.experimental);
  const methods = (union: string) => {
    const before = messagesOf(stable, union);
    return new Map(
      [...messagesOf(all, union)].map(([method, params]): [string, SurfaceMethod] => [
        method,
        {
          params,
          result: union.endsWith('Request') ? resultOf(method, params, all) : null,
          isExperimental: !before.has(method),
        },
      ]),
    );
  };
  return {
    version,
    methods: {
      clientRequest: methods('ClientRequest'),
      serverRequest: methods('ServerRequest'),
      notification: methods('ServerNotification'),
      clientNotification: methods('ClientNotification'),
    },
    definitions: Object.fromEntries(all),
    isExperimental: (definition, member) =>
      stable.get(definition)?.properties !== undefined &&
      stable.get(definition)?.properties?.[member] === undefined,
  };
}

/** Method and name of its params, of every variant of a union of messages. */
function messagesOf(table: ReadonlyMap<string, Schema>, union: string): Map<string, string | null> {
  const found = new Map<string, string | null>();
  const schema = table.get(union);
  for (const variant of schema?.oneOf ?? schema?.anyOf ?? []) {
    if (typeof variant === 'boolean') continue;
    const method = variant.properties?.method;
    const name = typeof method === 'object' ? method.enum?.[0] : undefined;
    if (typeof name === 'string') found.set(name, refName(variant.properties?.params));
  }
  return found;
}

/** A version may name a result as nobody expects; its params are compared all the same. */
function resultOf(
  method: string,
  params: string | null,
  definitions: ReadonlyMap<string, Schema>,
): string | null {
  try {
    return resultName(method, params, definitions);
  } catch {
    return null;
  }
}

function refName(params: SchemaOrAny | undefined): string | null {
  if (typeof params !== 'object') return null;
  if (params.$ref !== undefined) return params.$ref;
  for (const variant of params.anyOf ?? []) {
    const name = refName(variant);
    if (name !== null) return name;
  }
  return null;
}
