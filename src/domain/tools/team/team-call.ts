// What calls of the team's tools have in common: who may make them, how they read their arguments and show themselves.

import { activityItem } from '../../agents/activity-item.js';
import { type TeamTools, USUAL_TEAM } from '../../agents/team-limits.js';
import { type Member, TeamRefusal, type ThreadTeam } from '../../agents/team-ports.js';
import type { ToolCall, ToolContext, ToolOutput } from '../../ports.js';
import { Arguments } from '../arguments.js';
import { functionTool, type Tool, ToolRefusal } from '../tool.js';

export interface TeamTool {
  readonly name: string;
  readonly description: (team: ThreadTeam) => string;
  /** Of the arguments, as JSON schema. */
  readonly properties: (team: ThreadTeam) => Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
  /** What is taken, in the order its lack is told; by default what is offered. */
  readonly takes: readonly string[];
  /** Whether the configuration lets it be there; yes by default. */
  isThere?(tools: TeamTools): boolean;
  run(args: Arguments, call: TeamCall): Promise<string>;
}

export class TeamCall {
  readonly id: string;
  readonly team: ThreadTeam;
  readonly context: ToolContext;

  constructor({ callId }: ToolCall, team: ThreadTeam, context: ToolContext) {
    this.id = callId;
    this.team = team;
    this.context = context;
  }

  /** Shows what the call was about, once it is sure. */
  show(member: Member, what: Omit<Parameters<typeof activityItem>[0], 'id'>): void {
    const item = activityItem({ ...what, id: this.id }, member);
    this.context.startItem(item);
    this.context.completeItem(item);
  }
}

export function teamTool(tool: TeamTool): Tool {
  const { name, required } = tool;
  return {
    name,
    namespace: ({ team }) => (team?.configured ?? USUAL_TEAM).tools.namespace,
    kind: 'function',
    offered({ team }) {
      if (team === null || tool.isThere?.(team.configured.tools) === false) return null;
      return functionTool(name, tool.description(team), tool.properties(team), required);
    },
    async run(call, context): Promise<ToolOutput> {
      const { team } = context;
      if (team === null) throw new ToolRefusal(`unsupported call: ${call.namespace}${name}`);
      const args = new Arguments(call.input);
      args.assertOnly(tool.takes);
      try {
        return { output: await tool.run(args, new TeamCall(call, team, context)) };
      } catch (thrown) {
        if (thrown instanceof TeamRefusal) throw new ToolRefusal(thrown.message, { cause: thrown });
        throw thrown;
      }
    },
  };
}

/** A text that the provider seals on its way from one model to the other. */
export function sealedText(description: string): unknown {
  return { type: 'string', description, encrypted: true };
}

/** @throws ToolRefusal */
export function assertSaysSomething(message: string): void {
  if (message.trim() === '') throw new ToolRefusal("Empty message can't be sent to an agent");
}
