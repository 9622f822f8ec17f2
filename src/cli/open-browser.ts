// Opens a page in the user's browser, as far as there is one. Never waits for it, and never fails a command.

import { spawn } from 'node:child_process';
import { canParseUrl } from '../util/url.js';

/** Whether a browser was asked; only web pages are opened, whatever a server calls its URL. */
export function openBrowser(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  if (!isWebPage(url)) return Promise.resolve(false);
  const [command, ...args] = commandFor(url, env);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      detached: true,
      stdio: 'ignore',
      env: env as NodeJS.ProcessEnv, // undefined values mean "not set" to spawn as well
    });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

function commandFor(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): [command: string, ...args: string[]] {
  if (env.BROWSER) return [env.BROWSER, url];
  if (process.platform === 'darwin') return ['open', url];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}

function isWebPage(url: string): boolean {
  return canParseUrl(url) && /^https?:$/.test(new URL(url).protocol);
}
