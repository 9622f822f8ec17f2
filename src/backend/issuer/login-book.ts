// All logins of a backend: starts them as the script says, finds them by what each party knows of them.

import type { Clock } from '../../util/clock.js';
import { type Deferred, deferred } from '../../util/deferred.js';
import { BackendError } from '../errors.js';
import type { ScriptEngine } from '../script-engine.js';
import { type AuthorizationRequest, Login, type LoginRecord } from './login.js';
import { newUserCode, plainUserCode } from './user-code.js';

export type LoginMatch = LoginRecord['state'] | ((login: LoginRecord) => boolean);

/** A number, the newest, or the code of a device login. */
export type LoginName = number | 'last' | (string & {});

interface Waiting {
  readonly match: LoginMatch;
  readonly found: Deferred<Login>;
}

const MOST_LOGINS = 1000;

export class LoginBook {
  readonly #engine: ScriptEngine;
  readonly #clock: Clock;
  readonly #onChange: (login: LoginRecord) => void;
  readonly #waiting = new Set<Waiting>();
  #logins: Login[] = [];
  #count = 0;

  constructor(engine: ScriptEngine, clock: Clock, onChange: (login: LoginRecord) => void = () => undefined) {
    this.#engine = engine;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Oldest first. */
  get logins(): readonly Login[] {
    return this.#logins;
  }

  startDevice(clientId: string, headers: Readonly<Record<string, string>>): Login {
    const script = this.#engine.chooseLogin({ flow: 'device', clientId, headers });
    return this.#start({ flow: 'device', script, clientId, userCode: newUserCode() });
  }

  startBrowser(
    clientId: string,
    headers: Readonly<Record<string, string>>,
    authorization: AuthorizationRequest,
  ): Login {
    const script = this.#engine.chooseLogin({ flow: 'browser', clientId, headers });
    return this.#start({ flow: 'browser', script, clientId, authorization });
  }

  /** A login that needs nobody, for tokens out of the air. */
  startDirect(script: Login['entry'], clientId: string): Login {
    const login = this.#start({ flow: 'direct', script, clientId });
    login.become('signedIn');
    return login;
  }

  byDeviceAuthId(id: string): Login | undefined {
    return this.#logins.find((login) => login.flow === 'device' && login.deviceAuthId === id);
  }

  byUserCode(written: string): Login | undefined {
    const code = plainUserCode(written);
    return this.#logins.find(({ userCode }) => userCode !== undefined && plainUserCode(userCode) === code);
  }

  byTicket(ticket: string): Login | undefined {
    return this.#logins.find((login) => login.ticket === ticket);
  }

  byCode(code: string): Login | undefined {
    return this.#logins.find((login) => login.code?.value === code);
  }

  /** The same page loaded again is the same login. */
  byAuthorization({ state, challenge }: AuthorizationRequest): Login | undefined {
    return this.#logins.find(
      ({ authorization }) => authorization?.state === state && authorization?.challenge === challenge,
    );
  }

  /** @throws BackendError `unknown_login` */
  byName(which: LoginName): Login {
    const found =
      which === 'last'
        ? this.#logins.at(-1)
        : typeof which === 'number'
          ? this.#logins.find(({ number }) => number === which)
          : this.byUserCode(which);
    if (found === undefined) {
      const what =
        typeof which === 'number' ? `number ${which}` : which === 'last' ? 'at all' : 'with that code';
      throw new BackendError('unknown_login', `There is no login ${what}; ${this.#logins.length} are known.`);
    }
    return found;
  }

  /**
   * The first login that fits, or the next one that comes to fit.
   * @throws BackendError `timeout`
   */
  async waitFor(match: LoginMatch, timeoutMs: number): Promise<Login> {
    const known = this.#logins.find((login) => fits(match, login));
    if (known !== undefined) return known;
    const waiting: Waiting = { match, found: deferred<Login>() };
    this.#waiting.add(waiting);
    const cancel = this.#clock.setTimeout(() => {
      const seen = this.#logins.map(({ number, flow, state }) => `${number} (${flow}) ${state}`).join(', ');
      const message = `Waited ${timeoutMs} ms for a login, but none fitted; seen: ${seen || 'none'}.`;
      waiting.found.reject(new BackendError('timeout', message));
    }, timeoutMs);
    try {
      return await waiting.found.promise;
    } finally {
      cancel();
      this.#waiting.delete(waiting);
    }
  }

  #start(start: Omit<ConstructorParameters<typeof Login>[0], 'number' | 'startedAt'>): Login {
    this.#count += 1;
    const login = new Login({ ...start, number: this.#count, startedAt: this.#clock.now() }, (changed) =>
      this.#changed(changed),
    );
    this.#logins = [...this.#logins.slice(1 - MOST_LOGINS), login];
    this.#changed(login);
    return login;
  }

  #changed(login: Login): void {
    for (const waiting of this.#waiting) if (fits(waiting.match, login)) waiting.found.resolve(login);
    this.#onChange(login);
  }
}

function fits(match: LoginMatch, login: Login): boolean {
  return typeof match === 'function' ? match(login) : login.state === match;
}
