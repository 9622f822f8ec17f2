// What a client attests before the model is asked under an account, ours beside the real server that asks.
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget } from '../support/target.js';
import { answerQuestions } from '../support/tool-turn.js';

const script = {
  replies: [
    {
      when: { text: 'use a tool', toolOutput: false },
      call: { name: 'exec_command', id: 'call_a', arguments: { cmd: 'true' } },
    },
    { text: 'Fine.', times: 'always' as const },
  ],
};

interface Play {
  readonly name: string;
  readonly answer: Frame | undefined;
  readonly capabilities?: Frame;
  readonly isSignedIn?: boolean;
}

const given = { result: { token: 'attested "so"' } };

const plays: Play[] = [
  { name: 'a token', answer: given },
  { name: 'an empty token', answer: { result: { token: '' } } },
  { name: 'an error', answer: { error: { code: -32000, message: 'no' } } },
  { name: 'an answer of another shape', answer: { result: { token: 7 } } },
  { name: 'no answer', answer: undefined },
  { name: 'a client that does not offer', answer: given, capabilities: {} },
  { name: 'nobody signed in', answer: given, isSignedIn: false },
];

/** The questions, the notices that end them, and what went along with each request to the model. */
async function played(side: Side, play: Play) {
  const { answer, capabilities = { requestAttestation: true }, isSignedIn = true } = play;
  const backend = await createBackend({ script }).listen();
  try {
    const target = await startTarget({
      side,
      version: '0.169.0',
      config: backend.codexConfig(isSignedIn ? { codexVersion: '0.169.0', requiresLogin: true } : {}),
      env: { ...backend.loginEnvironment() },
    });
    const stop = answerQuestions(target, () => answer);
    try {
      await handshake(target, { experimentalApi: true, ...capabilities });
      if (isSignedIn) await target.request('account/login/start', await tokens(backend));
      const threadId = await startThread(target, { approvalPolicy: 'never', sandbox: 'danger-full-access' });
      await runTurn(target, threadId, 'use a tool');
      const asked = target.frames.filter(({ id, method }) => id !== undefined && method !== undefined);
      return {
        asked: asked.map(({ method, params }) => ({ method, params })),
        ended: target.frames.filter(({ method }) => method === 'serverRequest/resolved').length,
        sent: backend.requests
          .filter(({ path }) => path.endsWith('/responses'))
          .map(({ headers }) => headers['x-oai-attestation'] ?? null),
      };
    } finally {
      stop();
      await target.close();
    }
  } finally {
    await backend.close();
  }
}

async function tokens(backend: Backend): Promise<Frame> {
  const account = { email: 'a@example.com', accountId: 'acct-1', plan: 'team' };
  const { accessToken, account: issued } = await backend.issueTokens({ account });
  return { type: 'chatgptAuthTokens', accessToken, chatgptAccountId: issued.accountId };
}

describe('attestations, ours beside the real 0.169.0', () => {
  it.each(plays)('are asked for and passed on alike with $name', async (play) => {
    const ours = await played('ours', play);
    const real = await playReal(
      () => played('real', play),
      (said) => JSON.stringify(said) === JSON.stringify(ours),
    );
    expect(ours).toEqual(real);
  });
});
