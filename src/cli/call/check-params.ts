// Says what is wrong with params before they are sent, in the words of the version the server speaks.

import { misfits, nearest } from '../../protocol/check.js';
import { loadProfile, type Profile, profileNames } from '../../protocol/index.js';
import { UsageError } from '../errors.js';

/**
 * `anyway` says how to send them all the same, where there is a way.
 * @throws UsageError `bad_option` with every place that does not fit, and an example where a field is missing
 */
export async function checkParams(
  profile: Profile,
  { method, params }: { method: string; params: unknown },
  anyway = '',
): Promise<void> {
  const info = profile.methodInfo(method);
  if (info === undefined) throw new UsageError('bad_option', `${unknownMethod(profile, method)}${anyway}`);
  if (info.params === null) {
    if (params === undefined || params === null) return;
    throw new UsageError('bad_option', `${method} takes no params in ${profile.name}.${anyway}`);
  }
  const found = misfits(await profile.definitions(), { $ref: info.params }, params);
  if (found.length === 0) return;
  const list = found.map(({ path, message }) => `  ${path === '' ? 'params' : path} ${message}`).join('\n');
  throw new UsageError(
    'bad_option',
    `The params do not fit ${method} of ${profile.name}:\n${list}\nastc describe ${method} shows what it takes.${anyway}`,
  );
}

function unknownMethod(profile: Profile, method: string): string {
  const elsewhere = profileNames.find((name) => loadProfile(name).methodInfo(method) !== undefined);
  if (elsewhere !== undefined) return `${method} is a method of ${elsewhere}, not of ${profile.name}.`;
  const near = nearest(method, profile.clientMethods);
  return `${profile.name} has no method ${method}${near === undefined ? '; astc list shows them.' : `. Did you mean ${near}?`}`;
}
