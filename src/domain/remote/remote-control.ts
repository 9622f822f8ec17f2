// Remote control: clients that reach this server through a vendor's cloud. There is no such cloud here, so what can be
// had of it is its refusals, and a wish for it that never comes true.

import type { ResultOf } from '../../protocol/index.js';
import { DomainError, type DomainFailure } from '../errors.js';
import type { EventSink } from '../events.js';
import { isChatgpt, type SignedIn } from '../login/account.js';

type Status = ResultOf<'remoteControl/status/read'>;

export interface RemoteControl {
  status(): Status;
  /** @throws DomainError `remoteControlRefused` where an administrator wants none */
  assertAllowed(): void;
  /**
   * `begin`: what clients are told after the answer. @throws DomainError `remoteControlRefused`, unless it is only
   * for as long as this process lives
   */
  enable(isEphemeral: boolean): { status: Status; begin(): void };
  /** @throws DomainError `remoteControlRefused`, as `enable` */
  disable(isEphemeral: boolean): { status: Status; begin(): void };
  /** @throws DomainError `remoteControlRefused` always: nobody is enrolled */
  pair(): never;
  /** @throws DomainError `remoteControlRefused` always: the list of clients is kept in that cloud */
  askCloud(): never;
}

export function createRemoteControl(deps: {
  /** What clients are shown of this server. */
  readonly server: () => { readonly serverName: string; readonly installationId: string };
  readonly signedIn: () => SignedIn | null;
  /** Whether an administrator wants none: whatever is asked of it is refused then, with `remoteControlRefused`. */
  readonly isForbidden: () => boolean;
  readonly sink: EventSink;
}): RemoteControl {
  let state: Status['status'] = 'disabled';

  const assertAllowed = (): void => {
    if (deps.isForbidden()) fail({ code: 'remoteControlRefused', why: 'forbidden' });
  };

  const status = (): Status => ({ status: state, ...deps.server(), environmentId: null });

  const become = (next: Status['status']): void => {
    if (state === next) return;
    state = next;
    const event = { type: 'remoteControlStatus', ...status() } as const;
    deps.sink.emit({ scope: 'all', event });
  };

  const refuseStrangers = (): void => {
    const signedIn = deps.signedIn();
    if (signedIn === null) fail({ code: 'remoteControlRefused', why: 'signedOut' });
    if (signedIn.mode === 'apikey') fail({ code: 'remoteControlRefused', why: 'apiKey' });
  };

  return {
    status,
    assertAllowed,
    enable(isEphemeral) {
      assertAllowed();
      if (!isEphemeral) {
        refuseStrangers();
        fail({ code: 'remoteControlRefused', why: 'noCloud' });
      }
      return {
        status: { ...status(), status: 'connecting' },
        begin() {
          become('connecting');
          become('errored');
        },
      };
    },
    disable(isEphemeral) {
      assertAllowed();
      if (!isEphemeral) refuseStrangers();
      return { status: { ...status(), status: 'disabled' }, begin: () => become('disabled') };
    },
    pair() {
      assertAllowed();
      if (state !== 'disabled' && isChatgpt(deps.signedIn()))
        fail({ code: 'remoteControlRefused', why: 'noCloud' });
      return fail({ code: 'remoteControlRefused', why: state === 'disabled' ? 'disabled' : 'notEnrolled' });
    },
    askCloud() {
      assertAllowed();
      refuseStrangers();
      return fail({ code: 'remoteControlRefused', why: 'noCloud' });
    },
  };
}

function fail(failure: DomainFailure): never {
  throw new DomainError(failure);
}
