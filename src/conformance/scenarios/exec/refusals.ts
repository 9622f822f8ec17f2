import { scenario } from '../../scenario.js';

export default scenario({
  id: 'exec/refusals',
  requires: 'Commands that cannot be meant are refused, each with its code.',
  source: 'app-server A.4',
  covers: ['command/exec', 'command/exec/terminate', 'command/exec/write', 'command/exec/resize'],
  async run(bench) {
    const line = await bench.connect();
    const command = ['true'];
    await line.refuses('command/exec', { command: [] }, { message: 'command must not be empty' });
    await line.refuses(
      'command/exec',
      { command, tty: true },
      { message: 'command/exec tty or streaming requires a client-supplied processId' },
    );
    await line.refuses(
      'command/exec',
      { command, timeoutMs: 1, disableTimeout: true },
      { code: -32602, message: 'command/exec cannot set both timeoutMs and disableTimeout' },
    );
    await line.refuses(
      'command/exec',
      { command, outputBytesCap: 1, disableOutputCap: true },
      { code: -32602, message: /^command\/exec cannot set both outputBytesCap and disableOutputCap/ },
    );
    await line.refuses(
      'command/exec',
      { command, size: { rows: 1, cols: 1 } },
      { code: -32602, message: 'command/exec size requires tty: true' },
    );
    await line.refuses(
      'command/exec',
      { command, timeoutMs: -1 },
      { code: -32602, message: 'command/exec timeoutMs must be non-negative, got -1' },
    );
    await line.refuses(
      'command/exec/terminate',
      { processId: 'nope' },
      { message: 'no active command/exec for process id "nope"' },
    );
    await line.refuses(
      'command/exec/write',
      { processId: 'nope' },
      { code: -32602, message: 'command/exec/write requires deltaBase64 or closeStdin' },
    );
    await line.refuses(
      'command/exec/resize',
      { processId: 'nope', size: { rows: 1, cols: 1 } },
      { message: 'no active command/exec for process id "nope"' },
    );
  },
});
