import { at, listAt, textAt } from '../../../util/peek.js';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

const CALL = {
  type: 'tool_search_call',
  id: 'ts_1',
  call_id: 'call_search',
  status: 'completed',
  execution: 'client',
  arguments: { query: 'spawn' },
};

export default scenario({
  id: 'tools/search',
  requires: 'A model that can search is not told of the tools for agents, and finds them in their group.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['turn/completed'],
  script: { replies: [{ parts: [{ item: CALL }] }, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    await bench.turn(line, await bench.startThread(line));
    const [first, second] = bench.backend.requests.map(({ body }) => body);
    const offered = listAt(first, 'tools').map((tool) => textAt(tool, 'name') ?? textAt(tool, 'type'));
    expectThat('searching is offered', offered.includes('tool_search'));
    expectThat('what can be found is not', !offered.includes('multi_agent_v1'));
    const output = listAt(second, 'input').find((item) => at(item, 'type') === 'tool_search_output');
    const group = listAt(output, 'tools').find((tool) => at(tool, 'name') === 'multi_agent_v1');
    const names = listAt(group, 'tools').map((tool) => textAt(tool, 'name'));
    expectThat('the search finds it in its group', names.includes('spawn_agent'));
  },
});
