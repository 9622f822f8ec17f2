// Puts requests to a fresh app-server over stdio and returns its answers. A request that a server decodes it also
// carries out, once it is initialized; so what may be asked, and when, is decided here.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { reachable, sandboxOf, withHome } from './throw-away-home.js';

/** A request to put to a server, and its answer. */
export interface Probe {
  readonly method: string;
  readonly params?: unknown;
}
export type ProbeAnswer =
  | { readonly error: string }
  | { readonly result: unknown }
  | { readonly silent: true };

/**
 * Puts requests to a server and returns the answers in order. Without `capabilities` they come before
 * `initialize`: the server decodes them, so malformed ones are told so, and refuses the others.
 * @throws when one of them could do harm, or when a server that was not initialized carries one out.
 */
export async function probe(
  path: string,
  probes: readonly Probe[],
  capabilities?: object,
): Promise<ProbeAnswer[]> {
  const isReady = capabilities !== undefined;
  for (const one of probes) {
    const reason = reasonAgainst(one, isReady);
    if (reason !== undefined) throw new Error(`${one.method} must not be put to a server: ${reason}`);
  }
  return withHome(async (home) => {
    const child = spawn(reachable(path, home), ['app-server'], {
      ...sandboxOf(home),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const exited = new Promise<void>((resolve, reject) => {
      child.once('exit', () => resolve());
      child.once('error', reject);
    });
    try {
      const ask = asker(child);
      const clientInfo = { name: 'profile', version: '1' };
      if (isReady) await ask({ method: 'initialize', params: { clientInfo, capabilities } });
      const answering = askAll(probes, async (request) => {
        const answer = await ask(request);
        if (isReady || !('result' in answer)) return answer;
        child.kill('SIGKILL');
        throw new Error(`${request.method} was carried out by a server that nobody had initialized`);
      });
      const gone = exited.then(() => {
        throw new Error(`${path} app-server ended before it had answered`);
      });
      return await Promise.race([answering, gone]);
    } finally {
      child.stdin.end();
      const killer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await exited;
      clearTimeout(killer);
    }
  });
}

/** Whether a method may be put to a server before the handshake. */
export function mayBeProbed(method: string): boolean {
  return reasonAgainst({ method }, false) === undefined;
}

function reasonAgainst({ method, params }: Probe, isReady: boolean): string | undefined {
  if (method === 'initialize') return 'later ones would be carried out';
  if (!isReady) return HARMFUL.test(method) ? 'it reaches beyond the throw-away home' : undefined;
  if (method === 'command/exec') return isEmptyCommand(params) ? undefined : 'it would run a command';
  return HARMLESS.has(method) ? undefined : 'it would be carried out';
}

/** Methods that run commands, or touch files and settings that are not the server's own. */
const HARMFUL =
  /^(fs|command|process|feedback|plugin|marketplace|externalAgentConfig|windowsSandbox)\/|shellCommand|write|^config\/mcpServer/i;

/** Methods whose smallest params touch only the throw-away home. A new version's method is added by a person. */
const HARMLESS: ReadonlySet<string> = new Set([
  'account/login/start',
  'thread/fork',
  'thread/items/list',
  'thread/list',
  'thread/metadata/update',
  'thread/resume',
  'thread/start',
  'turn/start',
  'turn/steer',
]);

function isEmptyCommand(params: unknown): boolean {
  const command =
    typeof params === 'object' && params !== null && 'command' in params ? params.command : null;
  return Array.isArray(command) && command.length === 0;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Asks one request at a time per call; answers are told apart by id. */
function asker(child: Child): (request: Probe) => Promise<ProbeAnswer> {
  const waiting = new Map<number, (answer: ProbeAnswer) => void>();
  let lastId = 0;
  child.stdin.on('error', () => {}); // a server that is gone is noticed by its exit
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as {
      id?: number;
      method?: string;
      error?: { message: string };
      result?: unknown;
    };
    if (message.method !== undefined || message.id === undefined) return;
    waiting.get(message.id)?.(message.error ? { error: message.error.message } : { result: message.result });
  });
  return (request) =>
    new Promise((resolve) => {
      lastId += 1;
      const timer = setTimeout(() => resolve({ silent: true }), 10_000).unref();
      waiting.set(lastId, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      child.stdin.write(`${JSON.stringify({ id: lastId, ...request })}\n`);
    });
}

/** Sixteen at a time: enough to keep a server busy, too few to be refused for overload. */
async function askAll(
  probes: readonly Probe[],
  ask: (request: Probe) => Promise<ProbeAnswer>,
): Promise<ProbeAnswer[]> {
  const answers: ProbeAnswer[] = [];
  const queue = probes.entries();
  let hasFailed = false;
  const worker = async () => {
    for (const [at, request] of queue) {
      if (hasFailed) return;
      answers[at] = await ask(request).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return answers;
}
