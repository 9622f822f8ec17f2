// Every message of a profile, whoever sends it, as rows that `list`, `describe` and completion read.

import type { NotificationFact, Profile, RequestFact } from '../../protocol/index.js';

/** Who sends it, and whether it wants an answer. */
export type MessageKind = 'request' | 'serverRequest' | 'notification' | 'clientNotification';

export interface MessageFact {
  readonly method: string;
  readonly kind: MessageKind;
  /** Refused, or not sent, without `capabilities.experimentalApi`. */
  readonly isExperimental: boolean;
  /** Answered by the server, but listed in no schema of its own. */
  readonly isHidden: boolean;
  /** Names of definitions; null when there are none. */
  readonly params: string | null;
  readonly result: string | null;
}

/** In the order of the profile: what a client asks, what the server asks, what the server tells, what a client tells. */
export function messagesOf({ facts }: Profile): MessageFact[] {
  return [
    ...rows('request', facts.clientRequests),
    ...rows('serverRequest', facts.serverRequests),
    ...rows('notification', facts.notifications),
    ...rows('clientNotification', facts.clientNotifications),
  ];
}

function rows(
  kind: MessageKind,
  table: Readonly<Record<string, RequestFact | NotificationFact>>,
): MessageFact[] {
  return Object.entries(table).map(([method, fact]) => ({
    method,
    kind,
    isExperimental: fact.experimental === true,
    isHidden: fact.hidden === true,
    params: fact.params,
    result: 'result' in fact ? fact.result : null,
  }));
}
