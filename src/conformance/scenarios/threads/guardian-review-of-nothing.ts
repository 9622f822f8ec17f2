import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/guardian-review-of-nothing',
  requires: 'A review of a call needs one to review.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/guardianReview'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'thread/guardianReview',
      { threadId },
      { message: 'expected a final plaintext exec_command, apply_patch, request_permissions, or MCP call' },
    );
  },
});
