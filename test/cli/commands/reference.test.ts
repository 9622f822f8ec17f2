import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../../src/protocol/index.js';
import { listAt, textAt } from '../../../src/util/peek.js';
import { run } from '../harness.js';

describe('list', () => {
  it('shows the stable methods of every direction, and says what it leaves out', async () => {
    const ran = await run(['list', '--profile', '0.118.0']);
    expect(ran.code).toBe(0);
    for (const title of ['A client asks (', 'The server asks (', 'The server tells (', 'A client tells (1):'])
      expect(ran.stdout).toContain(title);
    expect(ran.stdout).not.toMatch(/ experimental$/m);
    expect(ran.stderr).toContain('--experimental shows them');
  });

  it('shows every method a client may call with --experimental, as JSON too', async () => {
    const ran = await run(['list', '--experimental', '--json']);
    const messages = listAt(ran.json(), 0, 'result', 'messages');
    const { facts, clientMethods } = loadProfile();
    const shown = messages
      .filter((message) => textAt(message, 'kind') === 'request')
      .map((message) => textAt(message, 'method'));
    expect(shown).toEqual(clientMethods.filter((method) => facts.clientRequests[method]?.hidden !== true));
  });

  it('looks for a word in the names', async () => {
    const ran = await run(['list', 'ARCHIVE']);
    expect(ran.stdout).toContain('thread/unarchive');
    expect(ran.stdout).not.toContain('turn/start');
    expect(await run(['list', 'nothinglikeit'])).toMatchObject({ code: 1 });
  });
});

describe('the description', () => {
  it('tells what a method takes and gives, required members first, with an example', async () => {
    const ran = await run(['describe', 'turn/interrupt']);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('params: TurnInterruptParams\n  threadId  string\n  turnId    string\n');
    expect(ran.stdout).toContain('example:\n{\n  "threadId": "",\n  "turnId": ""\n}');
    expect(ran.stdout).toContain('result: TurnInterruptResponse');
  });

  it('tells the variants of a definition', async () => {
    const ran = await run(['describe', 'SandboxMode', '--profile', '0.118.0']);
    expect(ran.stdout).toContain('"read-only" | "workspace-write" | "danger-full-access"');
  });

  it('knows messages of every direction', async () => {
    for (const name of ['turn/completed', 'item/fileChange/requestApproval', 'initialized'])
      expect(await run(['describe', name])).toMatchObject({ code: 0 });
  });

  it('guesses what was meant', async () => {
    const ran = await run(['describe', 'thread/strat']);
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toContain('Did you mean thread/start?');
  });

  it('refuses a version it does not know', async () => {
    const ran = await run(['describe', 'turn/start', '--profile', '0.1.0']);
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toContain('this build knows 0.169.0 and 0.118.0');
  });
});
