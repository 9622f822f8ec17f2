// `astc offline-backend`, called by `serve --offline` and not by people: the scripted backend in the
// background, until the server it was started for has ended.

import { createBackend } from '../../backend/index.js';
import { sleep } from '../../util/clock.js';
import { numberAt } from '../../util/peek.js';
import { defineCommand } from '../command.js';
import { ExitCode } from '../exit-codes.js';
import { isAlive } from '../serve/process-table.js';

const LOOK_EVERY_MS = 300;

export const command = defineCommand({
  ownsOutput: true,
  define(command) {
    command.argument('[codex-version]', 'which codex the config is for');
  },
  run: async ({ io, stopped }, [codexVersion]) => {
    const backend = await createBackend().listen('http://127.0.0.1:0');
    const bound = new Promise<number | undefined>((resolve) => {
      process.once('message', (message) => resolve(numberAt(message, 'serverPid')));
      process.once('disconnect', () => resolve(undefined));
    });
    process.send?.({ configToml: backend.codexConfig({ codexVersion }) });
    const serverPid = await bound;
    while (serverPid !== undefined && isAlive(serverPid) && !stopped.aborted) {
      await sleep(io.clock, LOOK_EVERY_MS, stopped).catch(() => {});
    }
    await backend.close();
    return { code: ExitCode.ok, outcome: 'ok' };
  },
});
