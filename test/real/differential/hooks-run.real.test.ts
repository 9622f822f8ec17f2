// Hooks that run around turns and tools, ours beside the real servers: how their runs are told, what they read, what
// becomes of the turn, and what the model is told.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { type Doings, hooksFile, prepareHooks, readByHook, trustAll } from '../support/hooked.js';
import { unexplained } from '../support/known-differences.js';
import { normaliser } from '../support/normalise.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import { type Frame, freshFolder, type Side, startTarget, type Version } from '../support/target.js';

const EVENTS = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'Stop'];
const NEWER = ['PreModelRequest', 'PostModelRequest'];

const context = (hookEventName: string, more: object = {}): object => ({
  ...more,
  hookSpecificOutput: { hookEventName, additionalContext: `${hookEventName} says` },
});
const permission = (more: object): object => ({
  hookSpecificOutput: { hookEventName: 'PreToolUse', ...more },
});
const block = (reason: string): object => ({ decision: 'block', reason });

/** Each is a turn; `new` ones begin on a thread of their own. */
const TURNS: readonly { new?: true; doings: Doings }[] = [
  { new: true, doings: {} },
  {
    new: true,
    doings: {
      SessionStart: { out: 'from the start\n' },
      UserPromptSubmit: [{ out: 'one' }, { out: context('UserPromptSubmit', { systemMessage: 'told' }) }],
      PreToolUse: { out: 'nobody reads this' },
      PostToolUse: [{ out: context('PostToolUse') }, { err: 'feedback A', code: 2 }],
      Stop: [{ err: 'go on & <on>', code: 2 }, { out: block('and on') }],
      PreModelRequest: { err: 'complaint' },
      PostModelRequest: { err: 'complaint', code: 1 },
    },
  },
  {
    doings: {
      PreToolUse: [
        { err: 'not this', code: 2 },
        { out: permission({ permissionDecision: 'deny', permissionDecisionReason: 'nor so' }) },
      ],
      Stop: [{ out: { continue: false, stopReason: 'enough' } }, { out: block('and on') }],
    },
  },
  {
    new: true,
    doings: {
      SessionStart: [{ code: 2, err: 'x' }, { out: { decision: 'block' } }],
      UserPromptSubmit: [{ code: 'killed' }, { code: 2 }],
      PreToolUse: [
        { out: permission({ permissionDecision: 'allow', updatedInput: { command: 'echo changed' } }) },
        { out: { continue: false } },
      ],
      PostToolUse: [{ out: { suppressOutput: true } }, { out: '[1]' }],
      Stop: [{ out: 'no JSON' }, { code: 3, err: 'y' }],
    },
  },
  { doings: { UserPromptSubmit: [{ out: block('forbidden') }, { out: 'told all the same' }] } },
  {
    doings: {
      PreToolUse: [{ out: context('PreToolUse') }, { out: permission({ permissionDecision: 'ask' }) }],
      PostToolUse: { out: { continue: false } },
    },
  },
  { new: true, doings: { SessionStart: { out: { continue: false, stopReason: 'not today' } } } },
];

