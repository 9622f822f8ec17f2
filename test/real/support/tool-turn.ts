// What the comparisons of turns with tools share: answers to questions, and what the model is told of its calls.
import type { Frame, Target } from './target.js';

/**
 * Answers questions as they come, the first after `from` frames being number 0; one without an answer stays open.
 * Returns what ends it.
 */
export function answerQuestions(
  target: Target,
  answerTo: (number: number) => Frame | undefined,
  from = 0,
): () => void {
  const asked = new Set<unknown>();
  const timer = setInterval(() => {
    for (const { id, method } of target.frames.slice(from)) {
      if (method === undefined || id === undefined || asked.has(id)) continue;
      const answer = answerTo(asked.size);
      asked.add(id);
      if (answer !== undefined) target.send({ id, ...answer });
    }
  }, 20);
  return () => clearInterval(timer);
}

/** The outputs of tools in a request to the model. */
export function outputsIn(request: { readonly body: unknown } | undefined): Frame[] {
  const { input } = (request?.body ?? {}) as { input?: Frame[] };
  return (input ?? [])
    .filter(({ type }) => String(type).endsWith('_output'))
    .map(({ call_id, output }) => ({ call_id, output }));
}

/** Without what the headers of command outputs hold anew in every run. */
export function steadyHeader(text: string): string {
  return text
    .replace(/Chunk ID: [0-9a-f]{6}/g, 'Chunk ID: <hex>')
    .replace(/Wall time: [\d.]+/g, 'Wall time: <s>');
}

/** Members in an order of their own, without those named. */
export function membersBut(varying: ReadonlySet<string>, value: Frame): Frame {
  const told = Object.entries(value).filter(([name]) => !varying.has(name));
  return Object.fromEntries(told.sort(([a], [b]) => (a < b ? -1 : 1)));
}
