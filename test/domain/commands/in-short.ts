// Command actions as one line, for tables.
import type { CommandAction } from '../../../src/protocol/index.js';

export function inShort(actions: readonly CommandAction[]): string {
  return actions.map(one).join('; ');
}

function one(action: CommandAction): string {
  switch (action.type) {
    case 'read':
      return `read ${action.name} at ${action.path}`;
    case 'listFiles':
      return action.path === null ? 'list' : `list ${action.path}`;
    case 'search':
      return `search ${action.query}${action.path === null ? '' : ` in ${action.path}`}`;
    case 'unknown':
      return 'unknown';
  }
}