async function play(side: Side, version: Version): Promise<{ frames: string[]; others: unknown }> {
  const isNewer = version === '0.169.0';
  const events = isNewer ? [...EVENTS, ...NEWER] : EVENTS;
  const call = isNewer
    ? { name: 'exec_command', id: 'call_it', arguments: { cmd: 'echo hi', login: false } }
    : { name: 'shell', id: 'call_it', arguments: { command: ['echo', 'hi'] } };
  const backend = createBackend({
    script: {
      replies: [
        { when: { text: 'hello', toolOutput: false }, times: 'always', call },
        { when: { kind: 'turn' }, times: 'always', text: 'done' },
      ],
    },
  });
  await backend.listen();
  const home = freshFolder(`${side}-${version}`);
  mkdirSync(join(home, 'codex'));
  const elsewhere = { matcher: 'Nothing', hooks: [{ type: 'command', command: 'exit 1' }] };
  writeFileSync(
    join(home, 'codex/hooks.json'),
    hooksFile(home, events, { more: { PreToolUse: [elsewhere] } }),
  );
  const switches = isNewer ? 'unified_exec = true' : 'codex_hooks = true\nunified_exec = false';
  const config = `${backend.codexConfig().replace('[features]', `[features]\n${switches}`)}
[skills.bundled]\nenabled = false\n`;
  const target = await startTarget({ side, version, home, config });
  try {
    await handshake(target);
    if (isNewer) await trustAll(target, config);
    let threadId = '';
    for (const turn of TURNS) {
      prepareHooks(home, events, turn.doings);
      const settings = { approvalPolicy: 'never', sandbox: 'danger-full-access' };
      if (turn.new) threadId = await startThread(target, settings);
      await runTurn(target, threadId, 'hello');
    }
    const normalise = normaliser(home);
    const log = (event: string): unknown =>
      // What is used depends on each server's own words.
      readByHook(home, event).map(({ transcript_path: _path, token_usage: _usage, ...read }) =>
        normalise(read),
      );
    const asked = backend.requests.map(({ body }) => ((body ?? {}) as { input?: Frame[] }).input ?? []);
    const told = target.frames
      .filter(({ method }) => /^(hook|item|turn)\/(started|completed)$/.test(String(method)))
      .map((frame) => JSON.stringify(normalise(frame)).replace(/"processId":"\d+"/g, '"processId":"<n>"'));
    // What is told of requests to the model and what of the tools they call goes on side by side.
    const isOfRequest = (frame: string): boolean => frame.includes('-model-request:');
    return {
      frames: [...told.filter((frame) => !isOfRequest(frame)), ...told.filter(isOfRequest)],
      others: { told: asked.map((input) => input.flatMap(wordsIn)), read: events.map(log) },
    };
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** What the model reads of hooks and tools; what else it is told is in each server's own words. */
function wordsIn({ type, role, content, output }: Frame): string[] {
  if (String(type).endsWith('_output'))
    return [
      String(output)
        .replace(/^[\s\S]*Output:\n/, '')
        .replace(/"duration_seconds":[\d.]+/, ''),
    ];
  if (type !== 'message') return [];
  const texts = (content as { text: string }[]).map(({ text }) => text);
  return role === 'assistant' ||
    /hello|says|from the start|^one$|hook_prompt|all the same/.test(texts[0] ?? '')
    ? texts.map((text) => `${String(role)}: ${text.replace(/hook_run_id="[^"]*\//g, 'hook_run_id="')}`)
    : [];
}

it.each<Version>(['0.169.0', '0.118.0'])('hooks run as the real %s runs them', async (version) => {
  const ours = await play('ours', version);
  expect(ours.frames.filter((text) => text.includes('hook/completed')).length).toBeGreaterThan(40);
  const left = await playReal(async () => {
    const real = await play('real', version);
    const apart = unexplained(differences(ours.frames, real.frames), version);
    return JSON.stringify(ours.others) === JSON.stringify(real.others)
      ? apart
      : [...apart, ...apartIn(ours.others, real.others)];
  }, nothingLeft);
  expect(left).toEqual([]);
});

function apartIn(ours: unknown, real: unknown): string[] {
  return differences(
    [JSON.stringify({ method: 'others', params: ours })],
    [JSON.stringify({ method: 'others', params: real })],
  );
}

const LONG = Array.from({ length: 1500 }, (_, number) => `line ${number} of what a hook says`).join('\n');

/** By event and number: how much of it the model may read, and what it says. */
const TALKATIVE: Readonly<Record<string, readonly { limit?: number; says: unknown }[]>> = {
  SessionStart: [{ limit: 50, says: LONG }],
  UserPromptSubmit: [{ says: LONG }, { limit: 0, says: LONG }, { limit: 3, says: LONG }],
  PostToolUse: [
    {
      limit: 100,
      says: {
        ...block(LONG),
        hookSpecificOutput: { hookEventName: 'PostToolUse', additionalContext: LONG },
      },
    },
  ],
  Stop: [{ limit: 100, says: block(LONG) }],
};

/** What the model reads of hooks that say a lot; the files that are named hold it whole. */
async function readOfLong(side: Side, version: Version): Promise<string[]> {
  const isNewer = version === '0.169.0';
  const call = isNewer
    ? { name: 'exec_command', arguments: { cmd: 'true', login: false }, id: 'c' }
    : { name: 'shell_command', arguments: { command: 'true' }, id: 'c' };
  const backend = createBackend({ script: { replies: [{ call }, { text: 'one' }, { text: 'two' }] } });
  await backend.listen();
  const home = freshFolder(`${side}-${version}`);
  for (const folder of ['codex', 'tmp']) mkdirSync(join(home, folder));
  const groups = Object.entries(TALKATIVE).map(([event, all]) => {
    const hooks = all.map(({ limit, says }, number) => {
      const file = join(home, `${event}.${number}`);
      writeFileSync(file, typeof says === 'string' ? says : JSON.stringify(says));
      const command = `cat ${file}; : > ${file}`;
      return { type: 'command', command, ...(limit === undefined ? {} : { additionalContextLimit: limit }) };
    });
    return [event, [{ hooks }]];
  });
  writeFileSync(join(home, 'codex/hooks.json'), JSON.stringify({ hooks: Object.fromEntries(groups) }));
  const switches = isNewer ? 'unified_exec = true' : 'codex_hooks = true\nunified_exec = false';
  const config = backend.codexConfig().replace('[features]', `[features]\n${switches}`);
  const env = { TMPDIR: join(home, 'tmp') };
  const target = await startTarget({ side, version, home, config, env });
  try {
    await handshake(target);
    if (isNewer) await trustAll(target, config);
    const threadId = await startThread(target, { approvalPolicy: 'never', sandbox: 'danger-full-access' });
    await runTurn(target, threadId, 'hello');
    const { input } = (backend.requests.at(-1)?.body ?? {}) as { input: Frame[] };
    const kept = new RegExp(`${home}/tmp/hook_outputs/${threadId}/[0-9a-f-]{36}\\.txt`, 'g');
    return input
      .flatMap(({ content, output }) =>
        output === undefined ? ((content ?? []) as { text: string }[]) : [output],
      )
      .map((part) => (typeof part === 'string' ? part : String((part as { text: string }).text)))
      .filter((text) => text.includes('of what a hook says') || text.includes('hook output'))
      .map((text) => {
        for (const [file] of text.matchAll(kept)) expect(readFileSync(file, 'utf8')).toBe(LONG);
        return text.replace(kept, '<file>').replaceAll(home, '<home>');
      });
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

it.each<[Version, number]>([
  ['0.169.0', 6],
  ['0.118.0', 0],
])('what hooks say is shortened for the model as the real %s does', async (version, count) => {
  const ours = await readOfLong('ours', version);
  expect(ours.filter((text) => text.includes('Full hook output saved to: <file>'))).toHaveLength(count);
  expect(ours.length).toBeGreaterThan(3);
  const left = await playReal(async () => {
    const real = await readOfLong('real', version);
    return JSON.stringify(ours) === JSON.stringify(real) ? [] : apartIn(ours, real);
  }, nothingLeft);
  expect(left).toEqual([]);
});
