// `astc test-login`: signs in with ChatGPT through the server, in the browser or with a device code.

import type { Client, LoginOutcome, PendingDeviceLogin, PendingLogin } from '../../client/index.js';
import { ClientError, RpcError } from '../../client/index.js';
import { messageOf } from '../../util/coded-error.js';
import { type CommandContext, defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { ExitCode } from '../exit-codes.js';
import { openBrowser } from '../open-browser.js';
import type { Verdict } from '../output/output.js';
import { aborted } from '../stop-signals.js';
import { STOPPED, sentence, verdictOf } from '../verdict.js';

interface Options {
  readonly deviceCode?: boolean;
  readonly open?: boolean;
  readonly qr?: boolean;
}

const MINUTE_MS = 60_000;
/** How long servers wait for a person. */
const LIMIT_MS = { deviceCode: 15 * MINUTE_MS, browser: 10 * MINUTE_MS };
/** What a server gets beyond its own limit before it counts as silent. */
const GRACE_MS = MINUTE_MS;
const CANCEL_MS = 3_000;

export const command = defineCommand<Options>({
  define(command) {
    command
      .option('--device-code', 'with a code that is typed into a page, in any browser anywhere')
      .option('--open', 'open the page in the browser')
      .option('--qr', 'the address as a QR code too, for a phone');
  },
  run: async (context, _args, { deviceCode = false, open = false, qr = false }) => {
    refuseDynamicTools(context);
    return withClient(context, { experimentalApi: false, approvals: 'leave' }, async ({ client }) => {
      const limitMs = context.options.timeoutMs ?? LIMIT_MS[deviceCode ? 'deviceCode' : 'browser'];
      const timeoutMs = context.options.timeoutMs ?? limitMs + GRACE_MS;
      let login: PendingLogin | PendingDeviceLogin;
      // Once there is a login, a stop takes it back; before, it ends the waiting for one.
      const starting = new AbortController();
      const stop = (): void => starting.abort(context.stopped.reason);
      context.stopped.addEventListener('abort', stop);
      const options = { timeoutMs, signal: starting.signal };
      try {
        login = await (deviceCode ? client.login.deviceCode(options) : client.login.browser(options));
        context.stopped.removeEventListener('abort', stop);
      } catch (thrown) {
        if (!(thrown instanceof RpcError)) throw thrown;
        return { ...verdictOf(thrown), code: ExitCode.loginFailed, outcome: 'login_failed' };
      }
      await show(context, login, { open, qr });
      return follow(context, { client, login, limitMs });
    });
  },
});

async function show(
  { io, output }: CommandContext,
  login: PendingLogin | PendingDeviceLogin,
  { open, qr }: { readonly open: boolean; readonly qr: boolean },
): Promise<void> {
  output.login({ url: login.url, code: 'code' in login ? login.code : undefined });
  if (qr) {
    const { qrCodeLines } = await import('../output/qr-code.js');
    for (const line of qrCodeLines(login.url, io.stdout.isTTY)) output.line(line);
  }
  if (open && !(await openBrowser(login.url, io.env))) {
    output.warn('The page could not be opened here; open it by hand.');
  }
}

interface Followed {
  readonly client: Client;
  readonly login: PendingLogin;
  readonly limitMs: number;
}

/** Waits for the person, and takes the login back when nobody waits any more. */
async function follow(context: CommandContext, { client, login, limitMs }: Followed): Promise<Verdict> {
  const { io, output, stopped } = context;
  const end = io.clock.monotonic() + limitMs;
  output.waiting(() => `waiting for you to sign in, ${remaining(end - io.clock.monotonic())} left`);
  try {
    const outcome = await Promise.race([login.completed, aborted(stopped).then(() => 'stopped' as const)]);
    output.waiting(undefined);
    if (outcome === 'stopped') {
      await takeBack(client, login);
      return STOPPED;
    }
    return await verdict(context, client, login, outcome);
  } catch (thrown) {
    output.waiting(undefined);
    if (thrown instanceof ClientError && thrown.code === 'timeout') await takeBack(client, login);
    throw thrown;
  }
}

async function verdict(
  { output, stopped }: CommandContext,
  client: Client,
  { url }: PendingLogin,
  { loginId, success, error }: LoginOutcome,
): Promise<Verdict> {
  if (!success) {
    const message = `The login failed: ${sentence(error ?? 'the server does not say why')}`;
    return {
      code: ExitCode.loginFailed,
      outcome: 'login_failed',
      message,
      result: { loginId, url, success, error },
    };
  }
  const read = await client.call('account/read', {}, { signal: stopped }).catch((thrown: unknown) => {
    output.warn(`Signed in, but account/read failed: ${sentence(messageOf(thrown))}`);
    return undefined;
  });
  const account = read?.account ?? null;
  output.line(
    account?.type === 'chatgpt' ? `signed in as ${account.email} (${account.planType})` : 'signed in',
  );
  if (read?.requiresOpenaiAuth === false) {
    output.note("The server's model provider needs no account, so account/read shows none.");
  }
  return {
    code: ExitCode.ok,
    outcome: 'signed_in',
    result: { loginId, url, success, error: null, account },
  };
}

async function takeBack(client: Client, { loginId }: PendingLogin): Promise<void> {
  // Whatever comes of it, the command is over.
  await client.call('account/login/cancel', { loginId }, { timeoutMs: CANCEL_MS }).catch(() => undefined);
}

/** `9:05` */
function remaining(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
