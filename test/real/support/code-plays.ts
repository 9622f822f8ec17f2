// Scripts of models, ours beside the real 0.169.0: the same parts of outputs, items and questions.
import type { Responder } from '../../../src/backend/index.js';
import { runTurn } from './compare.js';
import type { sharedServers } from './shared-servers.js';
import type { Frame, Side } from './target.js';
import { steady, toldLine } from './tool-plays.js';
import { answerQuestions, outputsIn } from './tool-turn.js';

/** A script; arguments of `wait`, where CELL stands for what comes before the number of a cell; or any part of a reply. */
type Step = string | { readonly wait: Frame | string } | { readonly part: Frame };

export interface CodePlay {
  readonly name: string;
  /** Each answers a request; several calls at once as a list. */
  readonly steps: readonly (Step | readonly Step[])[];
  readonly turn?: Frame;
  readonly thread?: Frame;
  readonly answer?: Frame;
  /** Calls that run side by side end in any order, and what scripts tell at once comes in any. */
  readonly isUnordered?: boolean;
}

type OnStage = ReturnType<typeof sharedServers>;

/** Ends with scripts that wait for nothing soon. */
const PATIENCE = '// @exec: {"yield_time_ms": 5000}\n';
const NEVER = { approvalPolicy: 'never', sandboxPolicy: { type: 'dangerFullAccess' } };

export function playedCode(onStage: OnStage, side: Side, play: CodePlay): Promise<string[]> {
  const stage = {
    side,
    version: '0.169.0' as const,
    script: responder(play),
    thread: play.thread ?? {},
    features: 'code_mode_only = true\n',
  };
  return onStage(stage, async ({ target, backend, threadId, frames, normalise }) => {
    const from = frames().length;
    const stop = answerQuestions(target, () => play.answer, target.frames.length);
    try {
      await runTurn(target, threadId, 'go', { ...NEVER, ...play.turn });
    } finally {
      stop();
    }
    const told = frames()
      .slice(from)
      .flatMap((frame) => toldLine(normalise(frame) as Frame))
      .filter((line) => !line.startsWith('thread/status'));
    const outputs = outputsIn(backend.requests.at(-1)).map((output) => plain(normalise(output)));
    const lines = [...told, ...outputs].map((line) => line.replace(/exec-<id \d+>/g, 'exec-<id>'));
    return play.isUnordered === true ? lines.sort() : lines;
  });
}

function responder({ steps }: CodePlay): Responder {
  let at = 0;
  return ({ body }) => {
    const step = steps[at];
    at += 1;
    if (step === undefined) return { text: 'Done.' };
    const prefix = /cell ID ((?:g\d+:)?)\d/.exec(JSON.stringify(body.input))?.[1] ?? '';
    const parts = [step].flat().map((one: Step, index) => partOf(one, `call_${at}_${index}`));
    return JSON.parse(JSON.stringify({ parts }).replaceAll('CELL', prefix)) as ReturnType<Responder>;
  };
}

function partOf(step: Step, id: string): Frame {
  if (typeof step === 'string') {
    const input = /^\s*(?:\/\/ ?@exec|$)/.test(step) ? step : PATIENCE + step;
    return { customCall: { name: 'exec', input, id } };
  }
  return 'wait' in step ? { call: { name: 'wait', arguments: step.wait, id } } : step.part;
}

/** Without how long anything took, and which thread's scripts they are. */
function plain(output: unknown): string {
  return steady(JSON.stringify(output))
    .replace(/Wall time [\d.]+/g, 'Wall time <s>')
    .replace(/cell ID (?:g\d+:)?/g, 'cell ID ')
    .replace(/wall_time_seconds\\":[\d.e-]+/g, 'wall_time_seconds\\":<s>')
    .replace(/chunk_id\\":\\"\w+/g, 'chunk_id\\":\\"<hex>');
}
