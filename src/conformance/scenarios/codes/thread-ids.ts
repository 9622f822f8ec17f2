import { scenario } from '../../scenario.js';

export default scenario({
  id: 'codes/thread-ids',
  requires:
    'A thread id that is no uuid is invalid; a uuid that is nobody is not found, in the words of each method.',
  source: 'oracle 3',
  covers: ['turn/start', 'thread/read', 'thread/resume'],
  async run(bench) {
    const line = await bench.connect();
    const nobody = '019a0000-0000-7000-8000-000000000000';
    for (const method of ['thread/read', 'thread/unsubscribe', 'thread/archive', 'thread/fork'])
      await line.refuses(
        method,
        { threadId: 'x' },
        {
          message:
            /^invalid (thread|session) id: invalid character: expected an optional prefix of `urn:uuid:`/,
        },
      );
    await line.refuses(
      'turn/start',
      { threadId: nobody, input: [] },
      { message: `thread not found: ${nobody}` },
    );
    await line.refuses('thread/read', { threadId: nobody }, { message: `thread not loaded: ${nobody}` });
    for (const method of ['thread/resume', 'thread/fork', 'thread/archive'])
      await line.refuses(
        method,
        { threadId: nobody },
        { message: `no rollout found for thread id ${nobody}` },
      );
  },
});
