import { scenario } from '../../scenario.js';

export default scenario({
  id: 'resume/keeps-its-permission-profile',
  requires:
    'A stored thread goes on with the permission profile that was named last, between two turns or in one.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/resume', 'thread/settings/update'],
  config: [
    'default_permissions = "first"',
    'permissions.first = { filesystem = { ":root" = "read" } }',
    'permissions.second = { filesystem = { ":root" = "read" }, network = { enabled = true } }\n',
  ].join('\n'),
  script: { replies: [{ text: 'hi', times: 'always' }] },
  async run(bench) {
    const first = await bench.connect();
    const threadId = await bench.startThread(first);
    await bench.turn(first, threadId);
    await first.answers('thread/settings/update', { threadId, permissions: 'second' }, {});
    await first.hears('thread/settings/updated', {
      threadId,
      threadSettings: { activePermissionProfile: { id: 'second' } },
    });
    await bench.restart();
    const second = await bench.connect();
    await second.answers(
      'thread/resume',
      { threadId },
      { activePermissionProfile: { id: 'second' }, sandbox: { type: 'readOnly', networkAccess: true } },
    );
    await bench.turn(second, threadId, 'hello', { permissions: 'first' });
    await bench.restart();
    const third = await bench.connect();
    await third.answers(
      'thread/resume',
      { threadId },
      { activePermissionProfile: { id: 'first' }, sandbox: { type: 'readOnly', networkAccess: false } },
    );
  },
});
