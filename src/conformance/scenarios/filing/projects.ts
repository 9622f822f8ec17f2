import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'filing/projects',
  requires: 'Threads can belong to a project, which is made once for each idempotency key.',
  source: 'measured on 0.169.0',
  profiles: ['0.169.0'],
  covers: [
    'project/list',
    'project/read',
    'project/create',
    'project/import',
    'project/update',
    'project/move',
    'project/delete',
    'project/changed',
    'thread/project/updated',
  ],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const wanted = { name: 'P', roots: [{ path: bench.cwd }], idempotencyKey: 'one' };
    const created = await line.answers('project/create', wanted, { project: { position: 0 } });
    const projectId = textAt(created, 'project', 'id');
    await line.hears('project/changed', { projectId, changeType: 'created' });
    await line.answers('project/create', wanted, { project: { id: projectId } });
    await line.answers('thread/metadata/update', { threadId, projectId }, { thread: { projectId } });
    await line.hears('thread/project/updated', { threadId, projectId });
    await line.answersInTime('thread/list', { projectId }, { data: [{ id: threadId }] });
    const imported = await line.answers(
      'project/import',
      { ...wanted, idempotencyKey: 'two', threads: [threadId] },
      { project: { position: 1 } },
    );
    const second = textAt(imported, 'project', 'id');
    await line.answers('project/move', { projectId: second, beforeProjectId: projectId }, {});
    await line.answers('project/list', {}, { data: [{ id: second }, { id: projectId }] });
    await line.answers('project/update', { projectId, name: 'Q' }, { project: { name: 'Q' } });
    await line.answers('project/delete', { projectId: second }, {});
    await line.answers('thread/read', { threadId }, { thread: { projectId: null } });
    await line.refuses(
      'project/read',
      { projectId: second },
      { code: -32602, message: /^project not found: / },
    );
  },
});
