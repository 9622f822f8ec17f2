// thread/list beyond what the store can answer: filters by things that no thread has here, and exclusions.

import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { ParamsOf } from '../protocol/index.js';
import { canonicalThreadId, uuidProblem } from './thread-id.js';

type Params = ParamsOf<'thread/list'>;

/** Whether the list must be empty: threads here have no sections, projects, parents or attachments. */
export function asksForStrangers(params: Params): boolean {
  const { sectionId, projectId, parentThreadId, ancestorThreadId, attachedToThreadId } = params;
  return [sectionId, projectId, parentThreadId, ancestorThreadId, attachedToThreadId].some(
    (id) => typeof id === 'string',
  );
}

/** @throws RpcError for what the real local server refuses as well */
export function excludedIds({ originators, excludedThreadIds }: Params): ReadonlySet<string> {
  if (originators != null && originators.length > 0) {
    throw new RpcError(
      RpcCode.invalidParams,
      'originator filtering is not supported by the local app-server',
    );
  }
  return new Set(
    (excludedThreadIds ?? []).map((text) => {
      const id = canonicalThreadId(text);
      if (id !== undefined) return id;
      throw new RpcError(RpcCode.invalidParams, `invalid excluded thread id: ${uuidProblem(text)}`);
    }),
  );
}
