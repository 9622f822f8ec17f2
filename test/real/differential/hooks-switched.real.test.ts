// Whether a thread's hooks run, as the configuration and the thread's own overrides of it say, ours beside the real
// servers.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { hooksFile, prepareHooks, trustAll } from '../support/hooked.js';
import { type Frame, freshFolder, type Side, startTarget, type Version } from '../support/target.js';

const SWITCH = { '0.118.0': 'codex_hooks', '0.169.0': 'hooks' } as const;
const EVENTS = ['SessionStart', 'Stop'];
const switches = [null, true, false];

/** Which hooks have run in one thread for each way it may be started, on a server with this configuration. */
async function ran(side: Side, version: Version, usual: boolean | null): Promise<unknown> {
  const backend = createBackend({ script: { replies: [{ text: 'hi', times: 'always' }] } });
  await backend.listen();
  const name = SWITCH[version];
  const home = freshFolder(`${side}-${version}`);
  mkdirSync(join(home, 'codex'));
  writeFileSync(join(home, 'codex/hooks.json'), hooksFile(home, EVENTS, { count: 1 }));
  const plain = backend.codexConfig({ codexVersion: version });
  const config = (on: boolean | null): string =>
    on === null ? plain : plain.replace('[features]', `[features]\n${name} = ${on}`);
  const start = (text: string) => startTarget({ side, version, home, config: text });
  let text = config(usual);
  if (version !== '0.118.0') {
    // Hooks that are switched off cannot be trusted.
    const trusting = await start(config(true));
    await handshake(trusting);
    await trustAll(trusting, `${text}\n`);
    text = readFileSync(join(home, 'codex/config.toml'), 'utf8');
    await trusting.close();
  }
  const target = await start(text);
  try {
    await handshake(target);
    const model = version === '0.118.0' ? { model: 'gpt-5.3-codex' } : {};
    const seen: unknown[] = [];
    for (const own of [undefined, true, false] as const) {
      prepareHooks(home, EVENTS, {});
      for (const event of EVENTS) rmSync(join(home, `${event}.0.log`), { force: true });
      const overrides: Frame = own === undefined ? {} : { config: { [`features.${name}`]: own } };
      const from = target.frames.length;
      await runTurn(target, await startThread(target, { ...model, ...overrides }), 'go');
      const told = target.frames.slice(from).filter(({ method }) => method === 'hook/completed').length;
      seen.push({ told, ran: EVENTS.filter((event) => existsSync(join(home, `${event}.0.log`))) });
    }
    return seen;
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

describe.each<Version>(['0.169.0', '0.118.0'])('hooks beside the real %s', (version) => {
  it.each(switches)('are switched for a thread alone where the configuration says %s', async (usual) => {
    const [ours, real] = await Promise.all([ran('ours', version, usual), ran('real', version, usual)]);
    expect(ours).toEqual(real);
    expect(ours).toMatchObject([{}, { ran: EVENTS, told: 2 }, { ran: [], told: 0 }]);
  });
});
