// The facts of one codex version, as the running program asks for them: what a method is, what it takes, what
// is gated, how this version behaves. Small facts are there at once; definitions and validators load when used.
import { own } from '../util/own.js';
import { builtProfiles, defaultProfileName, profileNames } from './generated/profiles.js';
import type { Quirks } from './generated/quirks.js';
import type {
  BuiltProfile,
  NotificationFact,
  ProfileFacts,
  ProfileFile,
  RequestFact,
  ValidatorKind,
  ValidatorTable,
} from './profile-data.js';

export type { Quirks };
export { defaultProfileName, profileNames };

/** A version this build knows, newest first in {@link profileNames}. */
export type ProfileName = (typeof profileNames)[number];

/** One codex version. The same name always gives the same object. */
export interface Profile {
  readonly name: ProfileName;
  readonly facts: ProfileFacts;
  readonly quirks: Quirks;
  /** Every method a client may call, hidden ones included, in the order of the server's own error text. */
  readonly clientMethods: readonly string[];
  /** True for the profile whose shapes the domain emits. */
  readonly isNewest: boolean;
  /** What is known of a client request; undefined for a method this version does not have. */
  methodInfo(method: string): RequestFact | undefined;
  serverRequestInfo(method: string): RequestFact | undefined;
  notificationInfo(method: string): NotificationFact | undefined;
  /** Loads one group of validators; later calls give the same table. */
  validators(kind: ValidatorKind): Promise<ValidatorTable>;
  /** Loads the definitions, which error wording, trimming and skeletons walk. */
  definitions(): Promise<ProfileFile['definitions']>;
}

const loaded = new Map<string, Profile>();

/** Whether `name` is a version this build has a profile of. */
export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(builtProfiles, name);
}

/** @throws RangeError when this build has no profile of that version, naming those it has. */
export function loadProfile(name: string = defaultProfileName): Profile {
  if (!isProfileName(name)) {
    throw new RangeError(`There is no profile ${name}; this build knows ${profileNames.join(' and ')}.`);
  }
  const known = loaded.get(name);
  if (known) return known;
  const profile = makeProfile(name, builtProfiles[name]);
  loaded.set(name, profile);
  return profile;
}

function makeProfile(name: ProfileName, built: BuiltProfile<Quirks>): Profile {
  const { facts, quirks } = built;
  const tables = new Map<ValidatorKind, Promise<ValidatorTable>>();
  let definitions: Promise<ProfileFile['definitions']> | undefined;
  return {
    name,
    facts,
    quirks,
    clientMethods: Object.keys(facts.clientRequests),
    isNewest: name === defaultProfileName,
    methodInfo: (method) => own(facts.clientRequests, method),
    serverRequestInfo: (method) => own(facts.serverRequests, method),
    notificationInfo: (method) => own(facts.notifications, method),
    validators: (kind) => {
      const table = tables.get(kind) ?? built.validators[kind]();
      tables.set(kind, table);
      return table;
    },
    definitions: () => {
      definitions ??= built.definitions();
      return definitions;
    },
  };
}
