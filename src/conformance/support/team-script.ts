// Teams of agents as scenarios set them up: a model whose agents wait for a gate, and who is asked what.

import type { ReplyObject } from '../../backend/index.js';
import { listAt, textAt } from '../../util/peek.js';
import type { Bench } from '../bench.js';
import type { Line } from '../line.js';

/** Lines that go below the backend's own tables. */
export const TEAM_TABLE = '[features.multi_agent_v2]\nenabled = true\nmin_wait_timeout_ms = 100\n';

/** A call of one of the team's tools. */
export function teamCall(
  name: string,
  args: Readonly<Record<string, unknown>>,
  id = `call_${name}`,
): ReplyObject {
  return { call: { name, arguments: args, id, namespace: 'collaboration' } };
}

/** The id of the agent at `path`, once the thread has started it. */
export async function memberId(line: Line, threadId: string, path: string): Promise<string> {
  const item = { type: 'subAgentActivity', kind: 'started', agentPath: path };
  const started = await line.hears('item/completed', { threadId, item });
  return textAt(started, 'item', 'agentThreadId') ?? '';
}

/** What an agent's model has been sent by others, in its last request. */
export function lettersTo(bench: Bench, path: string): string[] {
  const asked = bench.backend.requests.findLast(({ headers }) =>
    String(headers['x-codex-turn-metadata']).includes(`"agent_name":${JSON.stringify(path)}`),
  );
  return listAt(asked?.body, 'input')
    .filter((item) => textAt(item, 'type') === 'agent_message')
    .map((item) =>
      listAt(item, 'content')
        .map((part) => textAt(part, 'text') ?? textAt(part, 'encrypted_content') ?? '')
        .join(''),
    );
}
