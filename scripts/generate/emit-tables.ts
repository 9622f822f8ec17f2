// Writes what the door needs at once and small: method tables, gates and quirks of every profile, and the maps
// that join the newest profile with methods only older ones have.
import type { ProfileFile } from '../../src/protocol/profile-data.js';

/** The value of one quirk per version, with the sentence that says what it means. */
export type QuirkFile = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** A version as an identifier: `v0_169_0`. */
export function identifier(version: string): string {
  return `v${version.replaceAll(/[^0-9A-Za-z]/g, '_')}`;
}

/** @throws when a quirk has no value for one of the versions, or is of mixed types. */
export function checkQuirks(quirks: QuirkFile, versions: readonly string[]): void {
  for (const [name, values] of Object.entries(quirks)) {
    const kinds = new Set(versions.map((version) => typeof values[version]));
    if (kinds.has('undefined'))
      throw new Error(`profiles/quirks.json: ${name} has no value for every profile`);
    if (kinds.size !== 1) throw new Error(`profiles/quirks.json: ${name} mixes ${[...kinds].join(' and ')}`);
  }
}

export function emitQuirkType(quirks: QuirkFile, versions: readonly string[]): string {
  const lines = Object.entries(quirks).map(([name, values]) => {
    const kind = typeof values[versions[0] ?? ''];
    return `  /** ${values.about ?? name} */\n  readonly ${name}: ${kind};`;
  });
  return `/** Behaviour that differs between versions, each read in one place. */\nexport interface Quirks {\n${lines.join('\n')}\n}\n`;
}

/** The text of tables.ts of one profile. Facts are parsed when asked for: start-up should pay for one version only. */
export function emitTables(profile: ProfileFile, quirks: QuirkFile): string {
  const { definitions: _, ...facts } = profile;
  const own = Object.fromEntries(
    Object.entries(quirks).map(([name, values]) => [name, values[profile.version]]),
  );
  return [
    `// Method tables, gates and quirks of codex ${profile.version}, generated.`,
    `import type { ProfileFacts } from '../../profile-data.js';`,
    `import type { Quirks } from '../quirks.js';`,
    ``,
    `let parsed: ProfileFacts | undefined;`,
    ``,
    `export function facts(): ProfileFacts {`,
    `  parsed ??= JSON.parse(${JSON.stringify(JSON.stringify(facts))}) as ProfileFacts;`,
    `  return parsed;`,
    `}`,
    ``,
    `export const quirks: Quirks = ${JSON.stringify(own, null, 1)};`,
    ``,
  ].join('\n');
}

/** The text of definitions.ts: parsed from a string, which is faster to load than an object literal. */
export function emitDefinitions(profile: ProfileFile): string {
  return [
    `// Definitions of codex ${profile.version}, generated.`,
    `import type { ProfileFile } from '../../profile-data.js';`,
    ``,
    `export const definitions: ProfileFile['definitions'] = JSON.parse(${JSON.stringify(JSON.stringify(profile.definitions))});`,
    ``,
  ].join('\n');
}

/** The text of types.ts: the newest types by their plain names, older profiles as namespaces, joined maps. */
export function emitTypeDoor(profiles: readonly ProfileFile[]): string {
  const newest = newestOf(profiles);
  const older = profiles.filter((profile) => profile !== newest).reverse();
  const map = (
    name: string,
    kind: 'clientRequests' | 'serverRequests' | 'notifications' | 'clientNotifications',
  ) => {
    const known = new Set(Object.keys(newest[kind]));
    const lines = older.flatMap((profile) =>
      Object.keys(profile[kind]).flatMap((method) => {
        if (known.has(method)) return [];
        known.add(method);
        const key = JSON.stringify(method);
        return [`  ${key}: ${identifier(profile.version)}.${name}[${key}];`];
      }),
    );
    return `export interface ${name} extends newest.${name} {\n${lines.join('\n')}\n}\n`;
  };
  const typesOf = ({ version }: ProfileFile) => `'./${identifier(version)}/types.js'`;
  return [
    `// Every profile's types behind one door, generated. Plain names are codex ${newest.version}.`,
    `import type * as newest from ${typesOf(newest)};`,
    ...older.map((profile) => `import type * as ${identifier(profile.version)} from ${typesOf(profile)};`),
    `export type * from ${typesOf(newest)};`,
    ...profiles.map((profile) => `export type * as ${identifier(profile.version)} from ${typesOf(profile)};`),
    ``,
    map('ClientRequests', 'clientRequests'),
    map('ServerRequests', 'serverRequests'),
    map('ServerNotifications', 'notifications'),
    map('ClientNotifications', 'clientNotifications'),
  ].join('\n');
}

/** The text of profiles.ts: what is there at once, and how to load the rest. */
export function emitProfileDoor(profiles: readonly ProfileFile[], kinds: readonly string[]): string {
  const newest = newestOf(profiles);
  const entry = ({ version }: ProfileFile) => {
    const id = identifier(version);
    const loaders = kinds.map(
      (kind) => `      ${kind}: async () => (await import('./${id}/validate-${kind}.js')).validators,`,
    );
    return [
      `  ${JSON.stringify(version)}: {`,
      `    get facts() {`,
      `      return ${id}.facts();`,
      `    },`,
      `    quirks: ${id}.quirks,`,
      `    definitions: async () => (await import('./${id}/definitions.js')).definitions,`,
      `    validators: {`,
      ...loaders,
      `    },`,
      `  },`,
    ].join('\n');
  };
  return [
    `// The profiles of this build, generated: small facts at once, definitions and validators on demand.`,
    `import type { BuiltProfile } from '../profile-data.js';`,
    `import type { Quirks } from './quirks.js';`,
    ...profiles.map(
      ({ version }) => `import * as ${identifier(version)} from './${identifier(version)}/tables.js';`,
    ),
    ``,
    `/** Version names, newest first. */`,
    `export const profileNames = ${JSON.stringify([...profiles].reverse().map(({ version }) => version))} as const;`,
    ``,
    `export const defaultProfileName = ${JSON.stringify(newest.version)};`,
    ``,
    `export const builtProfiles: Readonly<Record<(typeof profileNames)[number], BuiltProfile<Quirks>>> = {`,
    ...profiles.map(entry),
    `};`,
    ``,
  ].join('\n');
}

function newestOf(profiles: readonly ProfileFile[]): ProfileFile {
  const newest = profiles.at(-1);
  if (!newest) throw new Error('profiles/ holds no profile');
  return newest;
}
