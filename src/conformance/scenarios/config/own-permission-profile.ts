import { scenario } from '../../scenario.js';

const BUILT_IN = [':read-only', ':workspace', ':danger-full-access'];
const summary = (id: string, description: string | null, allowed: boolean) => ({ id, description, allowed });

export default scenario({
  id: 'config/own-permission-profile',
  requires:
    'A permission profile of the configuration is listed, chosen by name and shown as the nearest policy.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['permissionProfile/list', 'thread/start'],
  config: [
    'default_permissions = "narrow"',
    'permissions.broken = { extends = "gone" }',
    'permissions.narrow = { extends = ":workspace", filesystem = { ":workspace_roots" = { "secret" = "deny" } } }',
    'permissions.open = { description = "All", filesystem = { ":root" = "read" }, network = { enabled = true } }\n',
  ].join('\n'),
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const { cwd } = bench;
    const own = [summary('broken', null, false), summary('narrow', null, true), summary('open', 'All', true)];
    const data = [...BUILT_IN.map((id) => summary(id, null, true)), ...own];
    await line.answers('permissionProfile/list', { cwd }, { data, nextCursor: null });
    await line.answers(
      'thread/start',
      { cwd },
      {
        activePermissionProfile: { id: 'narrow', extends: ':workspace' },
        sandbox: { type: 'workspaceWrite', networkAccess: false },
      },
    );
    await line.answers(
      'thread/start',
      { cwd, permissions: 'open' },
      {
        activePermissionProfile: { id: 'open', extends: null },
        sandbox: { type: 'readOnly', networkAccess: true },
      },
    );
    await line.refuses(
      'thread/start',
      { cwd, permissions: 'broken' },
      {
        message:
          'failed to load configuration: permissions profile `broken` extends undefined profile `gone`',
      },
    );
  },
});
