// CodeHost over threads of this process: one for each script, with a context that knows neither Node nor the network,
// and with limits. Whoever tricks his way out of the context is in this process, in a thread whose own world was made poor.

import { Worker } from 'node:worker_threads';
import type {
  CodeAnswer,
  CodeEvent,
  CodeHost,
  CodeRun,
  CodeWorld,
} from '../../domain/code-mode/code-ports.js';
import { codeWorker, type WorkerData } from './code-worker.js';
import { codeWorld, type WorldNews } from './code-world.js';

const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };
/** A script that tells more than is taken note of has to wait. */
const MOST_UNTOLD = 4 * 2 ** 20;

// The functions are taken as they are written, which some build tools sign with this helper.
const WORKER = `const __name=(it)=>it;(${codeWorker.toString()})({vm:require('node:vm'),threads:require('node:worker_threads')});`;
const WORLD = `((...given)=>{const __name=(it)=>it;return (${codeWorld.toString()})(...given);})`;

export function createCodeHost(): CodeHost {
  return {
    start(source: string, world: CodeWorld, tell: (event: CodeEvent) => void): CodeRun {
      const untold = new Int32Array(new SharedArrayBuffer(4));
      const workerData: WorkerData = {
        source,
        world: WORLD,
        setting: JSON.stringify(world),
        untold,
        mostUntold: MOST_UNTOLD,
      };
      const worker = new Worker(WORKER, {
        eval: true,
        workerData,
        env: {},
        argv: [],
        execArgv: ['--experimental-vm-modules', '--no-warnings'],
        stdin: false,
        stdout: true,
        stderr: true,
        resourceLimits: LIMITS,
      });
      let isOver = false;
      const stop = (): void => {
        isOver = true;
        void worker.terminate();
      };
      const end = (error: string | null): void => {
        if (isOver) return;
        stop();
        tell({ type: 'ended', error });
      };
      worker.on('message', (json: string) => {
        Atomics.sub(untold, 0, json.length);
        Atomics.notify(untold, 0);
        if (isOver) return;
        // The world and the thread say nothing else.
        const event = JSON.parse(json) as CodeEvent;
        if (event.type === 'ended') end(event.error);
        else tell(event);
      });
      worker.on('error', (thrown: Error) => end(`exec runtime ended unexpectedly: ${thrown.message}`));
      worker.on('exit', () => end('exec runtime ended unexpectedly'));
      return {
        answer(id: number, answer: CodeAnswer) {
          if (isOver) return;
          const news: WorldNews = {
            type: 'answer',
            id,
            json: 'value' in answer ? (JSON.stringify(answer.value) ?? 'null') : null,
            refusal: 'value' in answer ? '' : answer.refusal,
          };
          worker.postMessage(JSON.stringify(news));
        },
        stop,
      };
    },
  };
}
