// The logins a client can choose among, and the workspaces of each. There is one login at a time, so the list holds
// it or nothing.

import type { ResultOf } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { DomainError, type DomainFailure } from '../errors.js';
import type { Credentials, WorkspacePages } from './login-ports.js';

type Sessions = ResultOf<'accountSession/list'>;
type Workspaces = Sessions['sessions'][number]['workspaces'];

export interface AccountSessions {
  /** `refresh`: the account's backend is asked what the workspaces are called. */
  list(originator: string, refresh: boolean): Promise<Sessions>;
  /** @throws DomainError `workspaceNotSwitched` | `workspaceRefused` */
  switchTo(originator: string, wanted: { sessionId: string; accountId: string }): Promise<Sessions>;
}

export function createAccountSessions(deps: {
  readonly credentials: Pick<Credentials, 'current'> & {
    /** Id of the login that the tokens in use came from; null where they tell of none. */
    sessionId(): string | null;
  };
  readonly pages: WorkspacePages;
  readonly clock: Clock;
}): AccountSessions {
  const { credentials, pages, clock } = deps;

  /** Null for keys, and for tokens that a client brought. */
  const active = () => {
    const signedIn = credentials.current();
    if (signedIn?.mode !== 'chatgpt') return null;
    return { ...signedIn, sessionId: credentials.sessionId() ?? signedIn.userId ?? '' };
  };

  const listed = (workspaces: Workspaces | null): Sessions => {
    const session = active();
    if (session === null) return { activeSessionId: null, sessions: [] };
    const { sessionId, email, userId, accountId } = session;
    const unnamed = accountId === null ? [] : [{ accountId, name: null, imageUrl: null, kind: null }];
    return {
      activeSessionId: sessionId,
      sessions: [
        {
          sessionId,
          email,
          userId,
          displayName: null,
          imageUrl: null,
          lastUsedAt: Math.floor(clock.now() / 1000),
          isActive: true,
          selectedWorkspaceAccountId: accountId,
          workspaces: workspaces ?? unnamed,
        },
      ],
    };
  };

  /** Null where the account's backend does not tell. */
  const named = (originator: string): Promise<Workspaces | null> =>
    pages.workspaces(originator).catch(() => null);

  return {
    async list(originator, refresh) {
      return listed(refresh && active() !== null ? await named(originator) : null);
    },

    async switchTo(originator, { sessionId, accountId }) {
      if (accountId === '') fail({ code: 'workspaceNotSwitched', why: 'unnamed' });
      const session = active();
      if (session === null) fail({ code: 'workspaceNotSwitched', why: 'notManaged' });
      if (session.sessionId !== sessionId) fail({ code: 'workspaceNotSwitched', why: 'otherSession' });
      if (session.accountId === accountId) return listed(null);
      const workspaces = await named(originator);
      if (!workspaces?.some((workspace) => workspace.accountId === accountId))
        fail({ code: 'workspaceNotSwitched', why: 'unavailable' });
      const refusal = await pages.switchWorkspace(originator, accountId).catch(messageOf);
      return fail({ code: 'workspaceRefused', refusal });
    },
  };
}

function fail(failure: DomainFailure): never {
  throw new DomainError(failure);
}
