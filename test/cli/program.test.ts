import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.js';
import { VERSION } from '../../src/cli/version.js';
import { run } from './harness.js';

describe('the command line', () => {
  it('shows every command that is not hidden in its help, and exits 0', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    for (const { name, isHidden } of commands)
      expect(stdout.includes(`\n  ${name} `)).toBe(isHidden !== true);
  });

  it('shows the arguments and options of one command in its own help', async () => {
    const { code, stdout } = await run(['thread-list', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--limit <count>');
  });

  it('tells the version of the package', async () => {
    const { stdout } = await run(['--version']);
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(stdout).toBe(`${manifest.version}\n`);
    expect(VERSION).toBe(manifest.version);
  });

  it.each([
    [['nope'], /unknown command 'nope'/],
    [['modle-list'], /Did you mean model-list/],
    [['model-list', '--nope'], /unknown option '--nope'/],
    [['send-message'], /missing required argument 'message'/],
    [['send-message', 'a', 'b'], /too many arguments/],
    [['watch', '--approve', 'maybe'], /Allowed choices are ask, accept, decline, cancel/],
    [['model-list', '--timeout', 'soon'], /--timeout soon is not a positive number/],
    [['model-list', '--timeout', '0'], /--timeout 0 is not a positive number/],
    [['model-list', '-c', 'novalue'], /-c novalue has no "="/],
    [['model-list', '-c', '=1'], /has no key/],
    [['model-list', '-c', 'a..b=1'], /an empty part in its key/],
    [['model-list', '-c', 'model=x'], /-c cannot configure the server at ws:\/\/127\.0\.0\.1:4222/],
    [['model-list', '--offline'], /--offline cannot change/],
    [['--url', 'ws://h:1', 'model-list', '--codex-bin', 'x'], /--codex-bin and --url name different servers/],
    [['--embedded', 'model-list', '--codex-bin', 'x'], /--codex-bin and --embedded name different servers/],
    [['model-list', '--url', 'http://h:1'], /--url http:\/\/h:1 is no server address/],
    [['model-list', '--ws-token-env', 'NOT_SET'], /NOT_SET names an environment variable that is not set/],
    [['model-list', '--dynamic-tools', '[]'], /--dynamic-tools has no effect here/],
    [['thread-list', '--limit', '0'], /--limit 0 is not a positive whole number/],
    [['serve', '--listen', 'http://x'], /serve listens on ws:\/\/IP:PORT/],
    [['serve', '--url', 'ws://h:1'], /serve starts one, at --listen/],
    [['serve', '--embedded'], /serve starts a server that stays/],
  ])('calls %j a usage error', async (argv, message) => {
    const { code, stdout, stderr } = await run(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('calls it a usage error when two environment variables name different servers', async () => {
    const env = { CODEX_BIN: '/x', CODEX_APP_SERVER_URL: 'ws://h:1' };
    expect(await run(['model-list'], { env })).toMatchObject({ code: 2, stderr: /both set/ });
  });

  it('says a usage error as a verdict when it is asked for JSON', async () => {
    const { code, json } = await run(['--json', 'nope']);
    expect(code).toBe(2);
    expect(json()).toMatchObject([{ kind: 'verdict', ok: false, code: 2, outcome: 'usage' }]);
  });
});
