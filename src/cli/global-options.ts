// The options every command takes, before or after its name: declared for commander, read back as one
// checked value. Flags beat environment variables; what cannot be meant is a UsageError.

import { type Command, Option } from 'commander';
import { UsageError } from './errors.js';

const approvalModes = ['ask', 'accept', 'decline', 'cancel'] as const;
export type ApprovalMode = (typeof approvalModes)[number];

/** What was said on the command line; the environment is not looked at yet. */
export interface GlobalOptions {
  readonly codexBin?: string;
  readonly url?: string;
  readonly embedded: boolean;
  readonly offline: boolean;
  /** `key=value`, checked for form. */
  readonly config: readonly string[];
  readonly dynamicTools?: string;
  readonly wsTokenEnv?: string;
  readonly timeoutMs?: number;
  readonly profile?: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly raw: boolean;
  readonly approve?: ApprovalMode;
}

export function addGlobalOptions(program: Command): void {
  program
    .optionsGroup('Which server:')
    .option('--codex-bin <path>', 'start this codex binary and talk to it over stdio (env CODEX_BIN)')
    .option('--url <url>', 'connect to ws://, wss:// or unix:// (env CODEX_APP_SERVER_URL)')
    .option('--embedded', 'run our own app-server inside this process')
    .option('--offline', 'with --codex-bin: a fresh home and a scripted model, no account, no network')
    .addOption(
      new Option(
        '-c, --config <key=value>',
        'configure the server this command starts (repeatable)',
      ).argParser(collect),
    )
    .option('--ws-token-env <name>', 'send the bearer token that this environment variable holds')
    .option('--profile <version>', 'protocol version to speak and to assume (env ASTC_PROFILE)')
    .optionsGroup('What to do:')
    .option('--dynamic-tools <json|@file>', 'tools to offer to the model in thread/start')
    .option('--timeout <seconds>', 'give up waiting for an answer, or for the end of a turn, after so long')
    .addOption(
      new Option('--approve <how>', 'how to answer what the server asks').choices([...approvalModes]),
    )
    .optionsGroup('Output:')
    .option('--json', 'one JSON object a line, a verdict last')
    .option('--quiet', 'only the result')
    .option('--raw', 'whole frames instead of their short form')
    .optionsGroup('');
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** @throws UsageError `bad_option` */
export function readGlobalOptions(program: Command): GlobalOptions {
  // Commander hands back what addGlobalOptions declared, keyed by the long names.
  const opts = program.opts<{
    codexBin?: string;
    url?: string;
    embedded?: boolean;
    offline?: boolean;
    config?: string[];
    dynamicTools?: string;
    wsTokenEnv?: string;
    timeout?: string;
    profile?: string;
    json?: boolean;
    quiet?: boolean;
    raw?: boolean;
    approve?: ApprovalMode;
  }>();
  const config = opts.config ?? [];
  for (const override of config) checkOverride(override);
  return {
    codexBin: opts.codexBin,
    url: opts.url,
    embedded: opts.embedded ?? false,
    offline: opts.offline ?? false,
    config,
    dynamicTools: opts.dynamicTools,
    wsTokenEnv: opts.wsTokenEnv,
    timeoutMs: opts.timeout === undefined ? undefined : readSeconds(opts.timeout),
    profile: opts.profile,
    json: opts.json ?? false,
    quiet: opts.quiet ?? false,
    raw: opts.raw ?? false,
    approve: opts.approve,
  };
}

/** @throws UsageError `bad_option` unless it reads `key=value` with a dotted key. */
function checkOverride(override: string): void {
  const equals = override.indexOf('=');
  const key = equals === -1 ? override : override.slice(0, equals);
  if (equals === -1) {
    throw new UsageError(
      'bad_option',
      `-c ${override} has no "="; write -c key=value, such as -c model=gpt-5.5.`,
    );
  }
  if (key.trim() === '' || key.split('.').some((part) => part.trim() === '')) {
    throw new UsageError(
      'bad_option',
      `-c ${override} has ${key.trim() === '' ? 'no key' : 'an empty part in its key'}; write -c key=value or -c table.key=value.`,
    );
  }
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds <= 0) {
    throw new UsageError('bad_option', `--timeout ${text} is not a positive number of seconds.`);
  }
  return Math.ceil(seconds * 1000);
}
