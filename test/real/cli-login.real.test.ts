// `codex login --device-auth` of the real clients at our issuer, and the account that servers then show: the file
// that one side wrote is read by the other.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Login } from '../../src/backend/index.js';
import { type LoginHome, withLoginHome } from './support/login-home.js';
import { type CodexRun, runCodex } from './support/run-codex.js';
import type { Version } from './support/target.js';

function logIn(at: LoginHome, version: Version): Promise<CodexRun> {
  return runCodex(at, version, { args: ['login', '--device-auth', '--experimental_issuer', at.backend.url] });
}

const account = { type: 'chatgpt', email: 'ada@example.com', planType: 'team' };
const approve: Login = {
  approve: { afterPolls: 1 },
  account: { email: account.email, plan: account.planType },
};

describe.each(['0.118.0', '0.169.0'] as const)('codex login --device-auth of the real %s', (version) => {
  it('signs in at our issuer, and our server shows that account', () =>
    withLoginHome(approve, async (at) => {
      expect(await logIn(at, version)).toMatchObject({
        code: 0,
        said: expect.stringContaining('Successfully logged in'),
      });
      const ours = await at.serve('ours', version);
      expect(await ours.request('account/read', {})).toMatchObject({
        result: { account, requiresOpenaiAuth: true },
      });
    }));

  it.each([
    ['a person denies it', 'deny'],
    ['its code expires', 'expire'],
    ['the issuer fails', { approve: true, faults: { poll: 500 } }],
    ['the issuer has no device logins', { faults: { userCode: 404 } }],
  ] satisfies [string, Login][])('ends with an error and saves nothing when %s', (_title, login) =>
    withLoginHome(login, async (at) => {
      const { code, said } = await logIn(at, version);
      expect([code, said]).toEqual([1, expect.stringMatching(/device (auth|code)/)]);
      expect(existsSync(at.authFile)).toBe(false);
    }),
  );

  it('has its counterpart: who signs in at our server is known to the real one', () =>
    withLoginHome(approve, async (at) => {
      const ours = await at.serve('ours', version);
      await ours.request('account/login/start', { type: 'chatgptDeviceCode' });
      const end = await ours.waitFor(
        'the end of the login',
        ({ method }) => method === 'account/login/completed',
      );
      expect(end).toMatchObject({ params: { success: true } });
      await ours.close();
      const real = await at.serve('real', version);
      expect(await real.request('account/read', {})).toMatchObject({
        result: { account, requiresOpenaiAuth: true },
      });
    }));
});
