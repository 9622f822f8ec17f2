// The credentials of one server: held in memory, saved in a store, renewed when they are due or were refused, one
// refresh at a time. Tokens that a client brought are kept apart, in memory alone, and go before saved ones.

import type { SignedIn } from '../../domain/login/account.js';
import type { Credentials, ExternalTokens, SessionCredentials } from '../../domain/login/login-ports.js';
import { CLIENT_ID, endpointOf } from '../../oauth/client.js';
import type { OAuthDialect } from '../../oauth/dialect.js';
import { OAuthError } from '../../oauth/errors.js';
import type { Post } from '../../oauth/http.js';
import {
  processRefresh,
  type RefreshCause,
  refreshRequest,
  SIGNED_IN_OTHERWISE,
} from '../../oauth/refresh.js';
import { processRevoke, revokeRequest, revokeUrlBeside } from '../../oauth/revoke.js';
import type { Tokens } from '../../oauth/token-endpoint.js';
import type { Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { type AuthRecord, isSameRecord, modeOf } from './auth-record.js';
import { dueRefresh, externalAccount, judgeStore, type Snapshot, signedInOf } from './credential-rules.js';
import type { CredentialStore } from './credential-store.js';
import { apiKeyRecord, loginRecord, movedRecord, refreshedRecord } from './new-record.js';

export interface CredentialServiceDeps {
  readonly store: CredentialStore;
  /** Where logins of this server are made. */
  readonly issuer: string;
  readonly dialect: OAuthDialect;
  readonly post: Post;
  readonly clock: Clock;
  /** Overrides of endpoints, read anew every time. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** An API key that goes before everything else; null: none. */
  readonly apiKeyFromEnvironment?: string | null;
  /** Told of what went wrong where no caller is told. */
  onWarning(message: string): void;
  /** Told when somebody has signed in, with another key or an account, or out. */
  onReplaced?(): void;
}

export interface CredentialService extends Credentials, SessionCredentials {
  /** Keeps what came of a login. */
  saveTokens(tokens: Tokens, apiKey: string | null): Promise<void>;
  /** What authenticates a request; tokens that are due are renewed first. Empty when nobody is signed in. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** Id of the ChatGPT account in use. */
  accountId(): string | null;
  /** Ways to get credentials that are not refused, for one request that was. */
  recovery(): Recovery;
  /** Why the tokens in use cannot be renewed any more; null while they can. */
  refusal(): OAuthError | null;
  /** Looks at the store anew. What cannot be read counts as nothing. */
  reload(): Promise<void>;
}

interface Recovery {
  /**
   * The next way: what somebody else saved meanwhile, then new tokens from the issuer. True when there are other
   * credentials now, so that trying again makes sense; false when there is no way left.
   * @throws OAuthError `refresh_refused` for good, another or CredentialError for now
   */
  next(): Promise<boolean>;
}

const REFRESH_URL = 'CODEX_REFRESH_TOKEN_URL_OVERRIDE';
const REVOKE_URL = 'CODEX_REVOKE_TOKEN_URL_OVERRIDE';

interface External {
  readonly accessToken: string;
  readonly account: Extract<SignedIn, { accountId: string | null }>;
}

export async function openCredentialService(deps: CredentialServiceDeps): Promise<CredentialService> {
  const { store, dialect, post, clock, env, onWarning } = deps;
  const environmentKey = deps.apiKeyFromEnvironment ?? null;
  let held: Snapshot | null = null;
  let external: External | null = null;
  let refreshing: Promise<void> | undefined;
  /** The end of a login is remembered for exactly the record it was told of. */
  let refused: { readonly record: AuthRecord; readonly error: OAuthError } | null = null;

  const hold = (record: AuthRecord | null, stored: AuthRecord | null = record): void => {
    held = record === null ? null : { record, stored };
  };

  const reload = async (): Promise<void> => {
    try {
      hold(await store.load());
    } catch (thrown) {
      onWarning(messageOf(thrown));
      hold(null);
    }
  };

  /** The snapshot whose tokens are ours to renew. */
  const managed = (): Snapshot | null =>
    environmentKey === null && external === null && held?.record.tokens != null && isManaged(held.record)
      ? held
      : null;

  const save = async (record: (before: AuthRecord | null) => AuthRecord): Promise<void> => {
    await store.exclusively(async () => {
      const next = record(await store.load().catch(() => null));
      await store.save(next);
      hold(next);
    });
  };

  /** Takes over what somebody else saved. Resolves with whether there is something else to be done. */
  const lookAtStore = async (snapshot: Snapshot): Promise<'adopted' | 'ask'> => {
    const found = await store.load();
    switch (judgeStore(snapshot, found)) {
      case 'foreign':
        throw new OAuthError('refresh_refused', SIGNED_IN_OTHERWISE, { reason: 'other' });
      case 'adopt':
        hold(found);
        return 'adopted';
      case 'save':
        await store.save(snapshot.record);
        hold(snapshot.record);
        return 'adopted';
      case 'ask':
        return 'ask';
    }
  };

  const refreshNow = (snapshot: Snapshot, cause: RefreshCause): Promise<void> =>
    store.exclusively(async () => {
      if ((await lookAtStore(snapshot)) === 'adopted') return;
      const { record } = snapshot;
      const known = refused;
      if (known !== null && isSameRecord(known.record, record)) throw known.error;
      const tokens = await ask(record, cause);
      const next = refreshedRecord(record, tokens, clock.now());
      // A token whose owner cannot be told is not taken in.
      signedInOf(next, dialect);
      // Held before it is saved: the old refresh token is of no use any more, whatever the disk says.
      hold(next, record);
      await store.save(next);
      hold(next);
    });

  const ask = async (record: AuthRecord, cause: RefreshCause): Promise<Partial<Tokens>> => {
    const { refreshToken = '', provenance } = record.tokens ?? {};
    const clientId = provenance?.clientId ?? CLIENT_ID;
    const url = tokenUrlOf(record);
    try {
      return processRefresh(
        await post(refreshRequest({ url, refreshToken, cause, clientId }, dialect)),
        dialect,
      );
    } catch (thrown) {
      if (thrown instanceof OAuthError && thrown.code === 'refresh_refused')
        refused = { record, error: thrown };
      throw thrown;
    }
  };

  /** One at a time; whoever comes meanwhile waits for the same. */
  const refresh = (cause: RefreshCause): Promise<void> => {
    const snapshot = managed();
    if (snapshot === null) return Promise.resolve();
    refreshing ??= refreshNow(snapshot, cause).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };

  const refreshIfDue = async (): Promise<void> => {
    const cause = dueRefresh(managed()?.record ?? null, clock.now(), dialect.refresh);
    if (cause === null) return;
    // The old tokens may still do.
    await refresh(cause).catch((thrown: unknown) => onWarning(messageOf(thrown)));
  };

  const override = (name: string): string | undefined => env[name]?.trim() || undefined;

  const issuerOf = ({ tokens }: AuthRecord): string => tokens?.provenance?.issuer ?? deps.issuer;

  const tokenUrlOf = (record: AuthRecord): string =>
    override(REFRESH_URL) ?? endpointOf(issuerOf(record), '/oauth/token');

  const revokeUrlOf = (record: AuthRecord): string => {
    const tokenUrl = override(REFRESH_URL);
    const beside = tokenUrl === undefined ? undefined : revokeUrlBeside(tokenUrl);
    return override(REVOKE_URL) ?? beside ?? endpointOf(issuerOf(record), '/oauth/revoke');
  };

  const revoke = async (record: AuthRecord): Promise<void> => {
    if (record.tokens === null || !isManaged(record)) return;
    try {
      const request = revokeRequest(revokeUrlOf(record), record.tokens);
      if (request !== null) processRevoke(await post(request));
    } catch (thrown) {
      onWarning(messageOf(thrown));
    }
  };

  const bearer = (): string | null => {
    if (environmentKey !== null) return environmentKey;
    if (external !== null) return external.accessToken;
    if (held === null) return null;
    const { record } = held;
    return modeOf(record) === 'apikey' ? record.apiKey : (record.tokens?.accessToken ?? null);
  };

  const current = (): SignedIn | null => {
    if (environmentKey !== null) return { mode: 'apikey' };
    return external?.account ?? signedInOf(held?.record ?? null, dialect);
  };

  const accountId = (): string | null => {
    const signedIn = current();
    return signedIn === null || signedIn.mode === 'apikey' ? null : signedIn.accountId;
  };

  const refusal = (): OAuthError | null =>
    refused !== null && isSameRecord(refused.record, managed()?.record ?? null) ? refused.error : null;

  await reload();
  return {
    current,
    accountId,
    refusal,
    reload,
    sessionId: () => (external === null ? (held?.record.tokens?.loginOwnerId ?? null) : null),
    token: () => (refusal() === null ? bearer() : null),
    async saveApiKey(apiKey) {
      const before = bearer();
      await save((record) => apiKeyRecord(apiKey, record));
      if (bearer() !== before) deps.onReplaced?.();
    },
    async saveTokens(tokens, apiKey) {
      const made = { tokens, apiKey, issuer: deps.issuer, clientId: CLIENT_ID, now: clock.now() };
      await save((before) => loginRecord(made, before, dialect));
      deps.onReplaced?.();
    },
    setExternal({ accessToken, chatgptAccountId, chatgptPlanType }: ExternalTokens) {
      return Promise.resolve().then(() => {
        const given = { accountId: chatgptAccountId, plan: chatgptPlanType };
        const account = externalAccount(accessToken, given, dialect);
        const before = external?.account;
        const isRenewed = before?.accountId === account.accountId && before.userId === account.userId;
        external = { accessToken, account };
        if (!isRenewed) deps.onReplaced?.();
      });
    },
    async logout() {
      const wasSignedIn = current() !== null;
      external = null;
      const before = await store.exclusively(async () => {
        await store.remove();
        const last = held?.record ?? null;
        hold(null);
        return last;
      });
      if (wasSignedIn) deps.onReplaced?.();
      // They are gone from here already: an issuer that is slow to hear of it loses nothing for anybody.
      if (before !== null) await revoke(before);
    },
    refresh: () => refresh('forced'),
    moveTo: (workspace) =>
      store.exclusively(async () => {
        const snapshot = managed();
        if (snapshot === null)
          throw new OAuthError('refresh_refused', SIGNED_IN_OTHERWISE, { reason: 'other' });
        await lookAtStore(snapshot);
        const next = movedRecord(held?.record ?? snapshot.record, workspace);
        await store.save(next);
        hold(next);
      }),
    async headers() {
      await refreshIfDue();
      const token = bearer();
      // A header cannot carry anything else, and its refusal would quote it.
      if (token === null || !/^[\x21-\x7e]+$/.test(token)) return {};
      const account = accountId();
      return {
        authorization: `Bearer ${token}`,
        ...(account === null ? {} : { 'chatgpt-account-id': account }),
      };
    },
    recovery() {
      let step: 'look' | 'ask' | 'over' = 'look';
      return {
        async next() {
          const snapshot = managed();
          if (snapshot === null || step === 'over') return false;
          if (step === 'look') {
            step = 'ask';
            if ((await lookAtStore(snapshot)) === 'adopted') return true;
          }
          step = 'over';
          await refresh('unauthorized_recovery');
          return true;
        },
      };
    },
  };
}

function isManaged(record: AuthRecord): boolean {
  return modeOf(record) === 'chatgpt';
}
