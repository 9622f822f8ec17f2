import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';

const news = (event: object): { event: { type: string } } => ({
  event: { type: 'response.metadata', ...event },
});

export default scenario({
  id: 'turns/model-notices',
  requires:
    'What the model says of verification, moderation and caution beside its answer is told with the turn.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['model/verification', 'turn/moderationMetadata', 'model/safetyBuffering/updated'],
  script: {
    replies: [
      {
        parts: [
          news({
            metadata: {
              openai_verification_recommendation: ['trusted_access_for_cyber', 'of a kind that nobody knows'],
              openai_chatgpt_moderation_metadata: { flagged: false },
            },
          }),
          news({
            safety_buffering: { use_cases: ['cyber'], reasons: ['checked'], retry_model: 'gpt-faster' },
          }),
          news({ safety_buffering: { use_cases: ['not whole'] } }),
          'hello',
        ],
      },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { model: 'gpt-5.5' });
    const { id: turnId, since } = await bench.turn(line, threadId);
    const turn = { threadId, turnId };
    await line.hears('model/verification', { ...turn, verifications: ['trustedAccessForCyber'] }, since);
    await line.hears('turn/moderationMetadata', { ...turn, metadata: { flagged: false } }, since);
    await line.hears(
      'model/safetyBuffering/updated',
      {
        ...turn,
        model: 'gpt-5.5',
        useCases: ['cyber'],
        reasons: ['checked'],
        showBufferingUi: true,
        fasterModel: 'gpt-faster',
      },
      since,
    );
    expectOrder('the notices', line.labels(since), [
      'turn/started',
      'model/verification',
      'turn/moderationMetadata',
      'model/safetyBuffering/updated',
      'turn/completed completed',
    ]);
  },
});
