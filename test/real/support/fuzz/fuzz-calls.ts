// Which calls a fuzz makes: chance from a seed, over every method that may be called without harm.
import type { Version } from '../target.js';
import type { FuzzCall } from './fuzz-run.js';
import { paramsOf } from './generate-params.js';
import { profileFile, type Schema } from './profile-file.js';
import { createRandom } from './random.js';

/** They reach a vendor or somebody's account, end what the other calls are about, or are never answered by a real one. */
const LEFT_OUT =
  /^(?:initialize|feedback\/upload|remoteControl\/|account\/(?:bedrock|gcp|login\/start|gatewayOAuth\/login|logout)|userVerification\/|plugin\/share|windowsSandbox\/|turn\/interrupt$)/;

export function methodsOf(version: Version, wanted: RegExp): string[] {
  return Object.keys(profileFile(version).clientRequests).filter(
    (method) => !LEFT_OUT.test(method) && wanted.test(method),
  );
}

export interface Chance {
  readonly seed: number;
  readonly count: number;
  readonly methods: readonly string[];
}

export function fuzzCalls(version: Version, { seed, count, methods }: Chance): FuzzCall[] {
  const { clientRequests, definitions } = profileFile(version);
  const random = createRandom(seed);
  const calls = Array.from({ length: count }, (): FuzzCall => {
    const method = random.pick(methods);
    const name = clientRequests[method]?.params ?? null;
    const strangeness = random.pick([0, 0, 0.04, 0.12]);
    const schema: Schema = name === null ? {} : { $ref: name };
    const params = name === null ? undefined : paramsOf(method, schema, { definitions, random, strangeness });
    return { method, params };
  });
  return calls.filter((call) => isHarmless(call) && !partsWays(call));
}

/** The folders that everything is in stay, and no cloud is set up. */
function isHarmless({ method, params }: FuzzCall): boolean {
  const { path, settings } = (params ?? {}) as { path?: unknown; settings?: { type?: unknown } | null };
  if (method === 'modelProvider/config/write' && settings?.type !== 'customGateway') return false;
  return !(method === 'fs/remove' && /^\{\{\w+\}\}$/.test(String(path)));
}

/** What one server refuses and the other does, by a quirk with a name: from there on the worlds would differ. */
function partsWays({ method, params }: FuzzCall): boolean {
  const { threadId, ephemeral, excludeTurns, target } = (params ?? {}) as Record<string, unknown>;
  if (method === 'review/start')
    return (target as { type?: unknown } | null | undefined)?.type === 'baseBranch';
  if (method === 'thread/resume') return threadId === '{{thread.fresh}}';
  if (method === 'thread/delete') return true;
  return method === 'thread/fork' && ephemeral === true && excludeTurns !== true;
}
