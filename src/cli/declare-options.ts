// The options every command takes, before or after its name, as commander learns them.

import { type Command, Option } from 'commander';
import { collect } from './collect.js';
import { approvalModes } from './global-options.js';

export function addGlobalOptions(program: Command): void {
  program
    .optionsGroup('Which server:')
    .addOption(
      new Option(
        '--codex-bin <path>',
        'start this codex binary and talk to it over stdio (env CODEX_BIN)',
      ).argParser(collect),
    )
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
    .option('--alarm <seconds>', 'speak up when an answer is owed for so long; 0 never does (10)')
    .addOption(
      new Option('--approve <how>', 'how to answer what the server asks').choices([...approvalModes]),
    )
    .option('--approve-rules <file>', 'answers by kind and content, tried before --approve')
    .addOption(
      new Option(
        '--expect <what>',
        'what must hold at the end, such as status=completed, text~hello, approvals>=1, duration<5s (repeatable)',
      ).argParser(collect),
    )
    .optionsGroup('Output:')
    .option('--junit <file>', 'write the verdict as a JUnit report as well')
    .option('--otel', 'send spans to an OpenTelemetry collector (env OTEL_EXPORTER_OTLP_ENDPOINT)')
    .option('--json', 'one JSON object a line, a verdict last')
    .option('--quiet', 'only the result')
    .option('--raw', 'whole frames instead of their short form')
    .optionsGroup('');
}
