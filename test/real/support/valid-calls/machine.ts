// Files, commands, processes and searches on the machine itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CallPlay, call, newer } from './call-play.js';

const BASE64 = Buffer.from('text').toString('base64');

export const MACHINE: readonly CallPlay[] = [
  {
    name: 'files',
    prepare: (home) => writeWork(home, 'a.txt', 'one\n'),
    calls: [
      call('fs/readFile', ({ cwd }) => ({ path: join(cwd, 'a.txt') })),
      call('fs/writeFile', ({ cwd }) => ({ path: join(cwd, 'b.txt'), dataBase64: BASE64 })),
      call('fs/createDirectory', ({ cwd }) => ({ path: join(cwd, 'd'), recursive: true })),
      call('fs/getMetadata', ({ cwd }) => ({ path: join(cwd, 'd') })),
      call('fs/copy', ({ cwd }) => ({
        sourcePath: join(cwd, 'a.txt'),
        destinationPath: join(cwd, 'd', 'c.txt'),
      })),
      call('fs/readDirectory', ({ cwd }) => ({ path: join(cwd, 'd') })),
      call('fs/watch', ({ cwd }) => ({ watchId: 'w', path: join(cwd, 'a.txt') })),
      call('fs/unwatch', { watchId: 'w' }),
      call('fs/remove', ({ cwd }) => ({ path: join(cwd, 'd'), recursive: true })),
    ],
  },
  {
    name: 'a command that runs to its end',
    calls: [
      call('command/exec', { command: ['printf', 'made'], sandboxPolicy: { type: 'dangerFullAccess' } }),
    ],
  },
  {
    name: 'searches for files',
    prepare: (home) => writeWork(home, 'needle.txt', 'x'),
    heard: /^fuzzyFileSearch/,
    calls: [
      call('fuzzyFileSearch', ({ cwd }) => ({ query: 'needle', roots: [cwd] })),
      call('fuzzyFileSearch/sessionStart', ({ cwd }) => ({ sessionId: 's', roots: [cwd] }), {
        until: 'fuzzyFileSearch/sessionCompleted',
      }),
      call(
        'fuzzyFileSearch/sessionUpdate',
        { sessionId: 's', query: 'needle' },
        { until: 'fuzzyFileSearch/sessionCompleted' },
      ),
      call('fuzzyFileSearch/sessionStop', { sessionId: 's' }),
    ],
  },
  {
    name: 'processes',
    heard: /^process/,
    calls: [
      newer('process/spawn', ({ cwd }) => ({
        command: ['cat'],
        processHandle: 'p',
        cwd,
        tty: true,
        streamStdin: true,
        size: { rows: 10, cols: 20 },
      })),
      newer('process/resizePty', { processHandle: 'p', size: { rows: 20, cols: 40 } }),
      newer('process/writeStdin', { processHandle: 'p', deltaBase64: '' }),
      newer('process/kill', { processHandle: 'p' }, { until: 'process/exited' }),
    ],
  },
  {
    name: 'a sandbox for Windows, where there is none',
    heard: /^windowsSandbox/,
    calls: [
      call('windowsSandbox/setupStart', { mode: 'unelevated' }, { until: 'windowsSandbox/setupCompleted' }),
    ],
  },
  {
    name: 'the machine as an environment',
    calls: [
      newer('environment/info', { environmentId: 'local' }),
      newer('environment/status', { environmentId: 'local' }),
      newer('environment/add', { environmentId: 'far', execServerUrl: 'ws://127.0.0.1:1' }),
      newer('server/diagnostics', {}),
      newer('windowsSandbox/readiness'),
    ],
  },
];

function writeWork(home: string, name: string, content: string): void {
  mkdirSync(join(home, 'work'), { recursive: true });
  writeFileSync(join(home, 'work', name), content);
}
