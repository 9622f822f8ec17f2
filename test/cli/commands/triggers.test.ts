import { describe, expect, it } from 'vitest';
import { about, type Handler, LATER, THREAD, talkative, turn } from '../../client/fake-server.js';
import { against, run } from '../harness.js';

const COMMAND = 'item/commandExecution/requestApproval';
const PATCH = 'item/fileChange/requestApproval';

interface Play {
  /** Methods the server asks, one after the other, each with the item it is about. */
  readonly asks?: readonly (readonly [method: string, itemId: string])[];
  readonly command?: object;
  readonly status?: string;
}

/** A turn that asks, then completes a command unless one is cancelled. */
function playing({ asks = [], command, status = 'completed' }: Play): Record<string, Handler> {
  return {
    ...talkative([]),
    'turn/start': (_params, server, reply) => {
      reply.succeed({ turn: turn('inProgress') });
      server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
      void (async () => {
        let isCancelled = false;
        for (const [method, itemId] of asks) {
          const answer = await server.peer.request(method, about({ itemId, command: 'touch x' }));
          isCancelled = JSON.stringify(answer).includes('cancel');
          if (isCancelled) break;
        }
        if (command !== undefined || isCancelled) {
          const end = isCancelled ? { status: 'declined', exitCode: null } : command;
          const item = { type: 'commandExecution', id: 'c', command: 'touch x', ...end };
          server.notify('item/completed', about({ item }));
        }
        const how = isCancelled ? 'interrupted' : status;
        server.notify('turn/completed', { threadId: THREAD, turn: turn(how) });
      })();
      return LATER;
    },
  };
}

const ran = { status: 'completed', exitCode: 0 };

describe('trigger-cmd-approval', () => {
  it('accepts what it is asked, with a policy that makes the server ask', async () => {
    const { code, server, json } = await against(playing({ asks: [[COMMAND, 'c']], command: ran }), [
      '--json',
      'trigger-cmd-approval',
      '--cwd',
      '/work',
    ]);
    expect(code).toBe(0);
    expect(server?.asked('thread/start')).toMatchObject([{ cwd: '/work' }]);
    expect(server?.asked('turn/start')).toMatchObject([
      { approvalPolicy: 'on-request', sandboxPolicy: { type: 'readOnly' } },
    ]);
    expect(json().at(-1)).toMatchObject({ summary: { serverRequests: [{ outcome: 'accept' }] } });
  });

  it('exits 1 when the turn completes without a question', async () => {
    expect(await against(playing({ command: ran }), ['trigger-cmd-approval'])).toMatchObject({
      code: 1,
      stderr: /the server never asked to run a command; its items were commandExecution/,
    });
  });

  it('exits 1 when the server asks something else, and says what', async () => {
    expect(await against(playing({ asks: [[PATCH, 'c']] }), ['trigger-cmd-approval'])).toMatchObject({
      code: 1,
      stderr: /never asked to run a command; it asked item\/fileChange\/requestApproval/,
    });
  });

  it('exits 5 when the turn failed, asked or not', async () => {
    const handlers = playing({ asks: [[COMMAND, 'c']], status: 'failed' });
    expect((await against(handlers, ['trigger-cmd-approval'])).code).toBe(5);
  });

  it('exits 8 when it must ask a person and there is none', async () => {
    const argv = ['trigger-cmd-approval', '--approve', 'ask'];
    expect((await against(playing({ asks: [[COMMAND, 'c']] }), argv)).code).toBe(8);
  });
});

describe('trigger-patch-approval', () => {
  it('exits 0 when the server asked to change a file, 1 when it did not', async () => {
    expect((await against(playing({ asks: [[PATCH, 'p']] }), ['trigger-patch-approval'])).code).toBe(0);
    expect(await against(playing({ asks: [[COMMAND, 'c']] }), ['trigger-patch-approval'])).toMatchObject({
      code: 1,
      stderr: /never asked to change a file/,
    });
  });
});

describe('no-trigger-cmd-approval', () => {
  it('exits 0 when a command ran and nobody was asked', async () => {
    expect((await against(playing({ command: ran }), ['no-trigger-cmd-approval'])).code).toBe(0);
  });

  it('exits 1 when the server asked', async () => {
    const handlers = playing({ asks: [[COMMAND, 'c']], command: ran });
    expect(await against(handlers, ['no-trigger-cmd-approval'])).toMatchObject({
      code: 1,
      stderr: /The server asked, though nothing needed it: run touch x/,
    });
  });

  it('exits 1 when no command ran: that proves nothing', async () => {
    expect(await against(playing({}), ['no-trigger-cmd-approval'])).toMatchObject({
      code: 1,
      stderr: /no command ran either/,
    });
  });
});

describe('trigger-zsh-fork-multi-cmd-approval', () => {
  const NAME = 'trigger-zsh-fork-multi-cmd-approval';
  const twice = [
    [COMMAND, 'c'],
    [COMMAND, 'c'],
  ] as const;

  it('wants two approvals on one item, and a command that ended well', async () => {
    expect((await against(playing({ asks: twice, command: ran }), [NAME])).code).toBe(0);
  });

  it.each([
    [{ asks: [[COMMAND, 'c']] as const, command: ran }, /asked once, not 2 times/],
    [
      {
        asks: [
          [COMMAND, 'c'],
          [COMMAND, 'd'],
        ] as const,
        command: ran,
      },
      /about one item once at most/,
    ],
    [{ asks: twice, command: { status: 'failed', exitCode: 3 } }, /ended failed with exit code 3/],
    [{ asks: twice }, /ended never/],
  ])('exits 1 otherwise: %j', async (play, stderr) => {
    expect(await against(playing(play), [NAME])).toMatchObject({ code: 1, stderr });
  });

  it('counts with --min-approvals', async () => {
    const handlers = playing({ asks: [[COMMAND, 'c']], command: ran });
    expect((await against(handlers, [NAME, '--min-approvals', '1'])).code).toBe(0);
  });

  it('cancels the nth question with --abort-on, and then wants an interrupted turn', async () => {
    const { code, json } = await against(playing({ asks: twice, command: ran }), [
      '--json',
      NAME,
      '--abort-on',
      '2',
    ]);
    expect(code).toBe(0);
    const serverRequests = [{ outcome: 'accept' }, { outcome: 'cancel' }];
    expect(json().at(-1)).toMatchObject({ summary: { serverRequests } });
  });

  it.each([['0'], ['x'], ['3']])('refuses --abort-on %s', async (value) => {
    expect((await against(playing({}), [NAME, '--abort-on', value])).code).toBe(2);
  });
});

describe('the elicitation counter', () => {
  it.each(['increment', 'decrement'])('is changed by thread-%s-elicitation', async (word) => {
    const handlers = { [`thread/${word}_elicitation`]: () => ({ count: 1, paused: true }) };
    const { code, stdout, server } = await against(handlers, [`thread-${word}-elicitation`, THREAD]);
    expect({ code, lines: stdout }).toMatchObject({ code: 0, lines: /1 waiting, time-outs paused\n/ });
    expect(server?.asked(`thread/${word}_elicitation`)).toEqual([{ threadId: THREAD }]);
  });

  it('is refused for a server that ends with the command', async () => {
    expect(await run(['thread-increment-elicitation', THREAD, '--embedded'])).toMatchObject({
      code: 2,
      stderr: /name that server with --url/,
    });
  });

  it('cannot be tested with a hold that no time-out would notice', async () => {
    expect(await run(['live-elicitation-timeout-pause', '--hold-seconds', '10'])).toMatchObject({
      code: 2,
      stderr: /must be a number above 10/,
    });
  });
});
