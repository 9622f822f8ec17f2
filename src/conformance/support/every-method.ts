// Requests for every method that a server offers, made from the schemas of its version and only such as must be
// refused before anything is done. Methods that act outside the server get no made-up value at all.

import { loadDecoder, loadProfile, type Profile, skeleton } from '../../protocol/index.js';
import { isRecord } from '../../util/peek.js';
import type { Bench } from '../bench.js';
import type { Line } from '../line.js';
import { methodsNamedIn, NOBODYS_METHOD } from '../offered-methods.js';

/** What runs commands, writes files, installs, signs in or sends something away. */
const ACTS_OUTSIDE =
  /^(?:fs|command|process|plugin|marketplace|feedback|skills|config|account|accountSession|externalAgentConfig|remoteControl|userVerification|environment|mcpServer|windowsSandbox|experimentalFeature|modelProvider)\/|thread\/shellCommand|thread\/backgroundTerminals/;

/** A request, and the text that refuses it. */
export interface Doomed {
  readonly method: string;
  readonly params: unknown;
  readonly message: string;
}

/** Methods that the server says it offers, `initialize` left out; all of its version when it names none. */
export async function offered(line: Line, profile: Profile): Promise<string[]> {
  const named = methodsNamedIn(await line.answerTo(line.ask(NOBODYS_METHOD, {})));
  return profile.clientMethods.filter(
    (method) => method !== 'initialize' && (named.size === 0 || named.has(method)),
  );
}

/** Requests made by `wrongsOf`, of each only those that no server of the version can read. */
export async function unreadable(
  bench: Bench,
  line: Line,
  wrongsOf: (params: Readonly<Record<string, unknown>>, actsOutside: boolean) => readonly unknown[],
): Promise<Doomed[]> {
  const profile = loadProfile(bench.version);
  const decode = await loadDecoder(profile);
  const doomed: Doomed[] = [];
  for (const method of await offered(line, profile)) {
    const params = await skeleton(profile, method);
    if (!isRecord(params)) continue;
    for (const wrong of wrongsOf(params, ACTS_OUTSIDE.test(method))) {
      const decoded = decode(method, wrong);
      if ('problem' in decoded)
        doomed.push({ method, params: wrong, message: `Invalid request: ${decoded.problem}` });
    }
  }
  return doomed;
}

/** A readable request of each method, or `{}` for those that act outside; `undefined` of those without params. */
export async function readable(
  bench: Bench,
  line: Line,
): Promise<{ method: string; params: unknown; isExperimental: boolean }[]> {
  const profile = loadProfile(bench.version);
  const decode = await loadDecoder(profile);
  const all: { method: string; params: unknown; isExperimental: boolean }[] = [];
  for (const method of await offered(line, profile)) {
    const given = await skeleton(profile, method);
    const params = given === undefined ? undefined : ACTS_OUTSIDE.test(method) ? {} : given;
    if ('problem' in decode(method, params)) continue;
    all.push({ method, params, isExperimental: profile.methodInfo(method)?.experimental === true });
  }
  return all;
}
