// The kinds of agents there always are, and those that a configuration adds or puts in their place. Pure.

import type { AgentRole } from './agent-ports.js';

export const DEFAULT_ROLE = 'default';

const ALWAYS: readonly AgentRole[] = [
  [DEFAULT_ROLE, 'An agent like yourself.'],
  ['explorer', 'Answers one well-put question about the code, fast. Trust what it finds.'],
  ['worker', 'Does a part of the work on its own: say which files are its, and that others work beside it.'],
].map(([name = '', description = '']) => ({ name, description, overrides: {}, nicknames: null }));

/** Configured ones come first. */
export function rolesWith(configured: readonly AgentRole[]): readonly AgentRole[] {
  const isReplaced = (role: AgentRole): boolean => configured.some(({ name }) => name === role.name);
  return [...configured, ...ALWAYS.filter((role) => !isReplaced(role))];
}

/** As the model is told of them. */
export function rolesText(roles: readonly AgentRole[]): string {
  return roles
    .map((role) => `${role.name}: ${[role.description, fixedText(role)].filter(Boolean).join(' ')}`)
    .join('\n');
}

function fixedText({ overrides: { model, effort } }: AgentRole): string {
  const fixed = [
    ...(model === undefined ? [] : [`model \`${model}\``]),
    ...(effort === undefined || effort === null ? [] : [`reasoning effort \`${effort}\``]),
  ];
  return fixed.length === 0 ? '' : `(always with ${fixed.join(' and ')})`;
}
