// `astc call METHOD [PARAMS]`: any method of the protocol, its params checked first, with what follows its answer.

import { type Client, ClientError, type Incoming } from '../../client/index.js';
import { loadProfile } from '../../protocol/index.js';
import { sleep } from '../../util/clock.js';
import { at, textAt } from '../../util/peek.js';
import { checkParams } from '../call/check-params.js';
import { type Awaited, naturalEnd, threadToJoin } from '../call/natural-end.js';
import { readParams } from '../call/params.js';
import { Told } from '../call/told.js';
import { type CommandContext, defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { ExitCode } from '../exit-codes.js';
import type { Verdict } from '../output/output.js';
import { printable } from '../output/text.js';
import { untilEnd } from '../until-end.js';
import { sentence } from '../verdict.js';

/** How long the server may take to end what is not waited for any longer. */
const TAKE_BACK_MS = 2000;
const UNCHECKED = ' Send it all the same with --unchecked.';

interface Options {
  readonly field?: readonly string[];
  readonly until?: string;
  readonly unchecked?: boolean;
  readonly stable?: boolean;
}

export const command = defineCommand<Options>({
  define(command) {
    command
      .argument('<method>', 'as astc list shows it')
      .argument('[params]', 'JSON, @file, or - for standard input')
      .option('--field <path=value...>', 'one field of the params, such as input[0].text=hello; repeatable')
      .option('--until <method>', 'go on until this notification comes, instead of the natural end')
      .option('--unchecked', 'send the params as they are, whatever the version says')
      .option('--stable', 'without the experimental API');
  },
  run: async (context, [method = '', given], options) => {
    refuseDynamicTools(context);
    const written = readParams(given, options.field ?? []);
    const needs = { experimentalApi: options.stable !== true, approvals: 'ask' } as const;
    return withClient(context, needs, async ({ client, approvals }) => {
      const profile = loadProfile(client.profile);
      // A server that takes params wants the member, even when every field of it may be left out.
      const params = written ?? (profile.methodInfo(method)?.params == null ? undefined : {});
      if (options.unchecked !== true) await checkParams(profile, { method, params }, UNCHECKED);
      const verdict = await call(context, client, { method, params, until: options.until });
      if (verdict.code !== ExitCode.ok || approvals.unasked.length === 0) return verdict;
      return {
        ...verdict,
        code: ExitCode.unanswered,
        outcome: 'unanswered',
        message:
          'The call ended, but the server asked something that nobody could be asked here; say --approve.',
      };
    });
  },
});

async function call(
  context: CommandContext,
  client: Client,
  { method, params, until }: { method: string; params: unknown; until: string | undefined },
): Promise<Verdict> {
  // What ends the call may come right behind its answer.
  const told = new Told(client);
  const threadId = threadToJoin(method, params);
  try {
    // A thread that cannot be joined may still take the call, or says better than we why it does not.
    if (threadId !== undefined)
      await client
        .request('thread/resume', { threadId, excludeTurns: true }, { signal: context.stopped })
        .catch(() => undefined);
    const result = await client.request(method, params, { signal: context.stopped });
    const clean = context.redactor.value(result);
    context.output.line(printable(JSON.stringify(clean, null, 2) ?? 'null'));
    showLogin(context, result);
    const natural = naturalEnd(method, params, result);
    const end = until === undefined ? natural : { method: until, matches: () => true };
    const done: Verdict = { code: ExitCode.ok, outcome: 'ok', result: { method, result } };
    if (end === undefined) return done;
    context.output.waiting(`waiting for ${end.method}`);
    const judge = (incoming: Incoming): Verdict => endVerdict(done, incoming);
    const work = told.first(end).then(judge);
    const over = natural === undefined || natural === end ? work : told.first(natural);
    told.forgetEarly();
    return await orTakenBack(context, client, { end: untilEnd(context, client, work), over, natural });
  } finally {
    told.close();
    context.output.waiting(undefined);
  }
}

/** What nobody waits for any longer shall not go on by itself on the server. */
async function orTakenBack(
  { io, output }: CommandContext,
  client: Client,
  { end, over, natural }: { end: Promise<Verdict>; over: Promise<unknown>; natural: Awaited | undefined },
): Promise<Verdict> {
  const takeBack = async (): Promise<void> => {
    if (natural?.undo === undefined) return;
    output.waiting(`taking ${natural.method.replace(/\/completed$/, '')} back`);
    const { method, params } = natural.undo;
    const undone = client.request(method, params, { timeoutMs: TAKE_BACK_MS }).catch(() => undefined);
    await Promise.race([Promise.all([undone, over]), sleep(io.clock, TAKE_BACK_MS)]);
  };
  try {
    const verdict = await end;
    if (verdict.code === ExitCode.stopped) await takeBack();
    return verdict;
  } catch (thrown) {
    if (thrown instanceof ClientError && thrown.code === 'timeout') await takeBack();
    throw thrown;
  }
}

/** Results hide the code, which a person needs. */
function showLogin({ output }: CommandContext, result: unknown): void {
  const url = textAt(result, 'verificationUrl') ?? textAt(result, 'authUrl');
  if (url !== undefined) output.login({ url, code: textAt(result, 'userCode') });
}

/** The call went well if what it began did. */
function endVerdict(done: Verdict, { method, params }: Incoming): Verdict {
  const result = { ...done.result, end: { method, params } };
  if (method === 'thread/realtime/error') {
    const why = textAt(params, 'message') ?? 'the server gave no reason';
    return {
      code: ExitCode.refused,
      outcome: 'failed',
      message: `The conversation failed: ${sentence(why)}`,
      result,
    };
  }
  const status = textAt(params, 'turn', 'status');
  if (status === 'failed') {
    const why = textAt(params, 'turn', 'error', 'message') ?? 'the server gave no reason';
    return {
      code: ExitCode.turnFailed,
      outcome: status,
      message: `The turn failed: ${sentence(why)}`,
      result,
    };
  }
  if (status === 'interrupted')
    return { code: ExitCode.turnInterrupted, outcome: status, message: 'The turn was interrupted.', result };
  if (status !== undefined && status !== 'completed') {
    const message = `The turn ended as ${JSON.stringify(status)}, which says nothing to this client.`;
    return { code: ExitCode.protocolViolation, outcome: 'violation', message, result };
  }
  if (at(params, 'success') === false) {
    const why = textAt(params, 'error') ?? 'the server gave no reason';
    return {
      code: ExitCode.loginFailed,
      outcome: 'failed',
      message: `The login failed: ${sentence(why)}`,
      result,
    };
  }
  return { ...done, result };
}
