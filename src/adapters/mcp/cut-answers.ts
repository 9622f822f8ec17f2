// Answers that break off: the call that waits for one is told so at once. The SDK would let it wait for the rest.

import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import { jsonOrText } from '../../util/json-or-text.js';
import { at } from '../../util/peek.js';

/** Whoever asks for something hears in the answer itself that there is no more of it. */
export function tellingOfCuts(ask: typeof fetch): typeof fetch {
  return async (input, init) => {
    const answer = await ask(input, init);
    const id = typeof init?.body === 'string' ? at(jsonOrText(init.body), 'id') : undefined;
    if (id === undefined || answer.body === null || !isStream(answer)) return answer;
    const error = { code: ErrorCode.ConnectionClosed, message: 'Connection closed' };
    const farewell = `\n\ndata: ${JSON.stringify({ jsonrpc: '2.0', id, error })}\n\n`;
    const { status, headers } = answer;
    return new Response(endingWith(answer.body, farewell), { status, headers });
  };
}

function isStream({ headers }: Response): boolean {
  return headers.get('content-type')?.includes('text/event-stream') === true;
}

function endingWith(body: ReadableStream<Uint8Array>, farewell: string): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        controller.enqueue(new TextEncoder().encode(farewell));
        controller.close();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
