// The trigger commands against the real servers, started by the command itself, offline and in a folder of their own.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { freshFolder, realBinary, type Version } from './support/target.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Ran {
  readonly code: number;
  readonly work: string;
  readonly verdict: { readonly message?: string; readonly summary?: { readonly serverRequests: object[] } };
}

/** Runs one command with a real server of its own whose model is the built-in script. */
async function astc(version: Version, args: readonly string[], rules?: string): Promise<Ran> {
  const folder = freshFolder('triggers');
  folders.push(folder);
  const work = join(folder, 'work');
  mkdirSync(work);
  if (rules !== undefined) writeFileSync(join(folder, 'rules.yaml'), rules);
  const given = rules === undefined ? [] : ['--approve-rules', join(folder, 'rules.yaml')];
  const argv = [
    MAIN,
    '--json',
    '--quiet',
    ...args,
    ...given,
    '--codex-bin',
    realBinary(version),
    '--offline',
  ];
  const env = { PATH: process.env.PATH, HOME: folder, XDG_STATE_HOME: join(folder, 'state') };
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { cwd: work, env, timeout: 50_000 }, (error, stdout) => {
      const last = stdout.trim().split('\n').at(-1) ?? '';
      resolve({ code: error === null ? 0 : Number(error.code), work, verdict: JSON.parse(last) });
    });
  });
}

describe.each(['0.118.0', '0.169.0'] as const)('with the real %s', (version) => {
  it('trigger-cmd-approval is asked and lets the command run', async () => {
    const { code, work, verdict } = await astc(version, [
      'trigger-cmd-approval',
      'Run `touch made.txt` outside the sandbox',
    ]);
    expect(verdict).toMatchObject({
      summary: { serverRequests: [{ method: 'item/commandExecution/requestApproval', outcome: 'accept' }] },
    });
    expect({ code, isMade: existsSync(join(work, 'made.txt')) }).toEqual({ code: 0, isMade: true });
  });

  it('trigger-cmd-approval fails when nothing needs an approval', async () => {
    const { code, verdict } = await astc(version, ['trigger-cmd-approval', 'Run `echo fine`']);
    expect({ code, verdict }).toMatchObject({
      code: 1,
      verdict: { outcome: 'assertion', message: expect.stringContaining('never asked to run a command') },
    });
  });

  it('trigger-patch-approval works out of the box', async () => {
    const { code, work } = await astc(version, ['trigger-patch-approval']);
    expect(code).toBe(0);
    expect(readFileSync(join(work, 'APPROVAL_DEMO.txt'), 'utf8')).toBe('a short hello message\n');
  });

  it('trigger-patch-approval writes nothing when a rule declines', async () => {
    const rules = '- { kind: patch, answer: decline }\n';
    const { code, work } = await astc(version, ['trigger-patch-approval'], rules);
    expect({ code, isMade: existsSync(join(work, 'APPROVAL_DEMO.txt')) }).toEqual({ code: 0, isMade: false });
  });

  it('no-trigger-cmd-approval works out of the box', async () => {
    expect((await astc(version, ['no-trigger-cmd-approval'])).code).toBe(0);
  });

  it('trigger-zsh-fork-multi-cmd-approval tells that a shell without the fork asks once', async () => {
    const message = 'Run this exact command: touch a.txt && touch b.txt';
    const name = 'trigger-zsh-fork-multi-cmd-approval';
    const once = await astc(version, [name, message, '--min-approvals', '1']);
    expect({ code: once.code, verdict: once.verdict }).toMatchObject({ code: 0 });
    // A busy machine may bring a second item, asked about by itself.
    const twice = await astc(version, [name, message]);
    expect(twice).toMatchObject({
      code: 1,
      verdict: { message: expect.stringMatching(/ once\b.*not 2 times/) },
    });
    const aborted = await astc(version, [name, message, '--min-approvals', '1', '--abort-on', '1']);
    expect(aborted).toMatchObject({ code: 0, verdict: { result: { status: 'interrupted' } } });
  });

  it('send-message-v2 answers the call of its own tool by a rule, and the model hears of it', async () => {
    const tool = '{"name":"weather","description":"d","inputSchema":{"type":"object","properties":{}}}';
    const { code, verdict } = await astc(
      version,
      [
        'send-message-v2',
        '--experimental-api',
        'Use the tool weather with {"city": "Bonn"}',
        '--dynamic-tools',
        tool,
        '--expect',
        'text~Sunny in Bonn',
        '--expect',
        'item=dynamicToolCall',
        '--expect',
        'asked=item/tool/call',
      ],
      '- { kind: tool, tool: weather, result: { success: true, contentItems: [{ type: inputText, text: Sunny in Bonn }] } }\n',
    );
    expect(verdict.message).toBeUndefined();
    expect(code).toBe(0);
  });

  it('send-follow-up-v2 runs both turns', async () => {
    const { code, verdict } = await astc(version, ['send-follow-up-v2', 'one', 'two', '--expect', 'turns=2']);
    expect({ code, verdict }).toMatchObject({ code: 0 });
  });

  it('live-elicitation-timeout-pause holds a command longer than its time-out', async () => {
    const { code, verdict } = await astc(version, ['live-elicitation-timeout-pause', '--hold-seconds', '11']);
    expect({ code, verdict }).toMatchObject({ code: 0, verdict: { result: { status: 'completed' } } });
  });
});
