// thread/list beyond what the store can answer: filters that find nothing here yet, and exclusions.

import type { Agent } from '../domain/agent.js';
import { DomainError } from '../domain/errors.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { ParamsOf } from '../protocol/index.js';
import { canonicalThreadId, uuidProblem } from './thread-id.js';

type Params = ParamsOf<'thread/list'>;

/** Whether the list must be empty: nothing is attached here, and agents are not found by the thread above them. */
export function asksForStrangers({ parentThreadId, ancestorThreadId, attachedToThreadId }: Params): boolean {
  return [parentThreadId, ancestorThreadId, attachedToThreadId].some((id) => typeof id === 'string');
}

/**
 * The threads of the section or project that is asked for, with their positions in the section; null when neither is.
 * @throws DomainError `sectionOrderNeedsSection` | `labelEmpty` | `projectNotFound`
 */
export function membersOf(
  { sections, projects }: Pick<Agent, 'sections' | 'projects'>,
  { sectionId, projectId, sortKey }: Params,
): ReadonlyMap<string, number> | null {
  if (sortKey === 'section_position' && sectionId == null) {
    throw new DomainError({ code: 'sectionOrderNeedsSection' });
  }
  const inProject = projectId == null ? null : projects.members(projectId);
  if (sectionId == null) return inProject && new Map([...inProject].map((id) => [id, 0]));
  const inSection = [...sections.members(sectionId)];
  return new Map(inSection.filter(([id]) => inProject === null || inProject.has(id)));
}

/** Another thread that a request names. @throws RpcError naming it as `noun` */
export function otherThreadIdOf(text: string, noun: string, code: number = RpcCode.invalidRequest): string {
  const id = canonicalThreadId(text);
  if (id !== undefined) return id;
  throw new RpcError(code, `invalid ${noun} id: ${uuidProblem(text)}`);
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
    (excludedThreadIds ?? []).map((text) => otherThreadIdOf(text, 'excluded thread', RpcCode.invalidParams)),
  );
}
