// Stands in for the person of a device login: approves it at the scripted issuer as soon as the code is shown.

import { printable } from '../output/text.js';

/** For the output of test-login: approves the first code it sees. */
export function approveOnce(): (output: string) => void {
  let isDone = false;
  return (output) => {
    const text = printable(output);
    const [, issuer] = /(http:\/\/[^\s\\]+?)\/codex\/device/.exec(text) ?? [];
    const [, code] = /Code {2}(\S+)\s/.exec(text) ?? [];
    if (isDone || issuer === undefined || code === undefined) return;
    isDone = true;
    // When it cannot be approved, the login ends by itself, and the story says that it did.
    void fetch(`${issuer}/_backend/logins/${code}/approve`, { method: 'POST' }).catch(() => undefined);
  };
}
