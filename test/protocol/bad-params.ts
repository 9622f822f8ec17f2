// Malformed requests of a profile: each member of each method's params, once with each kind of wrong value, once
// left out. What the decoder is compared with the real server on; they only ever go to one that is not
// initialized, which scripts/generate/probe.ts sees to.
import { mayBeProbed, type Probe } from '../../scripts/generate/probe.js';
import type { ProfileFile } from '../../src/protocol/profile-data.js';
import { badValues, wrongValues } from './sample-values.js';

/** @returns requests that are wrong in one place, or not wrong at all where a type is lenient; each once. */
export function badParams(profile: Pick<ProfileFile, 'definitions' | 'clientRequests'>, depth = 4): Probe[] {
  const probes = new Map<string, Probe>();
  const add = (probe: Probe) => probes.set(JSON.stringify(probe), probe);
  for (const [method, { params }] of Object.entries(profile.clientRequests)) {
    if (!mayBeProbed(method)) continue;
    add({ method });
    for (const wrong of wrongValues) add({ method, params: wrong });
    if (params === null) continue;
    for (const value of badValues(profile.definitions, { $ref: params }, depth))
      add({ method, params: value });
  }
  return [...probes.values()];
}
