// project/*: named sets of folders that threads belong to.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { defineRoom } from '../room.js';

export const project = defineRoom('project', ({ agent: { projects } }) => ({
  'project/list': ({ cursor, limit, sortKey, sortDirection }) => {
    if (sortDirection != null && sortKey == null) {
      throw new RpcError(RpcCode.invalidParams, 'sortDirection requires sortKey');
    }
    const key = sortKey ?? 'position';
    const direction = sortDirection ?? (key === 'position' ? 'asc' : 'desc');
    return projects.list({ key, direction }, { cursor: cursor ?? null, limit: limit ?? null });
  },

  'project/read': async ({ projectId }) => ({ project: await projects.read(projectId) }),

  'project/create': async ({ metadata, ...wanted }) => ({
    project: await projects.create({ ...wanted, metadata: metadata ?? null }, []),
  }),

  'project/import': async ({ metadata, threads, ...wanted }) => ({
    project: await projects.create({ ...wanted, metadata: metadata ?? null }, threads ?? []),
  }),

  'project/update': async ({ projectId, name, roots, metadata }) => ({
    project: await projects.update(projectId, {
      name: name ?? null,
      roots: roots ?? null,
      metadata: metadata ?? null,
    }),
  }),

  'project/move': ({ projectId, beforeProjectId }) => {
    projects.move(projectId, beforeProjectId ?? null);
    return {};
  },

  'project/delete': ({ projectId }) => {
    projects.delete(projectId);
    return {};
  },
}));
