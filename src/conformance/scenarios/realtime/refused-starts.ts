import { scenario } from '../../scenario.js';

export default scenario({
  id: 'realtime/refused-starts',
  requires: 'A conversation that cannot start is answered, and what keeps it from starting is told.',
  source: 'app-server A.6; measured',
  covers: ['thread/realtime/start', 'thread/realtime/error'],
  // No provider with a key of its own: nothing is ever dialled.
  needs: ['home'],
  configTables: ({ version }) => (version === '0.118.0' ? 'realtime_conversation = true' : ''),
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const ofOptions = [
      [
        { version: 'v2', voice: 'cove' },
        /^realtime voice `cove` is not supported for v2; supported voices: /,
      ],
      [{ version: 'v1' }, 'text realtime output modality requires realtime v2'],
    ] as const;
    for (const [more, message] of [
      ...(bench.isOld ? [] : ofOptions),
      [{}, 'realtime conversation requires API key auth'],
    ] as const) {
      const since = line.mark();
      const start = { threadId, outputModality: 'text', prompt: 'x', ...more };
      await line.answers('thread/realtime/start', start, {});
      await line.hears('thread/realtime/error', { threadId, message }, since);
    }
  },
});
