// What needs `capabilities.experimentalApi`: whole methods, members of stable params, variants of their values;
// and what a client without it is not sent. Read by dispatch before validation's result is used, and by outbound.
import type { FieldGate } from './profile-data.js';
import type { Profile } from './profiles.js';

/**
 * @returns the name of the first experimental thing a well-formed request uses, in the order in which the real
 * server looks: the method, then members in declaration order. Null when the request needs no capability.
 */
export function gateOf(profile: Profile, method: string, params: unknown): string | null {
  if (profile.methodInfo(method)?.experimental) return method;
  const gates = profile.facts.gates[method];
  if (gates === undefined) return null;
  for (const gate of gates) if (isUsed(gate, params)) return gate.name;
  return null;
}

/** The message of the refusal (code -32600), as the real server words it. */
export function gateRefusal(name: string): string {
  return `${name} requires experimentalApi capability`;
}

function isUsed({ path, when }: FieldGate, params: unknown): boolean {
  const value = path === '' ? params : valueAt(params, path);
  if (value === undefined) return false;
  if (when === 'defined') return true;
  if (value === null) return false;
  if (when === 'present') return true;
  if (when === 'true') return value === true;
  if (when === 'nonEmpty') return sizeOf(value) > 0;
  if (typeof value !== 'object') return value === when.variant;
  return Object.hasOwn(value, when.variant) || ('type' in value && value.type === when.variant);
}

function valueAt(params: unknown, path: string): unknown {
  let value = params;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step]; // any JSON object may be asked for a member
  }
  return value;
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** What the schemas call experimental, and the real servers send to every client all the same. */
const SENT_TO_ALL: readonly string[] = ['availableDecisions'];

/**
 * Params of a server request as a client without the capability gets them: without the members that only the
 * experimental schema has, as far as the real server leaves them out. The same object when there is nothing to drop.
 * Results and notifications are sent whole to every client, as the real server does.
 */
export function stripExperimental<T>(profile: Profile, method: string, params: T): T {
  const name = profile.serverRequestInfo(method)?.params;
  const members = name === undefined || name === null ? undefined : profile.facts.experimentalFields[name];
  if (members === undefined || typeof params !== 'object' || params === null) return params;
  const dropped = members.filter((member) => !SENT_TO_ALL.includes(member));
  if (!dropped.some((member) => Object.hasOwn(params, member))) return params;
  const kept = Object.entries(params).filter(([member]) => !dropped.includes(member));
  return Object.fromEntries(kept) as T; // the dropped members are optional in every profile
}
