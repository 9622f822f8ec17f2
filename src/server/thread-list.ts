// What thread/list asks for beyond what stands in the heads of threads: members of sections, agents, attached threads,
// exclusions.

import type { Agent } from '../domain/agent.js';
import { DomainError } from '../domain/errors.js';
import type { ThreadQuery } from '../domain/ports.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { ParamsOf } from '../protocol/index.js';
import { canonicalThreadId, uuidProblem } from './thread-id.js';

type Params = ParamsOf<'thread/list'>;

/**
 * What of a list's filters goes beyond the heads of threads.
 * @throws DomainError as membersOf
 * @throws RpcError for ids that are none, and filters that exclude each other
 */
export function listFilters(
  agent: Pick<Agent, 'sections' | 'projects'>,
  params: Params,
): Pick<ThreadQuery, 'members' | 'excluded' | 'agentsOf' | 'attached'> {
  const excluded = excludedIds(params);
  const agentsOf = kinship(params);
  const attached = attachment(params);
  return { excluded, agentsOf, attached, members: membersOf(agent, params) };
}

function kinship({ parentThreadId, ancestorThreadId }: Params): ThreadQuery['agentsOf'] {
  if (parentThreadId != null && ancestorThreadId != null) {
    throw new RpcError(RpcCode.invalidRequest, 'parentThreadId and ancestorThreadId are mutually exclusive');
  }
  if (parentThreadId != null) {
    return { threadId: otherThreadIdOf(parentThreadId, 'parent thread'), deep: false };
  }
  if (ancestorThreadId == null) return null;
  return { threadId: otherThreadIdOf(ancestorThreadId, 'ancestor thread'), deep: true };
}

function attachment({
  attachedToThreadId,
  includeAttachedThreads,
  searchTerm,
}: Params): NonNullable<ThreadQuery['attached']> {
  if (includeAttachedThreads && !searchTerm) {
    throw new RpcError(RpcCode.invalidRequest, 'includeAttachedThreads requires a non-empty searchTerm');
  }
  if (attachedToThreadId == null) return includeAttachedThreads ? 'shown' : 'hidden';
  return { to: otherThreadIdOf(attachedToThreadId, 'attached thread parent') };
}

/**
 * The threads of the section or project that is asked for, with their positions in the section; null when neither is.
 * @throws DomainError `sectionOrderNeedsSection` | `labelEmpty` | `projectNotFound`
 */
function membersOf(
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
function excludedIds({ originators, excludedThreadIds }: Params): ReadonlySet<string> {
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
