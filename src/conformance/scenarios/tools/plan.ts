import { scenario } from '../../scenario.js';

export default scenario({
  id: 'tools/plan',
  requires: 'A plan that the model makes is told as turn/plan/updated.',
  source: 'app-server D.4',
  profiles: ['0.118.0'],
  covers: ['turn/plan/updated'],
  script: {
    replies: [
      {
        call: {
          name: 'update_plan',
          arguments: {
            explanation: 'so',
            plan: [
              { step: 'one', status: 'in_progress' },
              { step: 'two', status: 'pending' },
            ],
          },
        },
      },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    await bench.turn(line, await bench.startThread(line));
    await line.hears('turn/plan/updated', {
      explanation: 'so',
      plan: [
        { step: 'one', status: 'inProgress' },
        { step: 'two', status: 'pending' },
      ],
    });
  },
});
