import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { externalTokens } from '../../support/external-tokens.js';

export default scenario({
  id: 'account/attestation',
  requires: 'A client that offers to attest is asked for a token before the model is asked under an account.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['attestation/generate'],
  login: true,
  script: { replies: ['hello'] },
  async run(bench) {
    const line = await bench.connect({ capabilities: { requestAttestation: true } });
    await line.call('account/login/start', { type: 'chatgptAuthTokens', ...(await externalTokens(bench)) });
    const threadId = await bench.startThread(line);
    await bench.startTurn(line, threadId);
    (await line.isAsked('attestation/generate', {})).answer({ token: 'attested by conformance' });
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
    const asked = bench.backend.requests.find(({ path }) => path.endsWith('/responses'));
    expectThat(
      'the token goes to the model',
      String(asked?.headers['x-oai-attestation']).includes('attested by conformance'),
    );
  },
});
