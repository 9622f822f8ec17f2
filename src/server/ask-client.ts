// Questions to the client: requests of the domain on their way out, and the client's answers on their way back.
// Ids and the rule that the first answer wins are the domain's; here they only meet the wire.

import type { Agent, ConnectionId } from '../domain/agent.js';
import { encodeRequest } from '../jsonrpc/codec.js';
import type { Response } from '../jsonrpc/message.js';
import { type Profile, stripExperimental } from '../protocol/index.js';

/** A question as text, without what a client without the capability must not see. */
export function questionText(
  profile: Profile,
  question: { readonly id: number; readonly method: string; readonly params: unknown },
  hasExperimentalApi: boolean,
): string {
  const { id, method, params } = question;
  return encodeRequest(id, method, hasExperimentalApi ? params : stripExperimental(profile, method, params));
}

/** Hands an answer to the domain; false when nobody waits for it or it came from someone who was not asked. */
export function answerQuestion(agent: Agent, connection: ConnectionId, response: Response): boolean {
  const { id } = response;
  // Questions carry numbers: the same digits as a string answer nothing.
  if (typeof id !== 'number') return false;
  if (response.kind === 'success') return agent.pending.answer(connection, id, { result: response.result });
  const { code, message } = response.error;
  return agent.pending.answer(connection, id, { error: { code, message } });
}
