// Whether a command's shell is a login shell: as the model wants it, where the configuration allows any.

import type { ThreadSettings } from '../../settings.js';
import type { Arguments } from '../arguments.js';
import { ToolRefusal } from '../tool.js';

const NONE_ALLOWED = 'login shell is disabled by config; omit `login` or set it to false.';

/** @throws ToolRefusal */
export function isLoginShell(args: Arguments, { loginShells }: ThreadSettings): boolean {
  const wanted = args.optionalFlag('login');
  if (loginShells !== false) return wanted ?? true;
  if (wanted === true) throw new ToolRefusal(NONE_ALLOWED);
  return false;
}
