// A service over a store and an issuer that a test can look into, at noon.

import {
  type CredentialServiceDeps,
  openCredentialService,
} from '../../../src/adapters/credentials/credential-service.js';
import { oauthDialectOf } from '../../../src/oauth/dialect.js';
import type { IssuerAnswer } from '../../../src/oauth/http.js';
import { answer, type ScriptedPost, scriptedPost } from '../../oauth/support.js';
import { fakeClock } from '../../util/fake-clock.js';
import { accessToken, type HeldStore, heldStore, MINUTE, NOON, recordOf } from './support.js';

/** What an issuer answers that gives new tokens. */
export const renewed = (mark = 1): IssuerAnswer =>
  answer(200, { access_token: accessToken(60 * MINUTE, mark), refresh_token: `rt-${mark}` });

export async function open(
  store: HeldStore,
  issuer: ScriptedPost = scriptedPost(),
  changes: Partial<CredentialServiceDeps> = {},
) {
  const warnings: string[] = [];
  const clock = fakeClock(NOON);
  const service = await openCredentialService({
    store,
    issuer: 'http://127.0.0.1:1',
    dialect: oauthDialectOf('0.169.0'),
    post: issuer.post,
    clock,
    env: {},
    onWarning: (message) => warnings.push(message),
    ...changes,
  });
  return { service, store, issuer, warnings, clock };
}

/** A store with the tokens of a login. */
export const managed = (tokens: object = {}): HeldStore => heldStore(recordOf({ tokens }));

/** The same, with an access token that is over. */
export const due = (): HeldStore => managed({ access_token: accessToken(-1000) });

export const bodies = ({ requests }: ScriptedPost): Record<string, unknown>[] =>
  requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
