import { scenario } from '../../scenario.js';

export default scenario({
  id: 'filing/attachments',
  requires: 'A thread has one attachment of a type and identity, and its owners can be found by them.',
  source: 'measured on 0.169.0',
  profiles: ['0.169.0'],
  covers: [
    'thread/attachment/add',
    'thread/attachment/list',
    'thread/attachment/remove',
    'thread/attachmentOwner/list',
    'thread/attachment/updated',
  ],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const names = { attachmentType: 'pull-request', identityKey: 'r#1' };
    const key = { threadId, ...names };
    await line.answers('thread/attachment/add', { ...key, payload: { n: 1 } }, { outcome: 'created' });
    await line.hears('thread/attachment/updated', { ...key, operation: 'created' });
    await line.answers(
      'thread/attachment/add',
      { ...key, payload: 'other' },
      { outcome: 'existing', attachment: { payload: { n: 1 } } },
    );
    await line.refuses(
      'thread/attachment/add',
      { ...key, attachmentType: ' ', payload: null },
      { code: -32602, message: 'attachmentType must not be empty' },
    );
    await line.answers('thread/attachment/list', { threadId }, { data: [names], nextCursor: null });
    await line.answers('thread/attachmentOwner/list', names, { data: [{ threadId, archived: false }] });
    await line.answers('thread/attachment/remove', key, {});
    await line.hears('thread/attachment/updated', { ...key, operation: 'deleted' });
    await line.answers('thread/attachment/list', { threadId }, { data: [] });
  },
});
