// Configuration, catalogues, skills, plug-ins, hooks and MCP servers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CallPlay, call, newer, older } from './call-play.js';

export const SETTINGS: readonly CallPlay[] = [
  {
    name: 'the configuration',
    calls: [
      call('config/read', ({ cwd }) => ({ includeLayers: true, cwd })),
      call('config/value/write', {
        keyPath: 'model_reasoning_effort',
        value: 'low',
        mergeStrategy: 'replace',
      }),
      call('config/batchWrite', {
        edits: [{ keyPath: 'features.goals', value: true, mergeStrategy: 'upsert' }],
      }),
      call('configRequirements/read'),
      call('config/mcpServer/reload'),
      newer('permissionProfile/list', {}),
      newer('modelProvider/list', {}),
      newer('modelProvider/capabilities/read', {}),
      newer('modelProvider/config/write', {
        settings: { type: 'customGateway', name: 'Gateway', baseUrl: 'http://127.0.0.1:1/v1' },
      }),
    ],
  },
  {
    name: 'catalogues',
    calls: [
      call('model/list', {}),
      call('experimentalFeature/list', { limit: 5 }),
      call('experimentalFeature/enablement/set', { enablement: { apps: false } }),
      call('collaborationMode/list', {}),
      call('mock/experimentalMethod', { value: 'a' }),
      call('app/list', {}),
      newer('app/installed', {}),
      newer('app/read', { appIds: ['nobody'] }),
      call('mcpServerStatus/list', {}),
      newer('hooks/list', ({ cwd }) => ({ cwds: [cwd] })),
      newer('memory/status', {}),
      newer('memory/reset'),
      newer('rollout/compress'),
    ],
  },
  {
    name: 'skills',
    prepare(home) {
      const folder = join(home, 'work', '.agents', 'skills', 'one');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'SKILL.md'), '---\nname: one\ndescription: First\n---\nDo it.\n');
    },
    calls: [
      call('skills/list', ({ cwd }) => ({ cwds: [cwd], forceReload: true })),
      call('skills/config/write', ({ cwd }) => ({
        path: join(cwd, '.agents', 'skills', 'one', 'SKILL.md'),
        enabled: false,
      })),
      newer('skills/extraRoots/set', ({ home }) => ({ extraRoots: [join(home, 'more')] })),
    ],
  },
  {
    name: 'plug-ins',
    features: ['plugins'],
    prepare(home) {
      const put = (path: string, content: unknown): void => {
        mkdirSync(join(home, 'market', path, '..'), { recursive: true });
        writeFileSync(join(home, 'market', path), JSON.stringify(content));
      };
      put('.agents/plugins/marketplace.json', {
        name: 'mk',
        plugins: [{ name: 'one', source: { source: 'local', path: './one' } }],
      });
      put('one/.codex-plugin/plugin.json', { name: 'one', version: '1.0.0', description: 'First' });
      mkdirSync(join(home, 'market', '.git'));
    },
    calls: [
      newer('marketplace/add', ({ home }) => ({ source: join(home, 'market') })),
      older('plugin/list', ({ home }) => ({ cwds: [join(home, 'market')] })),
      newer('plugin/list', {}),
      call('plugin/read', ({ home }) => ({ marketplacePath: file(home), pluginName: 'one' })),
      call('plugin/install', ({ home }) => ({ marketplacePath: file(home), pluginName: 'one' })),
      newer('plugin/installed', {}),
      newer('plugin/reconcile', {}),
      newer('plugin/search', { searchTerm: 'one' }),
      call('plugin/uninstall', { pluginId: 'one@mk' }),
      newer('marketplace/upgrade', {}),
      newer('marketplace/remove', { marketplaceName: 'mk' }),
    ],
  },
  {
    name: 'set-ups of other agents',
    calls: [
      call('externalAgentConfig/detect', { includeHome: true }),
      call('externalAgentConfig/import', { migrationItems: [] }),
      newer('externalAgentConfig/import/recordHistory', { providerId: 'p', itemTypeResults: [] }),
      newer('externalAgentConfig/import/readHistories'),
    ],
  },
];

const file = (home: string): string => join(home, 'market', '.agents', 'plugins', 'marketplace.json');
