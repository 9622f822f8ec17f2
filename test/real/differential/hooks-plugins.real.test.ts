// What clients ask before their first prompt besides skills: hooks, plug-ins, marketplaces and apps, ours beside the
// real servers with plug-ins switched off.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { handshake, type Scenario, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Target, Version } from '../support/target.js';

const UNKNOWN_THREAD = '01a2191e-4096-73f2-835b-a4f0a9b3b773';

function put(home: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
}

const command = (text: string, more: object = {}): object => ({ type: 'command', command: text, ...more });
const hooksFile = (hooks: object): string => JSON.stringify({ hooks });

async function ask(target: Target, requests: readonly (readonly [string, object])[]): Promise<void> {
  await handshake(target);
  for (const [method, params] of requests) await target.request(method, params);
}

const both: Scenario[] = [
  {
    name: 'apps and plug-ins',
    script: { replies: [] },
    play: (target) =>
      ask(target, [
        ['app/list', {}],
        ['app/list', { cursor: '5', limit: 0, forceRefetch: true }],
        ['app/list', { threadId: 'x' }],
        ['app/list', { threadId: UNKNOWN_THREAD }],
        ['externalAgentConfig/detect', {}],
        ['externalAgentConfig/detect', { includeHome: true, cwds: [target.cwd] }],
        ['externalAgentConfig/import', { migrationItems: [] }],
        ['externalAgentConfig/import', {}],
        ['plugin/list', {}],
        ['plugin/list', { cwds: [target.cwd] }],
        ['plugin/list', { cwds: ['relative'] }],
        ['plugin/read', { marketplacePath: join(target.home, 'none.json'), pluginName: 'p' }],
        ['plugin/install', { marketplacePath: join(target.home, 'none.json'), pluginName: 'p' }],
        ['plugin/uninstall', { pluginId: 'x' }],
        ['plugin/uninstall', { pluginId: 'x@y' }],
        ['plugin/uninstall', { pluginId: '@y' }],
      ]),
  },
];

const newer: Scenario[] = [
  {
    name: 'more of apps, plug-ins and marketplaces',
    script: { replies: [] },
    play: (target) =>
      ask(target, [
        ['externalAgentConfig/import/readHistories', {}],
        ['environment/info', { environmentId: 'local' }],
        ['environment/info', { environmentId: 'nobody' }],
        ['environment/status', { environmentId: 'local' }],
        ['environment/status', { environmentId: 'nobody' }],
        ['app/installed', { forceRefresh: true }],
        ['app/installed', { threadId: 'x' }],
        ['app/read', { appIds: [] }],
        ['app/read', { appIds: ['x'], includeTools: true }],
        ['app/read', { appIds: Array(101).fill('x') }],
        ['plugin/installed', {}],
        ['plugin/search', { searchTerm: 'x' }],
        ['plugin/reconcile', {}],
        ['plugin/read', { remoteMarketplaceName: 'r', pluginName: 'p' }],
        ['plugin/read', { pluginName: 'p' }],
        ['plugin/skill/read', { remoteMarketplaceName: 'r', remotePluginId: 'p', skillName: 's' }],
        ['plugin/share/save', { pluginPath: target.home }],
        ['plugin/share/updateTargets', { remotePluginId: 'p', discoverability: 'PRIVATE', shareTargets: [] }],
        ['plugin/share/list', {}],
        ['plugin/share/checkout', { remotePluginId: 'p' }],
        ['plugin/share/delete', { remotePluginId: 'p' }],
        ['plugin/install', { remoteMarketplaceName: 'r', pluginName: 'p' }],
        ['plugin/install', { pluginName: 'p' }],
        ['marketplace/remove', { marketplaceName: 'x' }],
        ['marketplace/upgrade', {}],
        ['marketplace/upgrade', { marketplaceName: 'x' }],
      ]),
  },
  {
    name: 'hooks of the user and of a project',
    script: { replies: [] },
    prepare(home) {
      execFileSync('git', ['init', '--quiet', join(home, 'work')]);
      put(home, {
        'codex/hooks.json': hooksFile({
          Stop: [{ matcher: '[', hooks: [command('a', { statusMessage: 's' }), { type: 'agent' }] }],
          UserPromptSubmit: [{ matcher: 'x', hooks: [command('b', { timeout: 0 })] }],
          PreToolUse: [
            { matcher: 'Bash', hooks: [command('c', { async: true }), command(''), { type: 'prompt' }] },
            { matcher: '*', hooks: [command('d', { timeout: 7 })] },
            { matcher: '', hooks: [command('e')] },
          ],
          PermissionRequest: [{ matcher: 'Bash', hooks: [command('p', { additionalContextLimit: 9 })] }],
          PostToolUse: [{ hooks: [command('f', { additionalContextLimit: 9 })] }],
          PreCompact: [{ matcher: 'auto', hooks: [command('g')] }],
          SessionStart: [{ matcher: 'startup|resume', hooks: [command('h', { additionalContextLimit: 0 })] }],
          Nothing: [{ hooks: [command('i')] }],
        }),
        'work/.codex/hooks.json': hooksFile({ Stop: [{ hooks: [command('j')] }] }),
        'work/.codex/config.toml': '[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "k"\n',
      });
    },
    async play(target) {
      const user = join(target.home, 'codex/config.toml');
      const key = (name: string): string => `[hooks.state."${target.home}/codex/hooks.json:${name}"]`;
      writeFileSync(
        user,
        [
          `[projects."${target.cwd}"]\ntrust_level = "trusted"`,
          `${key('stop:0:0')}\nenabled = false\ntrusted_hash = "sha256:other"`,
        ].join('\n'),
      );
      await ask(target, [
        ['hooks/list', {}],
        ['hooks/list', { cwds: [target.home, 'relative'] }],
        ['hooks/list', { threadId: 'x' }],
        ['hooks/list', { threadId: UNKNOWN_THREAD }],
      ]);
      // What the first answer hashed is trusted from now on.
      const listed = target.frames.find((frame) => frame.id === 2) as {
        result?: { data: { hooks: { key: string; currentHash: string }[] }[] };
      };
      const states = (listed.result?.data[0]?.hooks ?? []).map(
        (hook) => `[hooks.state."${hook.key}"]\ntrusted_hash = "${hook.currentHash}"`,
      );
      expect(states.length).toBeGreaterThan(8);
      writeFileSync(user, states.join('\n'));
      await target.request('hooks/list', {});
      writeFileSync(join(target.home, 'codex/hooks.json'), '{"other":1}');
      writeFileSync(user, '');
      await target.request('hooks/list', {});
      writeFileSync(user, 'broken = = 1');
      await target.request('hooks/list', { cwds: [target.cwd] });
    },
  },
];

/** How a pattern or a file is malformed, and that a regular expression is, each says in words of its own. */
const OUR_WORDS = /warnings\[\d+\]: ours "(invalid matcher|failed to parse hooks config) /;

describe.each<Version>(['0.169.0', '0.118.0'])('hooks and plug-ins, ours beside the real %s', (version) => {
  it.each(version === '0.169.0' ? [...both, ...newer] : both)('says the same in: $name', async (scenario) => {
    const ours = await transcript('ours', version, scenario);
    const real = await transcript('real', version, scenario);
    const left = unexplained(differences(ours, real), version);
    expect(left.filter((line) => !OUR_WORDS.test(line))).toEqual([]);
  });
});
