import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { integerRange } from '../../scripts/generate/emit-validators.js';
import {
  loadProfile,
  type Profile,
  profileNames,
  type Schema,
  type ValidatorKind,
} from '../../src/protocol/index.js';
import { badValues, goodValues, wrongValues } from './sample-values.js';

type Definitions = Awaited<ReturnType<Profile['definitions']>>;

const kinds: readonly ValidatorKind[] = [
  'clientParams',
  'clientResults',
  'serverParams',
  'serverResults',
  'notifications',
  'clientNotifications',
];

const profiles = profileNames.map((name) => loadProfile(name));

describe.each(profiles)('the validators of $name', (profile) => {
  it.each(kinds)('answer like ajv on good and bad values of %s', async (kind) => {
    const definitions = await profile.definitions();
    const table = await profile.validators(kind);
    const ajv = ajvWith(definitions);
    const disagreements: unknown[] = [];
    let verdicts = 0;
    const roots = rootsOf(profile, kind).filter((_, at) => at % 5 === 0);
    for (const { method, name } of roots) {
      const check = ajv.compile({ $ref: `profile#/definitions/${name}` });
      const good = sampleOf([...goodValues(definitions, { $ref: name }, 3)], 20);
      const bad = sampleOf([...wrongValues, ...badValues(definitions, { $ref: name }, 3)], 20);
      for (const value of [...good, ...bad]) {
        if (table[method]?.(value) !== check(value)) disagreements.push({ method, value });
        verdicts += 1;
      }
    }
    expect(disagreements).toEqual([]);
    expect(verdicts).toBeGreaterThanOrEqual(roots.length * 13);
  });
});

function ajvWith(definitions: Definitions): Ajv {
  const ajv = new Ajv({ strict: false });
  const number = (format: string) => {
    const [low, high] = integerRange(format);
    return { type: 'number' as const, validate: (value: number) => value >= low && value <= high };
  };
  for (const bits of ['', '8', '16', '32', '64']) {
    for (const sign of ['', 'u']) ajv.addFormat(`${sign}int${bits}`, number(`${sign}int${bits}`));
  }
  const absolute = /^(\/|\\\\|[a-zA-Z]:[/\\])/;
  ajv.addFormat('double', true).addFormat('path', true);
  ajv.addFormat('absolutePath', absolute).addFormat('anyAbsolutePath', absolute);
  ajv.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const text = JSON.stringify({ $id: 'profile', definitions }, (key, value: unknown) =>
    key === '$ref' ? `#/definitions/${String(value)}` : value,
  );
  return ajv.addSchema(JSON.parse(text) as Schema);
}

function rootsOf({ facts }: Profile, kind: ValidatorKind): { method: string; name: string }[] {
  const of = (table: Readonly<Record<string, { params: string | null; result?: string }>>, result = false) =>
    Object.entries(table).flatMap(([method, fact]) => {
      const name = result ? fact.result : fact.params;
      return typeof name === 'string' ? [{ method, name }] : [];
    });
  const tables: Record<ValidatorKind, () => { method: string; name: string }[]> = {
    clientParams: () =>
      of(facts.clientRequests).filter(({ method }) => !facts.clientRequests[method]?.paramsOptional),
    clientResults: () => of(facts.clientRequests, true),
    serverParams: () => of(facts.serverRequests),
    serverResults: () => of(facts.serverRequests, true),
    notifications: () => of(facts.notifications),
    clientNotifications: () => of(facts.clientNotifications),
  };
  return tables[kind]();
}

/** Evenly spread over the list. */
function sampleOf<T>(list: readonly T[], count: number): T[] {
  const step = Math.max(1, list.length / count);
  return Array.from({ length: Math.min(count, list.length) }, (_, at) => list[Math.floor(at * step)] as T);
}
