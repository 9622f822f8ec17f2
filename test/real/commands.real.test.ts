// What a command is about, and whether it needs to be asked for, beside the real server: a model calls each command in
// a turn of its own, and whatever is asked is declined.

import { beforeAll, describe, expect, it } from 'vitest';
import { createBackend } from '../../src/backend/index.js';
import { commandActions } from '../../src/domain/commands/command-actions.js';
import type { CommandAction } from '../../src/protocol/index.js';
import { inShort } from '../domain/commands/in-short.js';
import { OBSERVED } from '../domain/commands/observed.js';
import { handshake, startThread } from './support/compare.js';
import { startTarget, type Target, type Version } from './support/target.js';

interface Seen {
  readonly wasAsked: boolean;
  readonly actions: CommandAction[];
}

/** Every third command, so that a run takes seconds; the table was observed whole. */
const PLAYED = OBSERVED.filter((_, at) => at % 3 === 0).map(([script]) => script);

async function play(version: Version): Promise<{ cwd: string; seen: Map<string, Seen> }> {
  const backend = createBackend({
    script: {
      replies: PLAYED.flatMap((cmd) => [
        { call: { name: 'exec_command', arguments: { cmd, yield_time_ms: 250 } } },
        { text: 'Done.' },
      ]),
    },
  });
  await backend.listen();
  const target = await startTarget({ side: 'real', version, config: backend.codexConfig() });
  try {
    await handshake(target);
    const model = version === '0.118.0' ? { model: 'gpt-5.3-codex' } : {};
    const threadId = await startThread(target, {
      approvalPolicy: 'untrusted',
      sandbox: 'read-only',
      ...model,
    });
    const seen = new Map<string, Seen>();
    for (const script of PLAYED) seen.set(script, await run(target, threadId));
    return { cwd: target.cwd, seen };
  } finally {
    await target.close();
    await backend.close();
  }
}

async function run(target: Target, threadId: string): Promise<Seen> {
  const from = target.frames.length;
  const input = [{ type: 'text', text: 'Go.', text_elements: [] }];
  await target.request('turn/start', { threadId, input });
  const ask = 'item/commandExecution/requestApproval';
  const first = await target.waitFor(
    'an end or a question',
    ({ method }) => method === 'turn/completed' || method === ask,
    from,
  );
  if (first.method === ask) {
    target.send({ id: first.id, result: { decision: 'decline' } });
    await target.waitFor('the end', ({ method }) => method === 'turn/completed', from);
    return { wasAsked: true, actions: (first.params as { commandActions: CommandAction[] }).commandActions };
  }
  const started = await target.waitFor('the command', isCommand, from);
  const { item } = started.params as { item: { commandActions: CommandAction[] } };
  return { wasAsked: false, actions: item.commandActions };
}

function isCommand(frame: Record<string, unknown>): boolean {
  const { params } = frame as { params?: { item?: { type?: string } } };
  return frame.method === 'item/started' && params?.item?.type === 'commandExecution';
}

describe.each<Version>(['0.118.0', '0.169.0'])('commands in a turn of %s', (version) => {
  let played: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => {
    played = await play(version);
  }, 180_000);

  it.each(OBSERVED.filter(([script]) => PLAYED.includes(script)))('%s', (script, isTrusted) => {
    const { cwd, seen } = played;
    const real = seen.get(script);
    const isNew = version === '0.169.0';
    const rules = { plainWordsOnly: isNew, readPathsAreAbsolute: isNew };
    expect(inShort(real?.actions ?? [])).toBe(
      inShort(commandActions(['/bin/bash', '-lc', script], { cwd, rules })),
    );
    // The newer version asks for whatever is to run under this policy.
    expect(real?.wasAsked).toBe(isNew || !isTrusted);
  });
});
