import { describe, expect, test } from 'vitest';
import { readCodexArguments } from '../../src/cli/codex-arguments.js';

const read = (line: string) => readCodexArguments(line.split(' ').filter(Boolean));

describe('the command line of the stand-in', () => {
  test.each(['--version', '-V', 'app-server --version'])('%s asks for the version', (line) => {
    expect(read(line)).toEqual({ kind: 'version' });
  });

  test.each(['--help', '-h', 'help', 'app-server --help'])('%s asks for help', (line) => {
    expect(read(line)).toEqual({ kind: 'help' });
  });

  test('serves stdio by default', () => {
    expect(read('app-server')).toMatchObject({ kind: 'serve', flags: { listen: 'stdio://', config: [] } });
  });

  test('takes overrides before and after the subcommand, in either spelling, in order', () => {
    const call = read(
      '-c a=1 app-server --config b=2 --config=c=3 --enable x --disable y --listen=ws://127.0.0.1:0',
    );
    expect(call).toMatchObject({
      flags: {
        config: ['a=1', 'b=2', 'c=3', 'features.x=true', 'features.y=false'],
        listen: 'ws://127.0.0.1:0',
      },
    });
  });

  test('passes on who may connect', () => {
    const call = read(
      'app-server --ws-auth signed-bearer-token --ws-shared-secret-file s --ws-issuer i --ws-audience a --ws-max-clock-skew-seconds 5',
    );
    expect(call).toMatchObject({
      flags: {
        auth: {
          mode: 'signed-bearer-token',
          sharedSecretFile: 's',
          issuer: 'i',
          audience: 'a',
          maxClockSkewSeconds: 5n,
        },
      },
    });
  });

  test('lets flags pass that clients give the real one and that mean nothing here', () => {
    expect(read('app-server --analytics-default-enabled --startup-client-info {} --stdio')).toMatchObject({
      kind: 'serve',
    });
  });

  test.each([
    [
      'app-server generate-json-schema --out d --experimental',
      { kind: 'schema', out: 'd', experimental: true },
    ],
    ['app-server generate-ts -o d', { kind: 'types', out: 'd', experimental: false }],
  ])('%s', (line, call) => {
    expect(read(line)).toEqual(call);
  });

  test.each([
    ['', /subcommand is needed/],
    ['exec', /unrecognized subcommand 'exec'/],
    ['app-server nope', /unrecognized subcommand 'nope'/],
    ['app-server --nope', /unexpected argument '--nope' found/],
    ['--listen x app-server', /unexpected argument '--listen' found/],
    ['app-server --listen', /a value is required for '--listen'/],
    ['app-server --ws-auth bogus', /invalid value 'bogus' for '--ws-auth <MODE>'/],
    ['app-server --ws-max-clock-skew-seconds x', /invalid digit/],
    ['app-server generate-ts', /--out <DIR>/],
  ])('refuses "%s"', (line, message) => {
    expect(read(line)).toMatchObject({ kind: 'wrong', message: expect.stringMatching(message) });
  });
});
