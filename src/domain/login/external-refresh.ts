// Fresh tokens from the client that brought the old ones: one question to everyone, ten seconds, texts of the
// version that is spoken. A failure ends the turn that needed the tokens.

import type { Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { textAt } from '../../util/peek.js';
import type { Agent } from '../agent.js';
import { ModelError } from '../ports.js';
import type { Credentials, LoginPolicy } from './login-ports.js';

export interface ExternalRefreshDeps {
  ask: Agent['askClients'];
  credentials: Credentials;
  policy: LoginPolicy;
  clock: Clock;
  /** Failures are told without the client's own words. */
  hidesDetails: boolean;
}

const METHOD = 'account/chatgptAuthTokens/refresh';
const PATIENCE_MS = 10_000;

/** Resolves when fresh tokens are in use; callers at the same time share one question. */
export type ExternalRefresh = () => Promise<void>;

/** @throws ModelError `credentials` */
export function createExternalRefresh(deps: ExternalRefreshDeps): ExternalRefresh {
  let running: Promise<void> | undefined;
  return () => {
    running ??= refresh(deps).finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function refresh(deps: ExternalRefreshDeps): Promise<void> {
  const { credentials, policy, hidesDetails } = deps;
  const signedIn = credentials.current();
  const before = credentials.token();
  const previousAccountId = signedIn?.mode === 'chatgptAuthTokens' ? signedIn.accountId : null;
  const answer = await ask(deps, { reason: 'unauthorized', previousAccountId });
  // Whoever signed in or out meanwhile is not overruled by an answer that comes late.
  if (credentials.token() !== before) throw canceled('the account changed');
  if ('error' in answer) {
    const { code, message } = answer.error;
    throw failure(`auth refresh request failed: code=${code}${hidesDetails ? '' : ` message=${message}`}`);
  }
  const { result } = answer;
  const accessToken = textAt(result, 'accessToken');
  const chatgptAccountId = textAt(result, 'chatgptAccountId');
  if (accessToken === undefined || chatgptAccountId === undefined) {
    const missing = accessToken === undefined ? 'accessToken' : 'chatgptAccountId';
    throw failure(hidesDetails ? 'invalid auth refresh response' : `missing field \`${missing}\``);
  }
  const expected = policy.forcedWorkspaces();
  if (expected !== null && !expected.includes(chatgptAccountId)) {
    const list = expected.join(', ');
    throw failure(
      hidesDetails
        ? `Login is restricted to workspace(s) ${list}, but current credentials belong to ${chatgptAccountId}`
        : `external auth refresh returned workspace "${chatgptAccountId}", expected "${list}"`,
    );
  }
  try {
    const chatgptPlanType = textAt(result, 'chatgptPlanType') ?? null;
    await credentials.setExternal({ accessToken, chatgptAccountId, chatgptPlanType });
  } catch (cause) {
    throw failure(hidesDetails ? 'auth refresh returned invalid credentials' : messageOf(cause));
  }
}

async function ask({ ask: askClients, clock }: ExternalRefreshDeps, params: unknown) {
  const question = askClients(METHOD, params);
  let cancel: (() => void) | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const seconds = PATIENCE_MS / 1000;
    const giveUp = (): void => reject(failure(`auth refresh request timed out after ${seconds}s`));
    cancel = clock.setTimeout(giveUp, PATIENCE_MS);
  });
  try {
    const answer = question.answer.catch((cause: unknown) => {
      throw canceled(messageOf(cause));
    });
    return await Promise.race([answer, late]);
  } finally {
    cancel?.();
    question.withdraw();
  }
}

function canceled(why: string): ModelError {
  return failure(`auth refresh request canceled: ${why}`);
}

function failure(message: string): ModelError {
  return new ModelError({ kind: 'credentials', message, isPermanent: false });
}
