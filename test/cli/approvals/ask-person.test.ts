import { describe, expect, it } from 'vitest';
import { about, type Handler, LATER, THREAD, talkative, turn } from '../../client/fake-server.js';
import { against } from '../harness.js';

/** A turn in which the server announces an item and then asks. */
function asks(method: string, params: object, item?: object): Record<string, Handler> {
  return {
    ...talkative([]),
    'turn/start': (_params, server, reply) => {
      reply.succeed({ turn: turn('inProgress') });
      server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
      if (item !== undefined) server.notify('item/started', about({ item }));
      void server.peer.request(method, about({ itemId: 'i', ...params })).then(() => {
        server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') });
      });
      return LATER;
    },
  };
}

async function answering(answers: readonly string[], handlers: Record<string, Handler>) {
  const ran = await against(handlers, ['send-message', 'hi', '--raw'], { isInteractive: true, answers });
  const sent = ran.stdout
    .split('\n')
    .filter((line) => line.startsWith('> ') && line.includes('"result"'))
    .map((line) => JSON.parse(line.slice(2)).result);
  return { ...ran, sent };
}

const COMMAND = 'item/commandExecution/requestApproval';

describe('a person who is asked', () => {
  it('sees the command, where it would run and why', async () => {
    const params = { command: 'touch x', cwd: '/work', reason: 'to try' };
    const { stderr, sent } = await answering(['y'], asks(COMMAND, params));
    expect(stderr).toContain('  command  touch x\n  cwd      /work\n  reason   to try\n');
    expect(sent).toEqual([{ decision: 'accept' }]);
  });

  it('sees the diff of a file change that was announced before', async () => {
    const changes = [{ path: '/work/a.txt', kind: { type: 'update' }, diff: '@@ -1 +1 @@\n-old\n+new\n' }];
    const { stderr, sent } = await answering(
      ['n'],
      asks(
        'item/fileChange/requestApproval',
        {},
        { type: 'fileChange', id: 'i', changes, status: 'inProgress' },
      ),
    );
    expect(stderr).toContain('  update   /work/a.txt\n    @@ -1 +1 @@\n    -old\n    +new\n');
    expect(sent).toEqual([{ decision: 'decline' }]);
  });

  it('may allow something for the whole session, or stop the turn', async () => {
    expect((await answering(['a'], asks(COMMAND, {}))).sent).toEqual([{ decision: 'acceptForSession' }]);
    expect((await answering(['c'], asks(COMMAND, {}))).sent).toEqual([{ decision: 'cancel' }]);
  });

  it('is asked again when the server does not offer that decision', async () => {
    const { sent, stderr } = await answering(
      ['a', 'y'],
      asks(COMMAND, { availableDecisions: ['accept', 'cancel'] }),
    );
    expect(sent).toEqual([{ decision: 'accept' }]);
    expect(stderr).not.toContain('[a]lways');
  });

  it('chooses among the options of a question by number or in own words', async () => {
    const questions = [
      { id: 'q1', question: 'Which?', options: [{ label: 'Red' }, { label: 'Blue' }] },
      { id: 'q2', question: 'Why?', options: null },
    ];
    const { sent } = await answering(['2', 'because'], asks('item/tool/requestUserInput', { questions }));
    expect(sent).toEqual([{ answers: { q1: { answers: ['Blue'] }, q2: { answers: ['because'] } } }]);
  });

  it('cannot be fooled by what steers a terminal', async () => {
    const { stderr } = await answering(['y'], asks(COMMAND, { command: 'ls \u001b[2K\u001b[1Grm -rf x' }));
    expect(stderr).toContain('  command  ls rm -rf x\n');
  });
});
