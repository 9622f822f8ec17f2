// The issuer put together: its logins, its tokens, its routes, and what a test may do instead of a person.

import type { Clock } from '../../util/clock.js';
import type { WholeAccount } from '../checked-login.js';
import type { Gates } from '../gates.js';
import { undescribedLogin } from '../login-check.js';
import type { Account, TokenOptions } from '../login-script.js';
import type { Route } from '../route.js';
import { checkTokenWish } from '../script-check.js';
import type { ScriptEngine } from '../script-engine.js';
import { accountRoutes } from './account-routes.js';
import { appsRoutes } from './apps-routes.js';
import { authorizeRoutes, outcomeUrl } from './authorize-routes.js';
import { devicePages } from './device-pages.js';
import { deviceRoutes } from './device-routes.js';
import { discoveryRoutes } from './discovery-routes.js';
import type { Decision, Login, LoginRecord } from './login.js';
import { LoginBook, type LoginName } from './login-book.js';
import { tokenRoutes } from './token-routes.js';
import { TokenVault } from './token-vault.js';

/** The public client id of codex. */
const CODEX_CLIENT_ID = 'app_EMoamEEZ73f0CkXaXp7hrann';

export interface IssuerDeps {
  readonly engine: ScriptEngine;
  readonly gates: Gates;
  readonly clock: Clock;
  /** Where the backend listens. */
  readonly url: () => string;
  readonly onLogin?: (login: LoginRecord) => void;
}

export interface IssueOptions {
  readonly account?: Account;
  readonly tokens?: TokenOptions;
  /** Codex's own by default. */
  readonly clientId?: string;
}

/** Tokens made without a login. */
export interface IssuedTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly account: WholeAccount;
  /** What codex keeps in `auth.json` after a login with these tokens. */
  readonly authJson: string;
  /** The login they count as: revoke it to make them worthless. */
  readonly login: LoginRecord;
}

/** What a decision led to. */
export interface DecidedLogin {
  readonly login: LoginRecord;
  /** Where a browser would be sent now; only in the browser flow. */
  readonly redirectTo?: string;
}

export class Issuer {
  readonly book: LoginBook;
  readonly routes: readonly Route[];
  readonly #vault: TokenVault;
  readonly #deps: IssuerDeps;

  constructor(deps: IssuerDeps) {
    const { engine, gates, clock, url } = deps;
    this.#deps = deps;
    this.book = new LoginBook(engine, clock, deps.onLogin);
    this.#vault = new TokenVault(clock, url);
    const all = { book: this.book, vault: this.#vault, gates, clock, url };
    this.routes = [
      ...deviceRoutes(all),
      ...devicePages(all),
      ...authorizeRoutes(all),
      ...tokenRoutes(all),
      ...discoveryRoutes(url),
      ...accountRoutes(all),
      ...appsRoutes(all),
    ];
  }

  /** @throws BackendError `unknown_login`, `login_decided` */
  decide(which: LoginName, decision: Decision): DecidedLogin {
    const login = this.book.byName(which);
    login.decide(decision);
    const hasWayBack = login.flow === 'browser' && decision !== 'expire';
    return hasWayBack ? { login, redirectTo: outcomeUrl(login, this.#deps.clock.now()) } : { login };
  }

  /** Makes the tokens of a login worthless. @throws BackendError `unknown_login` */
  revoke(which: LoginName): Login {
    const login = this.book.byName(which);
    login.isRevoked = true;
    return login;
  }

  /** @throws ScriptError `script_invalid` */
  async issueTokens(options: IssueOptions = {}): Promise<IssuedTokens> {
    const { clientId = CODEX_CLIENT_ID, ...written } = options;
    const entry = undescribedLogin(this.#deps.engine.otherLogins, checkTokenWish(written));
    const login = this.book.startDirect(entry, clientId);
    const answer = await this.#vault.issue(login, entry.tokens);
    const tokens = {
      id_token: answer.id_token,
      access_token: answer.access_token,
      refresh_token: answer.refresh_token,
      account_id: login.account.accountId,
    };
    const lastRefresh = new Date(this.#deps.clock.now()).toISOString();
    const stored = { auth_mode: 'chatgpt', OPENAI_API_KEY: null, tokens, last_refresh: lastRefresh };
    return {
      idToken: answer.id_token,
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token,
      account: login.account,
      authJson: `${JSON.stringify(stored, null, 2)}\n`,
      login,
    };
  }
}
