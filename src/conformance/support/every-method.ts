// Requests for every method of a version, made from its schemas, and only such as must be refused before anything is
// done: too early, without the capability, or in a form that cannot be read.

import { loadDecoder, loadProfile, type Profile, skeleton } from '../../protocol/index.js';
import { isRecord } from '../../util/peek.js';
import type { Bench } from '../bench.js';
import type { Line } from '../line.js';
import { methodsNamedIn, NOBODYS_METHOD } from '../offered-methods.js';

/** What runs commands, writes files, installs, signs in or sends something away. */
const ACTS_OUTSIDE =
  /^(?:fs|command|process|plugin|marketplace|feedback|skills|config|account|accountSession|externalAgentConfig|remoteControl|userVerification|environment|mcpServer|windowsSandbox|experimentalFeature|modelProvider)\/|thread\/shellCommand|thread\/backgroundTerminals/;

/** An absolute path below which nothing can be, so that even a server that acts too early finds nothing to act on. */
const NOWHERE = '/dev/null/astc';

/** Values of which at least one is of another type than any member that has a type. */
const WRONG_VALUES: readonly unknown[] = [7.5, true, 'nonsense', [7.5]];

/** A method with the smallest params that its schema allows; `undefined` where it takes none. */
export interface MethodRow {
  readonly method: string;
  readonly params: unknown;
  readonly isExperimental: boolean;
}

/** A request, and the text that refuses it. */
export interface Doomed {
  readonly method: string;
  readonly params: unknown;
  readonly message: string;
}

/**
 * Every method of a version but `initialize`. Those that act outside the server come last: one that refuses too little
 * has failed before it is asked for them.
 */
export async function methodRows(profile: Profile): Promise<MethodRow[]> {
  const methods = profile.clientMethods.filter((method) => method !== 'initialize');
  const rows = methods.map(async (method) => ({
    method,
    params: harmless(await skeleton(profile, method)),
    isExperimental: profile.methodInfo(method)?.experimental === true,
  }));
  const actsOutside = ({ method }: MethodRow): number => Number(ACTS_OUTSIDE.test(method));
  return (await Promise.all(rows)).sort((a, b) => actsOutside(a) - actsOutside(b));
}

/** What each method says before the handshake, to params as they should be and to none. */
export async function tooEarly(profile: Profile): Promise<Doomed[]> {
  const decode = await loadDecoder(profile);
  return (await methodRows(profile)).flatMap(({ method, params }) =>
    [params, {}].map((given) => {
      const decoded = decode(method, given);
      const message = 'problem' in decoded ? invalid(decoded.problem) : 'Not initialized';
      return { method, params: given, message };
    }),
  );
}

/** Each method with each member that it must have left out, and with none at all. */
export function withoutMembers(profile: Profile): Promise<Doomed[]> {
  return unreadable(profile, (params) => [
    {},
    ...Object.keys(params).map((name) =>
      Object.fromEntries(Object.entries(params).filter(([key]) => key !== name)),
    ),
  ]);
}

/** Each method with each member that it must have of another type; not those that may be of any type. */
export function ofWrongTypes(profile: Profile): Promise<Doomed[]> {
  return unreadable(profile, (params) =>
    Object.keys(params).flatMap((name) => WRONG_VALUES.map((wrong) => ({ ...params, [name]: wrong }))),
  );
}

/** Of these rows those whose methods the server says it offers; all when it names none. */
export async function offeredOf<Row extends { readonly method: string }>(
  line: Line,
  rows: readonly Row[],
): Promise<Row[]> {
  const named = methodsNamedIn(await line.answerTo(line.ask(NOBODYS_METHOD, {})));
  return rows.filter(({ method }) => named.size === 0 || named.has(method));
}

/** Asks for what must be refused, of what is offered. @returns how much that was */
export async function refusesAll(
  bench: Bench,
  line: Line,
  doomedOf: (profile: Profile) => Promise<readonly Doomed[]>,
): Promise<number> {
  const doomed = await offeredOf(line, await doomedOf(loadProfile(bench.version)));
  for (const { method, params, message } of doomed)
    await line.refuses(method, params, { message, data: undefined });
  return doomed.length;
}

/** What no server of the version can read of the requests made by `wrongsOf`. */
async function unreadable(
  profile: Profile,
  wrongsOf: (params: Readonly<Record<string, unknown>>) => readonly unknown[],
): Promise<Doomed[]> {
  const decode = await loadDecoder(profile);
  return (await methodRows(profile)).flatMap(({ method, params }) => {
    const wrongs = isRecord(params) ? wrongsOf(params) : [];
    return wrongs.flatMap((wrong) => {
      const decoded = decode(method, wrong);
      return 'problem' in decoded ? [{ method, params: wrong, message: invalid(decoded.problem) }] : [];
    });
  });
}

const invalid = (problem: string): string => `Invalid request: ${problem}`;

function harmless(params: unknown): unknown {
  if (params === undefined) return undefined;
  return JSON.parse(JSON.stringify(params), (_key, value: unknown) => (value === '/' ? NOWHERE : value));
}
