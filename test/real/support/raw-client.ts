// A client that is none of ours: a pipe, lines and a list of what to say. It knows nothing about recordings.
import { spawn } from 'node:child_process';

type Frame = Record<string, unknown>;

export interface RawRun {
  readonly received: Frame[];
  readonly code: number | null;
}

/** One thread, a turn with an approval, a read of it, and a request that is refused. */
export async function rawSession(
  [command = '', ...args]: readonly string[],
  { env, cwd }: { env: NodeJS.ProcessEnv; cwd: string },
): Promise<RawRun> {
  const child = spawn(command, args, { env, cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  const received: Frame[] = [];
  const looks = new Set<() => void>();
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const frame = JSON.parse(line) as Frame;
      received.push(frame);
      // Whatever it is asked, it says yes to.
      if ('id' in frame && 'method' in frame) say({ id: frame.id, result: { decision: 'accept' } });
    }
    for (const look of [...looks]) look();
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const say = (frame: Frame): void => void child.stdin.write(`${JSON.stringify(frame)}\n`);
  const until = (what: string, fits: (frame: Frame) => boolean): Promise<Frame> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${what}: ${JSON.stringify(received).slice(-2000)}`)),
        20_000,
      );
      const look = (): void => {
        const found = received.find(fits);
        if (found === undefined) return;
        clearTimeout(timer);
        looks.delete(look);
        resolve(found);
      };
      looks.add(look);
      look();
    });
  let nextId = 0;
  const call = (method: string, params: unknown): Promise<Frame> => {
    nextId += 1;
    const id = nextId;
    say({ id, method, params });
    return until(`answer to ${method}`, (frame) => frame.id === id && !('method' in frame));
  };
  await call('initialize', { clientInfo: { name: 'raw', title: null, version: '1' }, capabilities: null });
  say({ method: 'initialized' });
  const started = await call('thread/start', { cwd });
  const { thread } = started.result as { thread: { id: string } };
  await call('turn/start', {
    threadId: thread.id,
    input: [{ type: 'text', text: 'hello', text_elements: [] }],
  });
  await until('turn/completed', ({ method }) => method === 'turn/completed');
  await call('thread/read', { threadId: thread.id, includeTurns: true });
  await call('thread/read', { threadId: '00000000-0000-7000-8000-000000000000' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.stdin.end();
  return { received, code: await ended };
}
