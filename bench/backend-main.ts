// The backend's own process: a model that answers "deltas N" with N deltas as fast as they are taken, "paced N"
// with 200 of them a second, "calls N" with N commands, the next when the one before has ended, anything else with one
// word. Tells its configs to the parent and lives as long as the parent's channel.

import { createBackend } from '../src/backend/index.js';

const backend = await createBackend({
  script: ({ userText, input }) => {
    const calls = Number(/^calls (\d+)$/.exec(userText)?.[1] ?? 0);
    // The thread has no other turn with calls.
    if (input.filter(({ type }) => type === 'function_call_output').length < calls) {
      return { call: { name: 'exec_command', arguments: { cmd: 'true', login: false } } };
    }
    const [, kind, count] = /^(deltas|paced) (\d+)$/.exec(userText) ?? [];
    if (count === undefined) return 'Done.';
    const pace = kind === 'paced' ? { tokensPerSecond: 200 } : {};
    return { text: { repeat: 'word {{i}} ', count: Number(count), ...pace } };
  },
  maxRecorded: { requests: 10 },
}).listen();

process.on('disconnect', () => process.exit(0));
process.send?.({
  '0.169.0': backend.codexConfig({ codexVersion: '0.169.0' }),
  '0.118.0': backend.codexConfig({ codexVersion: '0.118.0' }),
});
