// A sample: what the model would say next to a prompt, asked beside the thread and kept nowhere.

import { sleep } from '../../util/clock.js';
import { DomainError } from '../errors.js';
import { ModelError, type ModelUsage } from '../ports.js';
import type { ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { type Attempts, judge, NO_ATTEMPTS } from '../turn/failure.js';
import { buildRequest, userTextItem } from '../turn/model-request.js';
import type { TurnHost } from '../turn/turn-host.js';

const MOST_PROMPT_BYTES = 4000;

export interface SampleRequest {
  /** The turn the caller takes to be the last one. */
  readonly expectedTurnId: string;
  readonly prompt: string;
  readonly effort: string | null;
}

export interface Sample {
  readonly sourceTurnId: string;
  readonly responseId: string;
  /** Null when the model called a tool instead. */
  readonly text: string | null;
  readonly usage: ModelUsage | null;
}

/** @throws DomainError `sampleInvalid` */
export function assertSampleRequest({ expectedTurnId, prompt }: SampleRequest): void {
  const fits = prompt.trim() !== '' && Buffer.byteLength(prompt) <= MOST_PROMPT_BYTES;
  if (!fits || expectedTurnId === '') throw new DomainError({ code: 'sampleInvalid' });
}

/** @throws DomainError as Agent.sample, or the signal's reason */
export async function sample(
  host: TurnHost & { readonly path: string | null },
  settings: ThreadSettings,
  { wanted, signal, isBusy }: { wanted: SampleRequest; signal: AbortSignal; isBusy: boolean },
): Promise<Sample> {
  if (host.path === null) throw new DomainError({ code: 'sampleSourceNotKept' });
  if (isBusy) throw new DomainError({ code: 'sampleSourceBusy' });
  if (host.history.turns().at(-1)?.id !== wanted.expectedTurnId) {
    throw new DomainError({ code: 'sampleTurnOld' });
  }
  const { threadId, originator, dynamicTools, goal, services } = host;
  const request = buildRequest({
    kind: 'turn',
    threadId,
    turnId: services.newId(),
    originator,
    subagent: null,
    settings: wanted.effort === null ? settings : { ...settings, effort: wanted.effort },
    facts: services.catalog.facts(settings.model),
    history: [...host.history.input, userTextItem(wanted.prompt)],
    tools: services.tools.offered({ threadId, settings, dynamicTools, goal, agents: null }),
    outputSchema: null,
  });
  const ask = async (attempts: Attempts): Promise<Sample> => {
    const said: ModelItem[] = [];
    try {
      for await (const batch of services.model.stream(request, signal)) {
        signal.throwIfAborted();
        for (const event of batch) {
          if (event.type === 'itemDone') said.push(event.item);
          if (event.type !== 'completed') continue;
          const { responseId, usage } = event;
          return { sourceTurnId: wanted.expectedTurnId, responseId, text: textIn(said), usage };
        }
      }
      throw new ModelError({ kind: 'stream', message: 'stream closed before response.completed' });
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof ModelError)) throw thrown;
      const verdict = judge({
        failure: thrown.failure,
        attempts,
        policy: services.model.retryPolicy(settings),
        behaviour: services.behaviour,
        now: services.clock.now(),
        jitter: services.random(),
      });
      if (verdict.type === 'fail') {
        throw new DomainError({ code: 'sampleFailed', message: verdict.error.message }, { cause: thrown });
      }
      await sleep(services.clock, verdict.afterMs, signal);
      return ask(verdict.attempts);
    }
  };
  return ask(NO_ATTEMPTS);
}

/** Null when nothing was said. */
function textIn(said: readonly ModelItem[]): string | null {
  const texts = said.flatMap((item) =>
    item.type === 'message' && Array.isArray(item.content)
      ? item.content.flatMap((part: unknown) =>
          typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string'
            ? [part.text]
            : [],
        )
      : [],
  );
  return texts.length === 0 ? null : texts.join('');
}
