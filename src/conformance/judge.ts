// Judges every frame that a server sends by the schemas of its version. What no schema can say is the linter's.

import type { Profile } from '../protocol/index.js';
import { at } from '../util/peek.js';
import type { Frame } from './frame.js';

/** What is wrong with the frame, in a sentence; undefined when nothing is. */
export type Judge = (frame: Frame) => string | undefined;

export async function createJudge(profile: Profile): Promise<Judge> {
  const [results, requests, notifications] = await Promise.all([
    profile.validators('clientResults'),
    profile.validators('serverParams'),
    profile.validators('notifications'),
  ]);
  const isValid = (
    table: Readonly<Record<string, (value: unknown) => boolean>>,
    method: string,
    value: unknown,
  ): boolean => table[method]?.(value) ?? true;

  return (frame) => {
    const { kind, method = '', value } = frame;
    if (kind === 'malformed') return `A frame is no message: ${frame.text.slice(0, 200)}`;
    if (at(value, 'jsonrpc') !== undefined)
      return `The frame carries a jsonrpc member: ${frame.text.slice(0, 200)}`;
    switch (kind) {
      case 'success':
        if (isValid(results, method, at(value, 'result'))) return undefined;
        return `The answer to ${method} does not fit the schema of ${profile.name}.`;
      case 'failure':
        return undefined;
      case 'request':
        if (profile.serverRequestInfo(method) === undefined)
          return `${profile.name} has no server request ${method}.`;
        if (isValid(requests, method, at(value, 'params'))) return undefined;
        return `The params of the request ${method} do not fit the schema of ${profile.name}.`;
      case 'notification':
        if (profile.notificationInfo(method) === undefined)
          return `${profile.name} has no notification ${method}.`;
        if (isValid(notifications, method, at(value, 'params'))) return undefined;
        return `The params of ${method} do not fit the schema of ${profile.name}.`;
    }
  };
}
