// Plays one scenario against ours and the real server of one version, side by side on the same script, and
// returns both transcripts normalised.
import { rmSync } from 'node:fs';
import { createBackend, type Script } from '../../../src/backend/index.js';
import { normaliser } from './normalise.js';
import { type Frame, freshFolder, type Side, startTarget, type Target, type Version } from './target.js';

export interface Scenario {
  name: string;
  script: Script;
  /** Tables below the usual config.toml. */
  config?: string;
  /** Options of the server. */
  args?: readonly string[];
  /** Files of /etc/codex. */
  system?: Readonly<Record<string, string>>;
  /** Variables of the server besides the usual ones. */
  env?: Readonly<Record<string, string>>;
  /** Fills the fresh home before the server starts. */
  prepare?(home: string): void;
  play(target: Target): Promise<void>;
}

/** One that some versions only can play. */
export interface VersionScenario extends Scenario {
  versions: readonly Version[];
}

/** What a server said, normalised, one JSON text a frame. Answers carry the method they answer. */
export async function transcript(side: Side, version: Version, scenario: Scenario): Promise<string[]> {
  const backend = createBackend({ script: scenario.script });
  await backend.listen();
  try {
    const home = freshFolder(`${side}-${version}`);
    scenario.prepare?.(home);
    const config = `${backend.codexConfig()}${scenario.config ?? ''}`;
    const target = await startTarget({
      side,
      version,
      home,
      config,
      args: scenario.args ?? [],
      ...(scenario.system ? { system: scenario.system } : {}),
      env: scenario.env ?? {},
    });
    try {
      await scenario.play(target);
      await settled(target);
      const normalise = normaliser(target.home);
      return target.frames
        .filter((frame) => !isHostFact(frame))
        .map((frame) => JSON.stringify(sorted(normalise(frame))));
    } finally {
      await target.close();
      rmSync(home, { recursive: true, force: true });
    }
  } finally {
    await backend.close();
  }
}

/** The usual opening: initialize with the experimental surface, then `initialized`. */
export async function handshake(
  target: Target,
  capabilities: Frame = { experimentalApi: true },
): Promise<void> {
  await target.request('initialize', {
    clientInfo: { name: 'differential', title: null, version: '1.0.0' },
    capabilities,
  });
  target.send({ method: 'initialized' });
}

/** Starts a thread and returns its id. */
export async function startThread(target: Target, params: Frame = {}): Promise<string> {
  const answer = await target.request('thread/start', { cwd: target.cwd, ...params });
  const { result } = answer as { result?: { thread: { id: string } } };
  if (!result) throw new Error(`thread/start failed: ${JSON.stringify(answer)}`);
  return result.thread.id;
}

/** Input of a turn. */
export function textInput(text: string): Frame[] {
  return [{ type: 'text', text, text_elements: [] }];
}

/** Runs one turn to its end. */
export async function runTurn(
  target: Target,
  threadId: string,
  text: string,
  params: Frame = {},
): Promise<void> {
  const from = target.frames.length;
  await target.request('turn/start', {
    threadId,
    input: textInput(text),
    ...params,
  });
  await target.waitFor('turn/completed', (frame) => frame.method === 'turn/completed', from);
}

// Facts of this machine or of the binary's own surroundings, not of the protocol.
function isHostFact(frame: Frame): boolean {
  if (frame.method === 'remoteControl/status/changed') return true;
  const { params } = frame as { params?: { summary?: unknown } };
  return frame.method === 'configWarning' && /bubblewrap/.test(String(params?.summary));
}

// Notifications may trail the last answer; a server that has said nothing for a while has said all.
async function settled(target: Target): Promise<void> {
  for (let count = -1; count !== target.frames.length; ) {
    count = target.frames.length;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
