// The logins a client can choose among, and the workspaces of each. There is one login at a time, so the list holds
// it or nothing; it can go on in another of its workspaces.

import type { ParamsOf, ResultOf } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { DomainError, type DomainFailure } from '../errors.js';
import type { ChatgptAccount } from './account.js';
import type {
  AccountWorkspace,
  Credentials,
  LoginPolicy,
  SessionCredentials,
  WorkspacePages,
  WorkspaceReader,
} from './login-ports.js';
import type { LoginService, StartedBrowser } from './login-service.js';

type Sessions = ResultOf<'accountSession/list'>;

export interface AccountSessions {
  /** `refresh`: the account's backend is asked what the workspaces are called. */
  list(originator: string, refresh: boolean): Promise<Sessions>;
  /**
   * One at a time. Resolves with a login instead where the workspace wants one, and the client too.
   * @throws DomainError `workspaceNotSwitched` | `workspaceRestricted` | `workspaceRefused` | `workspaceUnvalidated`
   */
  switchTo(originator: string, wanted: ParamsOf<'accountSession/switch'>): Promise<Sessions | StartedBrowser>;
}

export interface AccountSessionDeps {
  readonly credentials: Pick<Credentials, 'current'> & SessionCredentials;
  readonly policy: Pick<LoginPolicy, 'forcedWorkspaces'>;
  readonly pages: WorkspacePages;
  readonly workspaces: WorkspaceReader;
  readonly logins: Pick<LoginService, 'isWaiting' | 'startBrowser' | 'announce'>;
  /** Unloads every thread: each belongs to the workspace it was begun in. */
  closeThreads(): Promise<void>;
  readonly clock: Clock;
}

interface Session extends ChatgptAccount {
  readonly sessionId: string;
}

export function createAccountSessions(deps: AccountSessionDeps): AccountSessions {
  const { credentials, policy, pages, workspaces, logins, clock } = deps;
  let lastSwitch: Promise<unknown> = Promise.resolve();

  /** Null for keys, and for tokens that a client brought. */
  const active = (): Session | null => {
    const signedIn = credentials.current();
    if (signedIn?.mode !== 'chatgpt') return null;
    return { ...signedIn, sessionId: credentials.sessionId() ?? signedIn.userId ?? '' };
  };

  const listed = (known: readonly AccountWorkspace[] | null): Sessions => {
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
          workspaces:
            known?.map(({ accountId: id, name, imageUrl, kind }) => ({
              accountId: id,
              name,
              imageUrl,
              kind,
            })) ?? unnamed,
        },
      ],
    };
  };

  /** Null where the account's backend does not tell. */
  const named = (originator: string): Promise<readonly AccountWorkspace[] | null> =>
    pages.workspaces(originator).catch(() => null);

  /** The session to be moved; null where it works in the wanted workspace already. */
  const sessionToMove = ({ sessionId, accountId }: ParamsOf<'accountSession/switch'>): Session | null => {
    if (logins.isWaiting()) refuse('loginPending');
    if (accountId.trim() === '') refuse('unnamed');
    const allowed = policy.forcedWorkspaces();
    if (allowed !== null && !allowed.includes(accountId)) fail({ code: 'workspaceRestricted', allowed });
    const session = active();
    if (session === null) return refuse('notManaged');
    if (session.sessionId !== sessionId) refuse('otherSession');
    return session.accountId === accountId ? null : session;
  };

  /** @throws Error whose message is the reason */
  const move = async (originator: string, accountId: string): Promise<void> => {
    await credentials.moveTo({ accountId, accessToken: await pages.switchWorkspace(originator, accountId) });
    workspaces.forget();
  };

  /** A workspace that nobody can say the place of is left again. */
  const validate = async (originator: string, before: string | null): Promise<void> => {
    try {
      await workspaces.read(originator);
    } catch (cause) {
      const unrestored = before === null ? null : await move(originator, before).then(() => null, messageOf);
      throw new DomainError(
        { code: 'workspaceUnvalidated', message: messageOf(cause), unrestored },
        { cause },
      );
    }
  };

  const switchNow = async (
    originator: string,
    wanted: ParamsOf<'accountSession/switch'>,
  ): Promise<Sessions | StartedBrowser> => {
    const { accountId, allowBrowserLogin } = wanted;
    const session = sessionToMove(wanted);
    if (session === null) return listed(null);
    const workspace = (await named(originator))?.find((one) => one.accountId === accountId);
    if (workspace === undefined || workspace.isDeactivated) return refuse('unavailable');
    if (workspace.isGovernment) refuse('government');
    const { needsSignIn, connection } = workspace;
    if (needsSignIn && allowBrowserLogin !== true) refuse('signInNeeded');
    if (needsSignIn)
      return logins.startBrowser(originator, {
        streamlined: false,
        hostedSuccessPage: false,
        appBrand: null,
        workspace: { accountId, email: session.email, connection },
      });
    await deps.closeThreads();
    await move(originator, accountId).catch((cause: unknown) => {
      throw new DomainError({ code: 'workspaceRefused', message: messageOf(cause) }, { cause });
    });
    await validate(originator, session.accountId);
    logins.announce();
    return listed(null);
  };

  return {
    async list(originator, refresh) {
      return listed(refresh && active() !== null ? await named(originator) : null);
    },

    switchTo(originator, wanted) {
      const result = lastSwitch.then(() => switchNow(originator, wanted));
      lastSwitch = result.catch(() => undefined);
      return result;
    },
  };
}

function refuse(why: Extract<DomainFailure, { code: 'workspaceNotSwitched' }>['why']): never {
  return fail({ code: 'workspaceNotSwitched', why });
}

function fail(failure: DomainFailure): never {
  throw new DomainError(failure);
}
