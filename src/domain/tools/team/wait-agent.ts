// wait_agent of a team: waits until anybody has written, or the user has, and no longer than it was told.

import { AgentItem } from '../agents/agent-call.js';
import { amount, type Tool, ToolRefusal } from '../tool.js';
import { type TeamCall, teamTool } from './team-call.js';

const TOLD = {
  mail: 'Wait completed.',
  input: 'Wait interrupted by new input.',
  time: 'Wait timed out.',
} as const;

export const waitAgent: Tool = teamTool({
  name: 'wait_agent',
  description: () =>
    'Waits until an agent has written or come to an end, or the user says more. What was written is told after it.',
  isThere: ({ wait }) => wait,
  properties: ({ configured: { wait } }) => ({
    timeout_ms: amount(
      `Longest wait in milliseconds, ${wait.least} to ${wait.most}; ${wait.usual} by default.`,
    ),
  }),
  required: [],
  takes: ['timeout_ms'],
  async run(args, call) {
    const { least, usual, most } = call.team.configured.wait;
    const wanted = args.optionalSignedInteger('timeout_ms') ?? usual;
    if (wanted > most) throw new ToolRefusal(`timeout_ms must be at most ${most}`);
    const item = new AgentItem(call.context, { callId: call.id }, { tool: 'wait' });
    const reason = await firstReason(call, Math.max(wanted, least));
    item.complete(new Map());
    const clamped =
      wanted < least ? `\n\nRequested timeout of ${wanted}ms was clamped to the minimum of ${least}ms.` : '';
    return JSON.stringify({ message: `${TOLD[reason]}${clamped}`, timed_out: reason === 'time' });
  },
});

/** @throws when the turn ends first */
async function firstReason({ team, context }: TeamCall, ms: number): Promise<keyof typeof TOLD> {
  const { signal } = context;
  signal.throwIfAborted();
  if (!team.mail.isEmpty) return 'mail';
  let stop = (): void => {};
  const over = new Promise<'time'>((resolve, reject) => {
    const cancel = context.setTimeout(() => resolve('time'), ms);
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => {
      cancel();
      signal.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([
      team.mail.arrival.then(() => 'mail' as const),
      context.steered().then(() => 'input' as const),
      over,
    ]);
  } finally {
    stop();
  }
}
