// The thread that a script runs in: a fresh context beside the thread's own world, which is made as poor as it can be.
// It runs as text, so it uses nothing from outside of the function but its parameters.

import type { WorldGate, WorldMessage } from './code-world.js';

/** What the thread is started with. */
export interface WorkerData {
  readonly source: string;
  /** Text of the function that makes the script's world. */
  readonly world: string;
  /** JSON of its setting. */
  readonly setting: string;
  /** Bytes that were told and not yet taken note of. */
  readonly untold: Int32Array;
  readonly mostUntold: number;
}

interface Modules {
  readonly vm: typeof import('node:vm');
  readonly threads: typeof import('node:worker_threads');
}

export function codeWorker({ vm, threads }: Modules): void {
  const { parentPort, workerData } = threads;
  const { source, world, setting, untold, mostUntold } = workerData as WorkerData;
  const { parse } = JSON;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const timers = new Map<number, NodeJS.Timeout>();
  // A promise that nobody looks at fails nobody.
  process.on('unhandledRejection', () => {});

  const post = (json: string): void => {
    for (;;) {
      const bytes = Atomics.load(untold, 0);
      if (bytes < mostUntold) break;
      Atomics.wait(untold, 0, bytes, 100);
    }
    Atomics.add(untold, 0, json.length);
    parentPort?.postMessage(json);
  };
  const send = (json: unknown): void => {
    if (typeof json !== 'string') return;
    const message = parse(json) as WorldMessage;
    switch (message.type) {
      case 'timer': {
        const news = `{"type":"timer","id":${message.id}}`;
        timers.set(
          message.id,
          setTimeout(() => gate.receive(news), message.ms),
        );
        break;
      }
      case 'noTimer':
        clearTimeout(timers.get(message.id));
        timers.delete(message.id);
        break;
      // A script that is over at once calls nobody.
      case 'called':
        setImmediate(() => post(json));
        break;
      // Whoever says so stays here until the thread ends.
      case 'ended':
        post(json);
        for (;;) Atomics.wait(pause, 0, 0);
      default:
        post(json);
    }
  };
  const end = (error: string | null): void => send(JSON.stringify({ type: 'ended', error }));

  const context = vm.createContext(Object.create(null));
  const gate = vm.runInContext(`'use strict';(${world})`, context, { filename: 'exec_world.mjs' })(
    send,
    setting,
  ) as WorldGate;
  parentPort?.on('message', (json: string) => gate.receive(json));
  /** What a script may get hold of from here, such as the promise of an import, leads nowhere. */
  const impoverish = (): void => {
    for (const one of [() => {}, async () => {}, function* () {}, async function* () {}]) {
      const prototype = Object.getPrototypeOf(one) as object;
      Object.defineProperty(prototype, 'constructor', { value: undefined });
    }
    for (const one of [Object, Function, Array, Promise]) {
      Object.freeze(one);
      Object.freeze(one.prototype);
    }
  };

  const run = async (): Promise<void> => {
    const script = new vm.SourceTextModule(source, {
      context,
      identifier: 'exec_main.mjs',
      importModuleDynamically: () => Promise.reject('unsupported import in exec'),
    });
    const [imported] = script.dependencySpecifiers;
    if (imported !== undefined) return end(`Unsupported import in exec: ${imported}`);
    await script.link(() => Promise.reject('unsupported import in exec'));
    impoverish();
    await script.evaluate();
    end(null);
  };
  run().catch((thrown: unknown) => end(gate.errorText(thrown)));
}
