// Turns replies and answers into lists of events for tests.

import type { CheckedReply } from '../../src/backend/checked-script.js';
import type { ModelRequest } from '../../src/backend/model-request.js';
import { filler } from '../../src/backend/placeholders.js';
import { replySteps } from '../../src/backend/reply-steps.js';
import type { Reply } from '../../src/backend/script.js';
import { checkReply } from '../../src/backend/script-check.js';
import { verdict } from '../../src/backend/script-match.js';
import type { Step } from '../../src/backend/stream-step.js';
import { saying } from './requests.js';

// biome-ignore lint/suspicious/noExplicitAny: tests look into events of many shapes
export type Event = Record<string, any>;

export function stepsOf(reply: Reply, request: ModelRequest = saying('hello')): Step[] {
  return stepsOfChecked(checkReply(reply), request);
}

export function stepsOfChecked(reply: CheckedReply, request: ModelRequest): Step[] {
  if (reply.answer.kind !== 'stream') throw new Error(`not a stream: ${reply.answer.kind}`);
  const found = verdict(reply.when, request);
  const fill = filler(request, found.isMet ? found.match : undefined);
  return [...replySteps(reply.answer, { request, fill, identity: { id: 'id', createdAt: 7 } })];
}

export function eventsOf(steps: readonly Step[]): Event[] {
  return steps.flatMap((step) => (step.kind === 'event' ? [step.event] : []));
}

export function typesOf(events: readonly Event[]): string[] {
  return events.map((event) => String(event.type).replace(/^response\./, ''));
}

export function deltasOf(events: readonly Event[]): string[] {
  return events.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta);
}

/** The text of the messages that were completed. */
export function finishedText(events: readonly Event[]): string {
  return events
    .filter(({ type, item }) => type === 'response.output_item.done' && item.type === 'message')
    .map(({ item }) => item.content[0].text)
    .join('\n');
}

/** Parses a stream of server-sent events; throws when one is malformed. */
export function parseStream(text: string): Event[] {
  return text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      if (data === undefined) throw new Error(`malformed event: ${block}`);
      const event: Event = JSON.parse(data);
      if (event.type !== name) throw new Error(`event ${name} carries type ${event.type}`);
      return event;
    });
}
