// skills/*: instructions for the model that lie in folders: which there are, where else to look, which are on.

import { isAbsolute } from 'node:path';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { listAt, textAt } from '../../util/peek.js';
import { concurrent } from '../concurrent.js';
import { reply } from '../reply.js';
import { defineRoom } from '../room.js';

export const skills = defineRoom('skills', ({ skills: shelf, agent, oneOff }) => ({
  'skills/list': concurrent(async (params) => {
    const cwds = params.cwds?.length ? params.cwds : [oneOff.cwd];
    return { data: await shelf.list(cwds, extraRootsIn(params, cwds)) };
  }),
  'skills/extraRoots/set': ({ extraRoots }) => {
    shelf.setExtraRoots(extraRoots);
    return reply({
      build: () => ({}),
      after: () => agent.hub.emit({ scope: 'all', event: { type: 'skillsChanged' } }),
    });
  },
  'skills/config/write': async ({ path, name, enabled }) => {
    const named = name?.trim() || null;
    if (path == null && named !== null) await shelf.switch({ name: named }, enabled);
    else if (path != null && named === null) await shelf.switch({ path }, enabled);
    else {
      throw new RpcError(RpcCode.invalidParams, 'skills/config/write requires exactly one of path or name');
    }
    return { effectiveEnabled: enabled };
  },
}));

/** A member that only older versions have; what it says of folders that nobody asks for is not looked at. */
function extraRootsIn(params: unknown, cwds: readonly string[]): Map<string, string[]> {
  const extra = new Map<string, string[]>();
  for (const entry of listAt(params, 'perCwdExtraUserRoots')) {
    const cwd = textAt(entry, 'cwd') ?? '';
    if (!cwds.includes(cwd)) continue;
    const roots = listAt(entry, 'extraUserRoots').map(String);
    const relative = roots.find((root) => !isAbsolute(root));
    if (relative !== undefined) {
      throw new RpcError(
        RpcCode.invalidRequest,
        `skills/list perCwdExtraUserRoots extraUserRoots paths must be absolute: ${relative}`,
      );
    }
    extra.set(cwd, roots);
  }
  return extra;
}
