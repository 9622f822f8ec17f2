// Brings messages from the newest shape, which the domain emits, to the shape an older version writes. The last
// step of results, notifications and server requests before they are encoded; the newest version skips it.
import { defaultProfileName, loadProfile, type Profile } from './profiles.js';
import { keep, LOST, type Step, Steps } from './trim-steps.js';

/** The groups of messages that leave a server. */
export type TrimKind = 'clientResults' | 'notifications' | 'serverParams';

/**
 * Trims one kind of message. The same object comes back when there is nothing to change; null when the version
 * cannot say the message at all, which then must not be sent. Never changes what it is given.
 */
export type Trim = <T>(value: T) => T | null;

/** @returns how messages of a method are trimmed; the same function for the same method. */
export type Trimmer = (kind: TrimKind, method: string) => Trim;

/**
 * Loads what trimming to `profile` needs. What the version does not know is left out where it may be: members,
 * elements of lists, values of nullable members; a bare name becomes `other` or `unknown` where there is such a
 * one. What cannot be left out makes its owner unknown in turn. Members this version always writes are added
 * with their default or null; those it requires and the newest does not have are up to the caller.
 */
export async function loadTrimmer(profile: Profile): Promise<Trimmer> {
  if (profile.isNewest) return () => (value) => value;
  const newest = await loadProfile(defaultProfileName).definitions();
  const steps = new Steps(await profile.definitions(), newest);
  const tables: Record<TrimKind, Map<string, Trim>> = {
    clientResults: new Map(),
    notifications: new Map(),
    serverParams: new Map(),
  };
  return (kind, method) => {
    const known = tables[kind].get(method);
    if (known) return known;
    const name = definitionOf(profile, kind, method);
    const trim = name === undefined ? refuse : name === null ? keep : asTrim(steps.named(name));
    tables[kind].set(method, trim);
    return trim;
  };
}

/** The definition of a message; null where it is empty, undefined where the version lacks the method. */
function definitionOf(profile: Profile, kind: TrimKind, method: string): string | null | undefined {
  if (kind === 'clientResults') return profile.methodInfo(method)?.result;
  if (kind === 'notifications') return profile.notificationInfo(method)?.params;
  return profile.serverRequestInfo(method)?.params;
}

const refuse = () => null;

function asTrim(step: Step): Trim {
  if (step === keep) return keep;
  return <T>(value: T) => {
    const trimmed = step(value);
    return trimmed === LOST ? null : (trimmed as T); // a trimmed T is a T to those who write it out
  };
}
