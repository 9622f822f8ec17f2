// What a version publishes about its protocol: all definitions and methods, or only those that need no capability.
// The source of both generators, JSON Schema and TypeScript.

import {
  loadProfile,
  type NotificationFact,
  type ProfileFacts,
  type RequestFact,
  referencesIn,
  type Schema,
} from '../../protocol/index.js';

export interface PublishedFacts {
  readonly version: string;
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly clientRequests: Readonly<Record<string, RequestFact>>;
  readonly serverRequests: Readonly<Record<string, RequestFact>>;
  readonly serverNotifications: Readonly<Record<string, NotificationFact>>;
  readonly clientNotifications: Readonly<Record<string, NotificationFact>>;
}

/** Methods that no schema lists are left out, as the real executable leaves them out. */
export async function publishedFacts(version: string, experimental: boolean): Promise<PublishedFacts> {
  const profile = loadProfile(version);
  const { facts } = profile;
  const shown = <F extends RequestFact | NotificationFact>(table: Readonly<Record<string, F>>) =>
    Object.fromEntries(
      Object.entries(table).filter(([, fact]) => !fact.hidden && (experimental || !fact.experimental)),
    );
  const tables = {
    clientRequests: shown(facts.clientRequests),
    serverRequests: shown(facts.serverRequests),
    serverNotifications: shown(facts.notifications),
    clientNotifications: shown(facts.clientNotifications),
  };
  const all = await profile.definitions();
  const definitions = experimental ? all : withoutExperimentalMembers(all, facts);
  const roots = [
    ...Object.values({ ...tables.clientRequests, ...tables.serverRequests }).flatMap(({ params, result }) => [
      params,
      result,
    ]),
    ...Object.values({ ...tables.serverNotifications, ...tables.clientNotifications }).map(
      ({ params }) => params,
    ),
  ];
  return { version, definitions: reachable(definitions, roots), ...tables };
}

function withoutExperimentalMembers(
  definitions: Readonly<Record<string, Schema>>,
  { experimentalFields }: ProfileFacts,
): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => {
      const gone = new Set(experimentalFields[name]);
      const kept = Object.entries(schema.properties ?? {}).filter(([member]) => !gone.has(member));
      return [name, gone.size === 0 ? schema : { ...schema, properties: Object.fromEntries(kept) }];
    }),
  );
}

function reachable(
  definitions: Readonly<Record<string, Schema>>,
  roots: readonly (string | null)[],
): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const schema = name === null ? undefined : definitions[name];
    if (name === null || schema === undefined || Object.hasOwn(found, name)) continue;
    found[name] = schema;
    waiting.push(...referencesIn(schema));
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}
