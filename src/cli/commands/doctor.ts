// `astc doctor`: looks at everything between a client and an answer, and says what to do about each fault.

import pc from 'picocolors';
import { type CommandContext, defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { checkBinary } from '../doctor/binary.js';
import type { Finding } from '../doctor/finding.js';
import { checkHome, checkLoginPorts, checkSandbox } from '../doctor/machine.js';
import { checkAccount, checkProvider, checkVersion } from '../doctor/server.js';
import { resolveEndpoint } from '../endpoint.js';
import { ExitCode } from '../exit-codes.js';
import { findOnPath } from '../find-on-path.js';
import type { Verdict } from '../output/output.js';
import { printable } from '../output/text.js';
import { sentence, verdictOf } from '../verdict.js';

export const command = defineCommand({
  frames: 'none',
  run: async (given) => {
    const context = chooseServer(given);
    const findings: Finding[] = [];
    const report = (...found: readonly Finding[]): void => {
      for (const finding of found) {
        findings.push(finding);
        show(context, finding);
      }
    };
    const endpoint = resolveEndpoint(context.options, context.io.env);
    if (endpoint.kind === 'codexBin') report(...(await checkBinary(endpoint.path, context.io.env)));
    // A binary that cannot be started has nothing more to say.
    if (findings.every(({ state }) => state !== 'bad')) await examine(context, report);
    report(await checkSandbox(), await checkLoginPorts());
    return verdictFor(findings);
  },
});

/** With nothing said: the codex on the PATH, or our own server. */
function chooseServer(context: CommandContext): CommandContext {
  const endpoint = resolveEndpoint(context.options, context.io.env);
  const isSaid = endpoint.kind !== 'url' || !endpoint.isDefault;
  if (isSaid) return context;
  const codex = findOnPath('codex', context.io.env);
  if (codex !== undefined) return { ...context, options: { ...context.options, codexBin: codex } };
  context.output.note(
    'There is no codex on the PATH; looking at our own server. --codex-bin or --url names another.',
  );
  return { ...context, options: { ...context.options, embedded: true } };
}

async function examine(
  context: CommandContext,
  report: (...found: readonly Finding[]) => void,
): Promise<void> {
  try {
    await withClient(context, { experimentalApi: true, approvals: 'leave' }, async ({ client }) => {
      report({ what: 'handshake', state: 'ok', found: client.server.userAgent });
      report(checkVersion(client));
      report(await checkAccount(client, context.stopped));
      report(await checkProvider(client, context.stopped));
      report(...checkHome(client.server.codexHome));
    });
  } catch (thrown) {
    if (context.stopped.aborted) throw thrown;
    const { message = 'it did not answer' } = verdictOf(thrown);
    const { kind } = resolveEndpoint(context.options, context.io.env);
    const fix =
      kind === 'url'
        ? 'check the address, that a server listens there, and the token it wants (--ws-token-env)'
        : 'run the server by hand and read what it says; --raw shows its stderr here';
    report({ what: 'handshake', state: 'bad', found: message, fix });
  }
}

const MARKS = { ok: '✓', warn: '!', bad: '✗', skipped: '-' } as const;

function show({ output, io, redactor }: CommandContext, { what, state, found, fix }: Finding): void {
  const { green, yellow, red, dim } = pc.createColors(io.stdout.isTTY && io.env.NO_COLOR === undefined);
  const color = { ok: green, warn: yellow, bad: red, skipped: dim }[state];
  output.line(`${color(MARKS[state])} ${what.padEnd(14)}  ${printable(redactor.text(found))}`);
  if (fix !== undefined) output.line(`${' '.repeat(18)}→ ${fix}`);
}

function verdictFor(findings: readonly Finding[]): Verdict {
  const bad = findings.filter(({ state }) => state === 'bad');
  const result = { findings };
  if (bad.length === 0)
    return { code: ExitCode.ok, outcome: 'ok', message: 'An app-server can work here.', result };
  const isUnreachable = bad.some(({ what }) => what === 'handshake' || what === 'binary');
  return {
    code: isUnreachable ? ExitCode.unreachable : ExitCode.refused,
    outcome: 'faults',
    message: sentence(
      `${bad.length} ${bad.length === 1 ? 'fault' : 'faults'}: ${bad.map(({ what }) => what).join(', ')}`,
    ),
    result,
  };
}
