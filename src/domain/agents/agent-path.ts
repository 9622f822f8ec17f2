// Where an agent stands in its team: `/root` is the thread a client started, `/root/a/b` an agent of an agent of it.
// The texts of problems are the real server's. Pure.

import { TeamRefusal } from './team-ports.js';

export const ROOT_PATH = '/root';
/** A place that real servers know beside the tree; nobody is there. */
const ELSEWHERE = '/morpheus';
const RESERVED: readonly string[] = ['root', '.', '..'];

/** @throws TeamRefusal for what no agent may be called */
export function assertAgentName(name: string): void {
  if (name === '') throw new TeamRefusal('agent_name must not be empty');
  if (RESERVED.includes(name)) throw new TeamRefusal(`agent_name \`${name}\` is reserved`);
  if (name.includes('/')) throw new TeamRefusal('agent_name must not contain `/`');
  if (!/^[a-z0-9_]+$/.test(name)) {
    throw new TeamRefusal('agent_name must use only lowercase letters, digits, and underscores');
  }
}

/** The whole path of what the agent at `own` calls `reference`. @throws TeamRefusal */
export function resolvePath(own: string, reference: string): string {
  if (reference === '') throw new TeamRefusal('agent path must not be empty');
  if (!reference.startsWith('/')) {
    for (const name of reference.split('/')) assertAgentName(name);
    return `${own}/${reference}`;
  }
  if (reference === ROOT_PATH || reference === ELSEWHERE) return reference;
  if (!reference.startsWith(`${ROOT_PATH}/`)) {
    throw new TeamRefusal(`absolute agent paths must start with \`${ROOT_PATH}\` or be \`${ELSEWHERE}\``);
  }
  if (reference.endsWith('/')) throw new TeamRefusal('absolute agent path must not end with `/`');
  for (const name of reference.slice(ROOT_PATH.length + 1).split('/')) assertAgentName(name);
  return reference;
}

/** Whether it is the agent at `top` or one below it. */
export function isWithin(path: string, top: string): boolean {
  return path === top || path.startsWith(`${top}/`);
}

/** Of an agent that is not the root. */
export function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
