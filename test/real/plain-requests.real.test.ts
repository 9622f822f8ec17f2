// The built-in script and the wishes of scripts, with the real servers running what the model asks for.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createBackend, type Script } from '../../src/backend/index.js';
import { handshake, startThread } from './support/compare.js';
import { type Frame, startTarget, type Target, type Version } from './support/target.js';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Played {
  readonly target: Target;
  /** Completed items besides messages and reasoning. */
  readonly items: Frame[];
  /** Methods of what the server asked. */
  readonly asked: string[];
  readonly status: unknown;
  readonly text: string;
}

const WRITABLE = { approvalPolicy: 'on-request', sandboxPolicy: { type: 'dangerFullAccess' } };
const READ_ONLY = { approvalPolicy: 'on-request', sandboxPolicy: { type: 'readOnly' } };
const tool = {
  name: 'weather',
  description: 'Tells the weather.',
  inputSchema: { type: 'object', properties: {} },
};

/** One turn on a real server; what it asks is answered with yes. */
async function play(
  version: Version,
  text: string,
  { params = WRITABLE, script }: { params?: Frame; script?: Script } = {},
): Promise<Played> {
  const backend = await createBackend({ script }).listen();
  const config = backend.codexConfig({ codexVersion: version });
  const target = await startTarget({ side: 'real', version, config });
  cleanups.push(
    () => backend.close(),
    () => target.close(),
  );
  await handshake(target);
  const threadId = await startThread(target, { dynamicTools: [tool] });
  const input = [{ type: 'text', text, text_elements: [] }];
  const from = target.frames.length;
  await target.request('turn/start', { threadId, input, ...params });
  const asked: string[] = [];
  for (;;) {
    const frame = await target.waitFor(
      'a request or the end of the turn',
      ({ id, method }) =>
        method === 'turn/completed' ||
        (id !== undefined &&
          typeof method === 'string' &&
          !asked.includes(`${method} ${JSON.stringify(id)}`)),
      from,
    );
    if (frame.method === 'turn/completed') {
      const turn = (frame.params as { turn: { status: string } }).turn;
      const items = target.frames
        .filter(({ method }) => method === 'item/completed')
        .map(({ params: completed }) => (completed as { item: Frame }).item);
      const last = items.findLast(({ type }) => type === 'agentMessage');
      return {
        target,
        items: items.filter(({ type }) => !/^(userMessage|agentMessage|reasoning)$/.test(String(type))),
        asked: asked.map((entry) => entry.split(' ')[0] ?? ''),
        status: turn.status,
        text: String(last?.text),
      };
    }
    asked.push(`${String(frame.method)} ${JSON.stringify(frame.id)}`);
    const result =
      frame.method === 'item/tool/call'
        ? { success: true, contentItems: [{ type: 'inputText', text: 'Sunny.' }] }
        : { decision: 'accept' };
    target.send({ id: frame.id, result });
  }
}

describe.each(['0.118.0', '0.169.0'] as const)('the built-in script on the real %s', (version) => {
  it('runs a command and reports what it printed', async () => {
    const { items, status, text, asked } = await play(version, 'Run `echo astc-was-here`.');
    expect(items).toMatchObject([
      { type: 'commandExecution', exitCode: 0, aggregatedOutput: 'astc-was-here\n' },
    ]);
    expect({ status, asked }).toEqual({ status: 'completed', asked: [] });
    expect(text).toContain('astc-was-here');
  });

  it('asks before it runs something outside a read-only sandbox', async () => {
    const { target, items, asked, status } = await play(
      version,
      'Run `touch made.txt` outside the sandbox.',
      {
        params: READ_ONLY,
      },
    );
    expect(asked).toEqual(['item/commandExecution/requestApproval']);
    expect(items).toMatchObject([{ type: 'commandExecution', status: 'completed', exitCode: 0 }]);
    expect(status).toBe('completed');
    expect(existsSync(join(target.cwd, 'made.txt'))).toBe(true);
  });

  it('creates a file without asking where everything is allowed', async () => {
    const { target, items, asked } = await play(version, 'Create a file named a.txt containing `one`.');
    expect(asked).toEqual([]);
    expect(items[0]).toMatchObject({ type: 'fileChange', status: 'completed' });
    expect(readFileSync(join(target.cwd, 'a.txt'), 'utf8')).toBe('one\n');
  });

  it('asks before it writes with a read-only sandbox', async () => {
    const { target, asked, items } = await play(version, 'Create a file named a.txt containing one', {
      params: READ_ONLY,
    });
    expect(asked).toEqual(['item/fileChange/requestApproval']);
    expect(items.at(-1)).toMatchObject({ type: 'fileChange', status: 'completed' });
    expect(readFileSync(join(target.cwd, 'a.txt'), 'utf8')).toBe('one\n');
  });

  it("calls the client's own tool", async () => {
    const { asked, items, text } = await play(version, 'Use the tool weather with {"city": "Bonn"}');
    expect(asked).toEqual(['item/tool/call']);
    expect(items).toMatchObject([
      { type: 'dynamicToolCall', tool: 'weather', arguments: { city: 'Bonn' }, success: true },
    ]);
    expect(text).toContain('Sunny.');
  });

  it('runs several calls of one response', async () => {
    const script: Script = {
      replies: [{ parts: [{ run: 'echo first' }, { run: 'echo second' }] }, 'Done.'],
    };
    const { items, text } = await play(version, 'go', { script });
    expect(items.map(({ aggregatedOutput }) => String(aggregatedOutput)).sort()).toEqual([
      'first\n',
      'second\n',
    ]);
    expect(text).toBe('Done.');
  });

  it('writes to a command that waits for input', async () => {
    const script: Script = {
      replies: [
        { run: { command: 'read line; echo "got $line"', tty: true, yieldMs: 300 } },
        { stdin: 'hello\n' },
        '{{toolOutput}}',
      ],
    };
    const { text } = await play(version, 'go', { script });
    expect(text).toContain('got hello');
  });
});
