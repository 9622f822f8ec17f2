import { textInput } from '../../bench.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'codes/input-too-large',
  requires: 'A turn input of more than 1,048,576 characters is -32602 with its size as data.',
  source: 'app-server A.3',
  covers: ['turn/start'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'turn/start',
      { threadId, input: [textInput('x'.repeat(1_048_570)), textInput('y'.repeat(10))] },
      {
        code: -32602,
        message: 'Input exceeds the maximum length of 1048576 characters.',
        data: { input_error_code: 'input_too_large', max_chars: 1_048_576, actual_chars: 1_048_580 },
      },
    );
  },
});
