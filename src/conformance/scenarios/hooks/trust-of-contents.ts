import { scenario } from '../../scenario.js';

const KEY = 'plugin@market:hooks/hooks.json:stop:0:0';

export default scenario({
  id: 'hooks/trust-of-contents',
  requires:
    'Trust in a hook of a plug-in names the hash of the hook and that of all files of the plug-in, and is kept as two values.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['config/batchWrite', 'config/read'],
  async run(bench) {
    const line = await bench.connect();
    const trust = async (value: string) =>
      line.answers(
        'config/batchWrite',
        {
          edits: [{ keyPath: `hooks.state."${KEY}".trusted_hash`, value, mergeStrategy: 'upsert' }],
          reloadUserConfig: true,
        },
        { status: 'ok' },
      );
    const isKept = async (own: string, contents: string) => {
      const state = { [KEY]: { trusted_hash: own, trusted_content_hash: contents } };
      await line.answers('config/read', {}, { config: { hooks: { state } } });
    };
    await trust('sha256:a/sha256:b');
    await isKept('sha256:a', 'sha256:b');
    await trust('sha256:c');
    await isKept('sha256:c', 'sha256:b');
  },
});
