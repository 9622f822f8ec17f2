// The command line of the codex executable, as far as a stand-in for its app-server needs it. Parsed by hand:
// every millisecond before the handshake counts.

import type { AppServerFlags } from './app-server/flags.js';

export type CodexCall =
  | { readonly kind: 'version' }
  | { readonly kind: 'help' }
  | { readonly kind: 'serve'; readonly flags: Omit<AppServerFlags, 'profile'> }
  | { readonly kind: 'schema' | 'types'; readonly out: string; readonly experimental: boolean }
  /** `message` says what is wrong, in the form the real executable uses. */
  | { readonly kind: 'wrong'; readonly message: string };

/** Flags with a value that mean nothing here; clients pass them to the real server. */
const IGNORED_WITH_VALUE = new Set([
  '--startup-client-info',
  '--cloud-skills-snapshot',
  '--code-mode-host',
  '-p',
  '--profile',
]);
const IGNORED = new Set(['--analytics-default-enabled', '--strict-config', '--startup-sign-out']);

const SERVE_VALUES: Readonly<Record<string, string>> = {
  '--listen': 'listen',
  '--ws-auth': 'mode',
  '--ws-token-file': 'tokenFile',
  '--ws-token-sha256': 'tokenSha256',
  '--ws-shared-secret-file': 'sharedSecretFile',
  '--ws-issuer': 'issuer',
  '--ws-audience': 'audience',
  '--ws-max-clock-skew-seconds': 'skew',
};

class Wrong extends Error {}

/** Reads a command line without the names of node and script. Never throws. */
export function readCodexArguments(argv: readonly string[]): CodexCall {
  try {
    return read([...argv]);
  } catch (thrown) {
    if (thrown instanceof Wrong) return { kind: 'wrong', message: thrown.message };
    throw thrown;
  }
}

function read(rest: string[]): CodexCall {
  const config: string[] = [];
  const values = new Map<string, string>();
  const words: string[] = [];
  let experimental = false;
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [name, inline] = split(argument);
    const value = (): string => inline ?? takeValue(name, rest);
    if (name === '--version' || name === '-V') return { kind: 'version' };
    if (name === '--help' || name === '-h' || (argument === 'help' && words.length < 2))
      return { kind: 'help' };
    if (name === '-c' || name === '--config') config.push(value());
    else if (name === '--enable' || name === '--disable') {
      config.push(`features.${value()}=${name === '--enable'}`);
    } else if (IGNORED_WITH_VALUE.has(name)) value();
    else if (IGNORED.has(name)) continue;
    else if (words[0] === 'app-server' && name === '--stdio') values.set('listen', 'stdio://');
    else if (words[0] === 'app-server' && SERVE_VALUES[name] !== undefined)
      values.set(SERVE_VALUES[name], value());
    else if (words[1] !== undefined && (name === '--out' || name === '-o')) values.set('out', value());
    else if (words[1] !== undefined && name === '--experimental') experimental = true;
    else if (name.startsWith('-')) throw new Wrong(`unexpected argument '${argument}' found`);
    else words.push(argument);
  }
  return callOf(words, { config, values, experimental });
}

interface Parsed {
  readonly config: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly experimental: boolean;
}

function callOf(words: readonly string[], { config, values, experimental }: Parsed): CodexCall {
  const [command, tool, more] = words;
  if (command === undefined) throw new Wrong('a subcommand is needed: this stand-in has app-server');
  if (command !== 'app-server') {
    throw new Wrong(`unrecognized subcommand '${command}': this stand-in for codex has only app-server`);
  }
  if (more !== undefined) throw new Wrong(`unexpected argument '${more}' found`);
  if (tool === undefined) return { kind: 'serve', flags: { ...serveFlags(values), config } };
  if (tool !== 'generate-json-schema' && tool !== 'generate-ts') {
    throw new Wrong(
      `unrecognized subcommand '${tool}': app-server has generate-json-schema and generate-ts here`,
    );
  }
  const out = values.get('out');
  if (out === undefined) {
    throw new Wrong('the following required arguments were not provided:\n  --out <DIR>');
  }
  return { kind: tool === 'generate-ts' ? 'types' : 'schema', out, experimental };
}

function serveFlags(values: ReadonlyMap<string, string>): Pick<AppServerFlags, 'listen' | 'auth'> {
  const mode = values.get('mode');
  if (mode !== undefined && mode !== 'capability-token' && mode !== 'signed-bearer-token') {
    const possible = '[possible values: capability-token, signed-bearer-token]';
    throw new Wrong(`invalid value '${mode}' for '--ws-auth <MODE>'\n  ${possible}`);
  }
  const skew = values.get('skew');
  if (skew !== undefined && !/^\d+$/.test(skew)) {
    const flag = '--ws-max-clock-skew-seconds <SECONDS>';
    throw new Wrong(`invalid value '${skew}' for '${flag}': invalid digit found in string`);
  }
  return {
    listen: values.get('listen') ?? 'stdio://',
    auth: {
      mode,
      tokenFile: values.get('tokenFile'),
      tokenSha256: values.get('tokenSha256'),
      sharedSecretFile: values.get('sharedSecretFile'),
      issuer: values.get('issuer'),
      audience: values.get('audience'),
      maxClockSkewSeconds: skew === undefined ? undefined : BigInt(skew),
    },
  };
}

/** `--name=value` in its two parts. */
function split(argument: string): [name: string, value: string | undefined] {
  const equals = argument.indexOf('=');
  if (!argument.startsWith('--') || equals === -1) return [argument, undefined];
  return [argument.slice(0, equals), argument.slice(equals + 1)];
}

function takeValue(name: string, rest: string[]): string {
  const value = rest.shift();
  if (value === undefined) throw new Wrong(`a value is required for '${name}' but none was supplied`);
  return value;
}
