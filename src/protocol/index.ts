// The door to the Codex protocol: types of the newest profile by their plain names, older ones as namespaces,
// method maps, and the facts of every profile. The only way into generated/.
import type {
  ClientNotifications,
  ClientRequests,
  ServerNotifications,
  ServerRequests,
} from './generated/types.js';

export { type Decode, type Decoded, loadDecoder, problemOf, unknownMethod } from './decode.js';
export { gateOf, gateRefusal, stripExperimental } from './gates.js';
export type * from './generated/types.js';
export type {
  FieldGate,
  NotificationFact,
  ProfileFacts,
  RequestFact,
  Schema,
  SchemaOrAny,
  ValidatorKind,
  ValidatorTable,
} from './profile-data.js';
export {
  defaultProfileName,
  isProfileName,
  loadProfile,
  type Profile,
  type ProfileName,
  profileNames,
  type Quirks,
} from './profiles.js';
export { referencesIn } from './references.js';
export { exampleOf, skeleton } from './skeleton.js';
export { loadTrimmer, type Trim, type TrimKind, type Trimmer } from './trim.js';

/** Any method a client may call in any profile. */
export type ClientMethod = keyof ClientRequests;
/** Any method a server may call on its client in any profile. */
export type ServerRequestMethod = keyof ServerRequests;
/** Any notification a server may send in any profile. */
export type NotificationMethod = keyof ServerNotifications;
/** Any notification a client may send in any profile. */
export type ClientNotificationMethod = keyof ClientNotifications;

/** The params of everything a client may send, by method. */
export type ClientSends = {
  readonly [M in ClientMethod]: ClientRequests[M]['params'];
} & { readonly [M in ClientNotificationMethod]: ClientNotifications[M] };

/** What a client request takes and gives. */
export type ParamsOf<M extends ClientMethod> = ClientRequests[M]['params'];
export type ResultOf<M extends ClientMethod> = ClientRequests[M]['result'];

/** One server notification, its params told by its method. */
export type AnyServerNotification = {
  [M in NotificationMethod]: { method: M; params: ServerNotifications[M] };
}[NotificationMethod];

/** One server request, its params told by its method. */
export type AnyServerRequest = {
  [M in ServerRequestMethod]: { method: M; params: ServerRequests[M]['params'] };
}[ServerRequestMethod];
