import { describe, expect, it } from 'vitest';
import { ScriptError } from '../../src/backend/errors.js';
import type { Login } from '../../src/backend/login-script.js';
import type { Script } from '../../src/backend/script.js';
import { checkScript } from '../../src/backend/script-check.js';
import { ScriptEngine } from '../../src/backend/script-engine.js';

function problemsOf(script: unknown): string[] {
  try {
    checkScript(script as Script); // Deliberately of any shape.
    return [];
  } catch (thrown) {
    if (!(thrown instanceof ScriptError)) throw thrown;
    return thrown.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

const inLogin = (login: unknown): string[] => problemsOf({ logins: [login] });

describe('logins of a script', () => {
  it('may be a word', () => {
    const { logins } = checkScript({ logins: ['ask', 'approve', 'deny', 'expire'] });
    expect(logins.map(({ decision }) => decision?.kind)).toEqual([undefined, 'approve', 'deny', 'expire']);
    expect(logins[0]).toMatchObject({
      label: 'logins[0]',
      times: 1,
      intervalSeconds: 1,
      expiresInSeconds: 900,
    });
  });

  it('say when they are decided', () => {
    const { logins } = checkScript({ logins: [{ deny: { afterPolls: 2, afterMs: 50 } }, { approve: {} }] });
    expect(logins.map(({ decision }) => decision)).toEqual([
      { kind: 'deny', afterPolls: 2, afterMs: 50 },
      { kind: 'approve', afterPolls: 0, afterMs: 0 },
    ]);
  });

  it('take what they do not say of the account from the script', () => {
    const { logins } = checkScript({
      account: { email: 'ann@example.com', plan: 'team' },
      usage: { reached: 'a' },
      logins: ['ask', { account: { plan: 'free', userId: 'u' }, usage: { reached: 'b' } }],
    });
    expect(logins[0]).toMatchObject({
      account: { email: 'ann@example.com', plan: 'team' },
      usage: { reached: 'a' },
    });
    expect(logins[1]).toMatchObject({
      account: { email: 'ann@example.com', plan: 'free', userId: 'u' },
      usage: { reached: 'b' },
    });
    expect(logins[0]?.account.accountId).toBe(logins[1]?.account.accountId);
  });

  it('turn a status, an error and a word into faults', () => {
    const { logins } = checkScript({ logins: [{ faults: { poll: 500, refresh: 'reused', usage: [401] } }] });
    expect(logins[0]?.faults).toMatchObject({
      poll: [{ times: Number.POSITIVE_INFINITY, answer: { status: 500 } }],
      refresh: [{ answer: { status: 401, body: { error: { code: 'refresh_token_reused' } } } }],
      usage: [{ times: 1, answer: { status: 401 } }],
    });
  });

  it.each([
    [
      'a word that means nothing',
      'aprove',
      'logins[0]: expected ask, approve, deny, expire or an object, got "aprove"',
    ],
    [
      'a misspelt key',
      { aproove: true, acount: {} },
      'logins[0].acount: unknown key; did you mean "account"?',
    ],
    [
      'two decisions',
      { approve: true, deny: true },
      'logins[0]: expected at most one of "approve", "deny" and "expire", got an object',
    ],
    [
      'a decision that is no moment',
      { approve: false },
      'logins[0].approve: expected true, or an object with "afterPolls" or "afterMs", got false',
    ],
    [
      'part of a poll',
      { deny: { afterPolls: 1.5 } },
      'logins[0].deny.afterPolls: expected a number of polls of at least 0, got 1.5',
    ],
    [
      'an unknown flow',
      { when: { flow: 'fax' } },
      'logins[0].when.flow: expected "device" or "browser", got "fax"',
    ],
    [
      'an unknown point of failure',
      { faults: { polls: 500 } },
      'logins[0].faults.polls: unknown key; did you mean "poll"?',
    ],
    [
      'a fault without effect',
      { faults: { poll: {} } },
      'logins[0].faults.poll: expected one of "error", "http", "malformed", "disconnect", or a "delayMs" or "hold" alone, got an object',
    ],
    [
      'a fault with two answers',
      { faults: { poll: [{ malformed: true, disconnect: true }] } },
      'logins[0].faults.poll[0]: expected one of "error", "http", "malformed", "disconnect", or a "delayMs" or "hold" alone, got an object',
    ],
    [
      'a status that is no fault',
      { faults: { poll: 200 } },
      'logins[0].faults.poll: expected a status of at least 400, got 200',
    ],
    [
      'a refusal that is unknown',
      { faults: { refresh: 'lost' } },
      'logins[0].faults.refresh: expected "reused" or "expired" or "revoked", got "lost"',
    ],
    [
      'a token that is no text',
      { tokens: { idToken: 3 } },
      'logins[0].tokens.idToken: expected a text, got 3',
    ],
    [
      'an empty address',
      { account: { email: '' } },
      'logins[0].account.email: expected a text that is not empty, got ""',
    ],
  ])('refuses %s', (_, login, problem) => {
    expect(inLogin(login)).toContain(problem);
  });

  it('names every problem of usage and account', () => {
    expect(
      problemsOf({ account: { plan: 3 }, usage: { primary: {}, additional: [{ limit: 'a' }] } }),
    ).toEqual([
      'account.plan: expected a text that is not empty, got 3',
      'usage.primary: "usedPercent" is missing',
      'usage.additional[0]: "limitName" is missing',
    ]);
  });
});

describe('the choice of a login', () => {
  const facts = { flow: 'device', clientId: 'me', headers: { originator: 'my_client' } } as const;
  const labels = (logins: readonly Login[], count: number, more = {}): (string | undefined)[] => {
    const engine = new ScriptEngine({ logins });
    return Array.from({ length: count }, () => engine.chooseLogin({ ...facts, ...more }).label);
  };

  it('goes from the top, each entry once, then waits for a person', () => {
    expect(labels(['ask', { name: 'second' }], 3)).toEqual(['logins[0]', 'second', undefined]);
  });

  it('uses an entry with a condition for all logins that meet it', () => {
    const logins: Login[] = [
      { when: { flow: 'browser' } },
      { when: { flow: 'device', clientId: 'me', header: { Originator: 'my_' } } },
    ];
    expect(labels(logins, 2)).toEqual(['logins[1]', 'logins[1]']);
    expect(labels(logins, 1, { flow: 'browser' })).toEqual(['logins[0]']);
    expect(labels(logins, 1, { clientId: 'you' })).toEqual([undefined]);
    expect(labels(logins, 1, { headers: {} })).toEqual([undefined]);
  });

  it('counts as often as told', () => {
    expect(labels([{ times: 2 }, { times: 'always' }], 4)).toEqual([
      'logins[0]',
      'logins[0]',
      'logins[1]',
      'logins[1]',
    ]);
  });

  it('starts anew with another script, and has nothing to choose from in code', () => {
    const engine = new ScriptEngine({ logins: ['ask'] });
    engine.chooseLogin(facts);
    engine.setScript({ logins: ['deny'] });
    expect(engine.chooseLogin(facts).decision?.kind).toBe('deny');
    engine.setScript(() => 'x');
    expect(engine.chooseLogin(facts)).toMatchObject({ label: undefined, account: { plan: 'plus' } });
  });

  it('gives a login that no entry describes the account of the script', () => {
    const engine = new ScriptEngine({ account: { plan: 'team' }, usage: { reached: 'x' } });
    expect(engine.chooseLogin(facts)).toMatchObject({ account: { plan: 'team' }, usage: { reached: 'x' } });
  });
});
