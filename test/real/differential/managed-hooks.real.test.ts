// Hooks that an administrator demands or names in /etc/codex, and users who may have no others. Ours beside the real
// server; the file is written anew while servers run, since both read it each time.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { handshake, runTurn, type Scenario, startThread, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import { putFiles } from '../support/plugin-market.js';
import { canHaveSystemFiles } from '../support/system-files.js';
import { freshFolder, type Side, type Target } from '../support/target.js';

const hook = (event: string, command: string, { more = '', matcher = '' } = {}): string =>
  `[[hooks.${event}]]\n${matcher}\n[[hooks.${event}.hooks]]\ntype = "command"\ncommand = ${JSON.stringify(command)}\n${more}\n`;
const hookFile = (command: string): object => ({
  hooks: { Stop: [{ hooks: [{ type: 'command', command }] }] },
});
const SAYS = `echo '{"systemMessage":"ran"}'`;
const UNUSABLE =
  hook('Stop', ' ') +
  hook('SessionEnd', 'x', { more: 'timeout = 9' }) +
  hook('Interrupt', 'x') +
  '[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "prompt"\n' +
  '[[hooks.SessionEnd]]\n[[hooks.SessionEnd.hooks]]\ntype = "mcp_tool"\nserver = "s"\ntool = "t"\n';

function demand(target: Target, text: string): void {
  writeFileSync(join(target.home, 'etc/codex/requirements.toml'), text);
}

async function see(target: Target): Promise<void> {
  await target.request('configRequirements/read');
  await target.request('hooks/list', {});
}

const scenarios: Scenario[] = [
  {
    name: 'from every place, and from an administrator alone',
    script: { replies: [] },
    args: ['-c', 'hooks.Stop=[{hooks=[{type="command",command="flag"}]}]'],
    system: {
      'requirements.toml': hook('Stop', 'required'),
      'config.toml': hook('Stop', 'system'),
      'hooks.json': JSON.stringify(hookFile('system file')),
      'managed_config.toml': hook('Stop', 'managed'),
    },
    prepare(home) {
      execFileSync('git', ['init', '--quiet', join(home, 'work')]);
      putFiles(home, {
        'codex/hooks.json': hookFile('user file'),
        'work/.codex/hooks.json': hookFile('project file'),
        'work/.codex/config.toml': hook('Stop', 'project'),
      });
    },
    async play(target) {
      const off = (key: string): string => `[hooks.state."${key}"]\nenabled = false\n`;
      writeFileSync(
        join(target.home, 'codex/config.toml'),
        `[projects."${target.cwd}"]\ntrust_level = "trusted"\n${hook('Stop', 'user')}` +
          off('/etc/codex/requirements.toml:stop:0:0') +
          off('/etc/codex/config.toml:stop:0:0') +
          off(`${target.home}/codex/config.toml:stop:0:0`),
      );
      await handshake(target);
      await see(target);
      demand(target, `allow_managed_hooks_only = true\n${hook('Stop', 'required')}`);
      await see(target);
      demand(target, `[hooks]\nmanaged_dir = "/managed"\nwindows_managed_dir = "C:\\\\x"\n`);
      await see(target);
      demand(
        target,
        `[hooks]\nmanaged_dir = "/managed"\n${hook('PreToolUse', 'a', {
          matcher: 'matcher = "Bash"',
          more: 'timeout = 5\nasync = true\nstatusMessage = "s"\ncommandWindows = "w"',
        })}[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "mcp_tool"\nserver = "s"\ntool = "t"\ninput = { a = 1 }\n`,
      );
      await see(target);
      demand(target, `[hooks]\nmanaged_dir = "not/absolute"\n${hook('Stop', 'b')}${hook('Nothing', 'c')}`);
      await see(target);
      demand(target, '[hooks]\n');
      await see(target);
    },
  },
  {
    name: 'that run, and without which no thread begins',
    script: { replies: [{ times: 'always', text: 'hello' }] },
    system: { 'requirements.toml': `[hooks]\nmanaged_dir = "/managed"\n${hook('Stop', SAYS)}` },
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      await runTurn(target, threadId, 'x');
      demand(target, UNUSABLE);
      await see(target);
      await target.request('thread/start', { cwd: target.cwd });
      await target.request('thread/start', { cwd: target.cwd, config: { 'features.hooks': false } });
      await target.request('thread/fork', { threadId, cwd: target.cwd });
      await target.request('config/batchWrite', { edits: [], reloadUserConfig: true });
      await runTurn(target, threadId, 'again');
      await target.request('thread/archive', { threadId });
      await target.request('thread/unarchive', { threadId });
      await target.request('thread/resume', { threadId });
      demand(target, hook('Stop', SAYS));
      await target.request('thread/resume', { threadId });
      await runTurn(target, threadId, 'once more');
    },
  },
];

/** What is about hooks, whoever they are of, and what was refused. */
async function toldOfHooks(side: Side, scenario: Scenario): Promise<string[]> {
  const all = await transcript(side, '0.169.0', scenario);
  return all
    .filter((text) => /"error":|"currentHash":|"requirements":|"method":"(hook\/|warning)/.test(text))
    .map((text) => text.replace(/<id \d+>/g, '<id>'));
}

const probe = freshFolder('system-files');
const canBe = canHaveSystemFiles(probe);
rmSync(probe, { recursive: true, force: true });

describe.skipIf(!canBe)('hooks of an administrator, ours beside the real 0.169.0', () => {
  it.each(scenarios)('are the same: $name', async (scenario) => {
    const ours = await toldOfHooks('ours', scenario);
    const left = await playReal(
      async () => unexplained(differences(ours, await toldOfHooks('real', scenario)), '0.169.0'),
      nothingLeft,
    );
    expect(left).toEqual([]);
    expect(ours.join('\n')).toContain('"isManaged":true');
  });
});
