// Artillery's own runner on one script, given as JSON: prints what it counted, as JSON on the last line.
// Its engine is found as Artillery finds engines, by name, below NODE_PATH.
const { createRequire } = require('node:module');
const path = require('node:path');

const { runner } = createRequire(path.join(__dirname, '..', 'package.json'))('@artilleryio/int-core').runner;
// What Artillery's launcher, which is not here, leaves for the runner.
global.artillery = { testRunId: 'test', runtimeOptions: {} };

async function main() {
  const script = JSON.parse(process.argv[2]);
  if (script.config.processor) script.config.processor = require(script.config.processor);
  const events = await runner(script, null, {}, undefined);
  if (Object.keys(events.warnings.engines).length > 0) process.exit(3);
  const totals = await new Promise((resolve) => {
    events.on('done', resolve);
    events.run();
  });
  const { counters, histograms } = totals;
  const timed = Object.fromEntries(Object.entries(histograms).map(([name, sketch]) => [name, sketch.count]));
  process.stdout.write(`\n${JSON.stringify({ counters, timed })}\n`, () => process.exit(0));
}
void main();
