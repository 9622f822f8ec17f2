// WorkspaceReader over HTTP: asks the account's own backend, once for the credentials in use. Whoever asks
// meanwhile waits for the same answer; a failure is not remembered.

import type { CredentialRecovery } from '../../domain/credential-ports.js';
import type { Workspace } from '../../domain/login/account.js';
import type { WorkspaceReader } from '../../domain/login/login-ports.js';
import type { Clock } from '../../util/clock.js';
import { type AccountClientDeps, accountUrl } from './account-request.js';
import { sendUntilAccepted } from './send-until-accepted.js';
import { DISCOVERY_FAILED, workspaceOf } from './workspace-payload.js';

export interface WorkspaceClientDeps extends AccountClientDeps {
  /** Whether workspaces matter to the version and to the provider in use. */
  isAsked(): boolean;
  /** The token in use; another one makes what is known out of date. */
  token(): string | null;
  readonly clock: Clock;
}

/** For everything together, fresh credentials included. */
const TIMEOUT_MS = 15_000;

interface Inquiry {
  readonly accountId: string;
  readonly token: string | null;
  readonly answer: Promise<Workspace>;
  readonly end: AbortController;
}

export function createWorkspaceClient(deps: WorkspaceClientDeps): WorkspaceReader {
  let open: Inquiry | undefined;
  let known: { accountId: string; token: string | null; workspace: Workspace } | undefined;

  const inquire = (accountId: string, originator: string): Inquiry => {
    const end = new AbortController();
    const late = new Error('workspace routing discovery timed out');
    const disarm = deps.clock.setTimeout(() => end.abort(late), TIMEOUT_MS);
    const ended = new Promise<never>((_resolve, reject) => {
      end.signal.addEventListener('abort', () => reject(end.signal.reason as Error), { once: true });
    });
    const answer = Promise.race([ask(deps, originator, end.signal), ended])
      .then((payload) => {
        if (deps.accountId() !== accountId) throw accountChanged();
        const workspace = workspaceOf(payload, accountId);
        // They may have been renewed to get the answer.
        known = { accountId, token: deps.token(), workspace };
        return workspace;
      })
      .finally(() => {
        disarm();
        if (open?.end === end) open = undefined;
      });
    return { accountId, token: deps.token(), answer, end };
  };

  return {
    async read(originator) {
      const accountId = deps.accountId();
      if (accountId === null || !deps.isAsked()) return null;
      const token = deps.token();
      const isCurrent = (one: { accountId: string; token: string | null } | undefined): boolean =>
        one?.accountId === accountId && one.token === token;
      if (known !== undefined && isCurrent(known)) return known.workspace;
      if (open === undefined || !isCurrent(open)) open = inquire(accountId, originator);
      return open.answer;
    },
    forget() {
      known = undefined;
      open?.end.abort(accountChanged());
    },
  };
}

function accountChanged(): Error {
  return new Error('account changed during workspace routing discovery');
}

async function ask(deps: WorkspaceClientDeps, originator: string, signal: AbortSignal): Promise<unknown> {
  const url = accountUrl(deps.baseUrl(), 'accounts/check');
  const call = deps.fetch ?? fetch;
  let response: Response;
  try {
    response = await sendUntilAccepted(quiet(deps.recovery()), async () => {
      const headers = { 'user-agent': deps.userAgent(originator), ...(await deps.headers()) };
      return call(url, { headers, signal });
    });
  } catch (cause) {
    throw new Error(DISCOVERY_FAILED, { cause });
  }
  if (response.status === 401) throw new Error('workspace routing discovery unauthorized (401)');
  if (!response.ok) throw new Error(DISCOVERY_FAILED);
  try {
    return (await response.json()) as unknown;
  } catch (cause) {
    throw new Error(DISCOVERY_FAILED, { cause });
  }
}

/** Why nothing better than the refused credentials was to be had, is not told. */
function quiet(recovery: CredentialRecovery): CredentialRecovery {
  return { next: () => recovery.next().catch(() => false) };
}
