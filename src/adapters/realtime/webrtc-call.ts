// Sets up a call whose sound flows over WebRTC between the client and the model: passes the client's offer on and
// brings the answer back. No sound comes by here.

import { type SpokenCall, SpokenProblem } from '../../domain/realtime/spoken-ports.js';
import { messageOf } from '../../util/coded-error.js';

const BOUNDARY = 'codex-realtime-call-boundary';
const DISCONNECTED = 'stream disconnected before completion';

/** @throws SpokenProblem */
export async function setUpCall(
  url: string,
  { sdp, session }: Pick<SpokenCall, 'session'> & { sdp: string },
  { headers, signal }: { headers: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<{ callId: string; sdp: string }> {
  const part = (name: string, type: string, content: string): string =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;
  const parts = [
    part('sdp', 'application/sdp', sdp),
    part('session', 'application/json', JSON.stringify(session)),
    `--${BOUNDARY}--\r\n`,
  ];
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: parts.join(''),
    signal,
  }).catch((thrown: unknown) => {
    throw new SpokenProblem(`${DISCONNECTED}: ${messageOf(thrown)}`, { cause: thrown });
  });
  const answer = await response.text();
  if (!response.ok)
    throw new SpokenProblem(
      `unexpected status ${response.status} ${response.statusText}: ${answer}, url: ${url}`,
    );
  const callId = response.headers.get('location')?.split('/').at(-1);
  if (!callId) throw new SpokenProblem(`${DISCONNECTED}: realtime call response missing Location`);
  return { callId, sdp: answer };
}
