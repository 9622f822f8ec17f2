// Threads whose commands run behind an executor: ours beside the real 0.169.0, both on the real executor.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplyObject } from '../../../src/backend/index.js';
import { runTurn } from '../support/compare.js';
import { type EnvironmentPlay, played } from '../support/environment-plays.js';
import { cuttableLine, type ExecServer, startExecServer } from '../support/exec-server.js';
import { playReal } from '../support/play-real.js';
import type { Frame } from '../support/target.js';
import { call, exec, patch } from '../support/tool-plays.js';

const FULL = { approvalPolicy: 'never', sandbox: 'danger-full-access' };
const AT = { environment_id: 'far' };

const patchFar = (body: string, id: string): ReplyObject =>
  patch(`*** Begin Patch\n*** Environment ID: far\n${body}\n*** End Patch\n`, id);
const patchHere = (body: string, id: string): ReplyObject =>
  patch(`*** Begin Patch\n${body}\n*** End Patch\n`, id);

const plays: EnvironmentPlay[] = [
  {
    name: 'a thread that works there alone',
    replies: [
      exec('pwd; echo $HOME | wc -l', { workdir: 'sub' }, 'c1'),
      exec('echo named', AT, 'c2'),
      exec('echo elsewhere', { environment_id: 'local' }, 'c3'),
      exec('exit 3', {}, 'c4'),
      exec('no-such-program', {}, 'c5'),
      exec('pwd', { workdir: '/nowhere/at/all' }, 'c6'),
      exec('echo $0', { shell: '/bin/zsh' }, 'c7'),
      exec('env | grep -c ^CODEX_', { login: false }, 'c8'),
      patchFar('*** Add File: named.txt\n+x', 'p1'),
      patchHere('*** Add File: deep/er/new.txt\n+one\n+two', 'p2'),
      patchHere('*** Update File: deep/er/new.txt\n*** Move to: moved.txt\n@@\n-one\n+1', 'p3'),
      patchHere('*** Update File: missing.txt\n@@\n-one\n+1', 'p4'),
      patchHere('*** Delete File: moved.txt', 'p5'),
      exec(
        "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: by-command.txt\n+x\n*** End Patch\nEOF",
        {},
        'p6',
      ),
      call('view_image', { path: 'i.png' }, 'v1'),
      call('view_image', { path: 'sub' }, 'v2'),
      call('view_image', { path: 'no.png' }, 'v3'),
    ],
    async act({ far, turn, add, target, note }) {
      await add();
      const threadId = await turn({ environments: [far], ...FULL });
      note(readFileSync(join(target.home, 'far', 'by-command.txt'), 'utf8'));
      const from = target.frames.length;
      await target.request('thread/shellCommand', { threadId, command: 'pwd' });
      await target.waitFor('its end', ({ method }) => method === 'turn/completed', from);
    },
  },
  {
    name: 'a thread that works here and there',
    replies: [
      exec('pwd', {}, 'c1'),
      exec('pwd', AT, 'c2'),
      exec('pwd', { environment_id: 'local', workdir: '..' }, 'c3'),
      exec('pwd', { environment_id: 'nobody' }, 'c4'),
      exec('pwd', { environment_id: 3 }, 'c5'),
      patchFar('*** Add File: a.txt\n+x', 'p1'),
      patch('*** Begin Patch\n*** Environment ID: nobody\n*** Add File: b.txt\n+x\n*** End Patch\n', 'p2'),
      patch('*** Begin Patch\n*** Environment ID: \n*** Add File: b.txt\n+x\n*** End Patch\n', 'p3'),
      patchHere('*** Add File: here.txt\n+x', 'p4'),
      call('view_image', { path: 'i.png', ...AT }, 'v1'),
      call('view_image', { path: 'i.png', environment_id: 'nobody' }, 'v2'),
    ],
    async act({ far, near, turn, add }) {
      await add();
      await turn({ environments: [near, far], ...FULL });
    },
  },
  {
    name: 'a thread that works nowhere',
    replies: [
      exec('pwd', {}, 'c1'),
      exec('pwd', AT, 'c2'),
      patchHere('*** Add File: a.txt\n+x', 'p1'),
      call('view_image', { path: 'i.png' }, 'v1'),
    ],
    async act({ turn, add }) {
      await add();
      await turn({ environments: [], ...FULL });
    },
  },
  {
    name: 'a thread that works here, and names environments',
    replies: [
      exec('pwd', { environment_id: 'nobody' }, 'c1'),
      exec('pwd', { environment_id: 'local' }, 'c2'),
      patchFar('*** Add File: a.txt\n+x', 'p1'),
    ],
    act: ({ turn }) => turn({ ...FULL }),
  },
  {
    name: 'commands and patches in a sandbox there, and questions',
    replies: [
      exec('sleep 0.5; echo hi > inside.txt; echo no > ../outside.txt', AT, 'c1'),
      patchFar('*** Add File: b.txt\n+x', 'p1'),
      patchFar('*** Add File: ../outside.txt\n+x', 'p2'),
      exec('ls', { ...AT, sandbox_permissions: 'require_escalated', justification: 'May I?' }, 'c2'),
    ],
    async act({ far, near, turn, add }) {
      await add();
      await turn({ environments: [near, far], approvalPolicy: 'on-request', sandbox: 'workspace-write' });
    },
  },
  {
    name: 'commands and patches that may only read',
    replies: [exec('sleep 0.5; echo hi > inside.txt', {}, 'c1'), patchHere('*** Add File: b.txt\n+x', 'p1')],
    async act({ far, turn, add }) {
      await add();
      await turn({ environments: [far], approvalPolicy: 'never', sandbox: 'read-only' });
    },
  },
  {
    name: 'what every question is asked about',
    replies: [exec('echo hi > inside.txt', AT, 'c1'), patchFar('*** Add File: b.txt\n+x', 'p1')],
    async act({ far, near, turn, add }) {
      await add();
      await turn({ environments: [near, far], approvalPolicy: 'untrusted', sandbox: 'workspace-write' });
    },
  },
  {
    name: 'an executor that cannot be reached, and then can',
    replies: [exec('pwd', AT, 'c1'), exec('pwd', {}, 'c2'), { text: 'So.' }, exec('echo now', AT, 'c3')],
    async act({ far, near, add, turn, target, note, executor }) {
      const spare = await cuttableLine(executor.port);
      spare.close();
      await add({ execServerUrl: spare.url });
      const threadId = await turn({ environments: [far, near], ...FULL });
      const environmentId = 'far';
      const told = await target.request('environment/status', { environmentId });
      note({ ...told, id: 0 });
      await add();
      await runTurn(target, threadId, 'go');
      note({ ...(await target.request('environment/status', { environmentId })), id: 0 });
    },
  },
  {
    name: 'a line that is cut while a command runs',
    replies: [
      exec('echo a; sleep 2; echo b', { ...AT, yield_time_ms: 10_000 }, 'c1'),
      exec('echo again', AT, 'c2'),
    ],
    async act({ far, near, add, turn, target, note, executor }) {
      const line = await cuttableLine(executor.port);
      await add({ execServerUrl: line.url });
      const running = turn({ environments: [near, far], ...FULL });
      await target.waitFor(
        'the command',
        ({ method, params }) => method === 'item/started' && (params as { item: Frame }).item.id === 'c1',
      );
      await new Promise((resolve) => setTimeout(resolve, 400));
      line.cut();
      await running;
      note({ ...(await target.request('environment/status', { environmentId: 'far' })), id: 0 });
      line.close();
    },
  },
  {
    name: 'an executor that begins anew while a command runs',
    replies: [
      exec('echo a; sleep 20', { ...AT, yield_time_ms: 300 }, 'c1'),
      { text: 'So.' },
      exec('echo new', AT, 'c2'),
    ],
    async act({ far, near, add, turn, target, note }) {
      const first = await startExecServer();
      await add({ execServerUrl: first.url });
      const threadId = await turn({ environments: [near, far], ...FULL });
      const from = target.frames.length;
      await first.stop();
      const second = await startExecServer(first.port);
      try {
        await target.waitFor(
          'the end',
          ({ method, params }) => method === 'item/completed' && (params as { item: Frame }).item.id === 'c1',
          from,
        );
        note({ ...(await target.request('environment/status', { environmentId: 'far' })), id: 0 });
        await runTurn(target, threadId, 'go');
      } finally {
        await second.stop();
      }
    },
  },
  {
    name: 'a command that outlives its interrupted turn, and one that is ended',
    replies: [
      exec('echo a; sleep 1.5; echo b', AT, 'c1'),
      { text: 'So.' },
      exec('echo c; sleep 30', { ...AT, yield_time_ms: 300 }, 'c2'),
    ],
    async act({ far, near, add, target, note, turn }) {
      await add();
      const running = turn({ environments: [near, far], ...FULL });
      const { params } = (await target.waitFor(
        'the command',
        ({ method, params }) => method === 'item/started' && (params as { item: Frame }).item.id === 'c1',
      )) as { params: { threadId: string; turnId: string } };
      const { threadId, turnId } = params;
      await new Promise((resolve) => setTimeout(resolve, 300));
      await target.request('turn/interrupt', { threadId, turnId });
      await running;
      await target.waitFor(
        'its end',
        ({ method, params }) => method === 'item/completed' && (params as { item: Frame }).item.id === 'c1',
      );
      await runTurn(target, threadId, 'go');
      await runTurn(target, threadId, 'go');
      const listed = (await target.request('thread/backgroundTerminals/list', { threadId })) as {
        result: { data: Frame[] };
      };
      note(listed.result.data.map(({ itemId, command, cwd, osPid }) => ({ itemId, command, cwd, osPid })));
      const processId = listed.result.data[0]?.processId;
      note((await target.request('thread/backgroundTerminals/terminate', { threadId, processId })).result);
      await target.waitFor(
        'its end',
        ({ method, params }) => method === 'item/completed' && (params as { item: Frame }).item.id === 'c2',
      );
    },
  },
  {
    name: 'what threads choose, by default and later',
    async act({ far, near, add, target, note }) {
      const shown = ({ result, error }: Frame): unknown =>
        error ?? [
          (result as { thread: Frame }).thread.environments,
          (result as Frame).cwd,
          (result as Frame).runtimeWorkspaceRoots,
          (result as Frame).instructionSources,
        ];
      const start = async (params: Frame) => {
        const answer = await target.request('thread/start', params);
        note(shown(answer));
        return (answer.result as { thread: { id: string } } | undefined)?.thread.id ?? '';
      };
      const settings = async (threadId: string, params: Frame) => {
        const from = target.frames.length;
        const answer = await target.request('thread/settings/update', { threadId, ...params });
        note(answer.error ?? answer.result);
        if (answer.error === undefined) {
          const { params: told } = await target.waitFor(
            'settings',
            ({ method }) => method === 'thread/settings/updated',
            from,
          );
          const { environments, cwd } = (told as { threadSettings: Frame }).threadSettings;
          note([environments, cwd]);
        }
      };
      await start({});
      await add();
      await start({});
      await start({ cwd: target.home, environments: [far] });
      await start({ environments: [{ ...far, runtimeWorkspaceRoots: [target.home, target.cwd] }] });
      await start({ environments: [{ environmentId: 'nobody', cwd: '/x' }] });
      await start({ environments: [far, far] });
      await start({ environments: [{ environmentId: 'far', cwd: 'relative' }] });
      const threadId = await start({ environments: [near, far] });
      await settings(threadId, { environments: [far] });
      await settings(threadId, { environments: [] });
      await settings(threadId, { cwd: target.home });
      await settings(threadId, { environments: [{ environmentId: 'nobody', cwd: '/' }] });
      await runTurn(target, threadId, 'go', { environments: [far], cwd: target.cwd });
      note(shown(await target.request('thread/resume', { threadId, environments: [near] })));
      note(shown(await target.request('thread/fork', { threadId })));
      note(shown(await target.request('thread/fork', { threadId, environments: [far] })));
    },
  },
  {
    name: 'what can be wrong with an environment that is added',
    async act({ add, note, target, executor }) {
      const environments: Frame[] = [
        { environmentId: '' },
        { environmentId: 'local' },
        { execServerUrl: '' },
        { execServerUrl: 'http://127.0.0.1:1' },
        { execServerUrl: 'nothing' },
        { execServerUrl: 'ws://127.0.0.1:1', authBearerToken: '' },
        { authBearerToken: 'a\nb' },
        { authBearerToken: 'token', websocketRequestId: 'id' },
        { websocketRequestId: 'a\nb' },
        { skills: { required: ['x'] } },
      ];
      for (const [number, wrong] of environments.entries()) {
        const environmentId = `e${number}`;
        const answer = await add({ environmentId, execServerUrl: executor.url, ...wrong });
        note(answer.error ?? answer.result);
        // Waits until it is known.
        await target.request('environment/info', { environmentId });
        const status = await target.request('environment/status', { environmentId });
        note(status.result);
      }
      const info = await target.request('environment/info', { environmentId: 'e7' });
      note(Object.keys(info.result as Frame));
      note((await target.request('environment/info', { environmentId: 'nobody' })).error);
    },
  },
];

describe('environments beside the real 0.169.0', () => {
  let executor: ExecServer;
  beforeAll(async () => {
    executor = await startExecServer();
  });
  afterAll(() => executor.stop());

  it.concurrent.each(plays)('do the same with: $name', { timeout: 120_000 }, async (play) => {
    const ours = await played('ours', play, executor);
    const real = await playReal(
      () => played('real', play, executor),
      (theirs) => JSON.stringify(theirs) === JSON.stringify(ours),
    );
    expect(ours).toEqual(real);
    expect(ours.length).toBeGreaterThan(2);
  });
});
