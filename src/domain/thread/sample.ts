// A sample: what the model would say next to a prompt, asked beside the thread and kept nowhere.

import { DomainError } from '../errors.js';
import { ModelError, type ModelUsage } from '../ports.js';
import type { ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { askAgain } from '../turn/ask-again.js';
import { WorkFailed } from '../turn/failure.js';
import { buildRequest, userTextItem } from '../turn/model-request.js';
import { partTexts } from '../turn/part-texts.js';
import type { TurnHost } from '../turn/turn-host.js';

const MOST_PROMPT_BYTES = 4000;

export interface SampleRequest {
  /** The turn the caller takes to be the last one. */
  readonly expectedTurnId: string;
  readonly prompt: string;
  readonly effort: string | null;
  /** The turn may still be running. */
  readonly takesRunning: boolean;
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
  if (!fits || expectedTurnId.trim() === '') throw new DomainError({ code: 'sampleInvalid' });
}

/** @throws DomainError as Agent.sample, or the signal's reason */
export async function sample(
  host: TurnHost & { readonly path: string | null },
  settings: ThreadSettings,
  { wanted, signal, isBusy }: { wanted: SampleRequest; signal: AbortSignal; isBusy: boolean },
): Promise<Sample> {
  if (host.path === null) throw new DomainError({ code: 'sampleSourceNotKept' });
  const { takesRunning } = wanted;
  if (isBusy && !takesRunning) throw new DomainError({ code: 'sampleSourceBusy' });
  if (host.history.turns().at(-1)?.id !== wanted.expectedTurnId) {
    throw new DomainError({ code: 'sampleTurnOld', takesRunning });
  }
  const { threadId, originator, subagent, dynamicTools, goal, services } = host;
  const request = buildRequest({
    kind: 'turn',
    threadId,
    turnId: services.newId(),
    originator,
    subagent: null,
    settings: wanted.effort === null ? settings : { ...settings, effort: wanted.effort },
    facts: services.catalog.facts(settings.model),
    history: [...host.history.input, userTextItem(wanted.prompt)],
    tools: services.tools.offered({
      threadId,
      settings,
      subagent,
      dynamicTools,
      goal,
      agents: null,
      team: null,
    }),
    outputSchema: null,
  });
  const ask = async (): Promise<Sample> => {
    const said: ModelItem[] = [];
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
  };
  try {
    return await askAgain(services, { settings, signal }, ask);
  } catch (thrown) {
    if (!(thrown instanceof WorkFailed)) throw thrown;
    throw new DomainError({ code: 'sampleFailed', message: thrown.message }, { cause: thrown });
  }
}

/** Null when nothing was said. */
function textIn(said: readonly ModelItem[]): string | null {
  const texts = said.flatMap(({ type, content }) => (type === 'message' ? partTexts(content) : []));
  return texts.length === 0 ? null : texts.join('');
}
