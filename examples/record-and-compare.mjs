// Records two sessions with our server and compares them: the same question, then another one.
// Run it with: node examples/record-and-compare.mjs
import { connect } from 'app-server-test-client/client';
import {
  diffSessions,
  parseRecording,
  Recorder,
  recordTransport,
  sayDifference,
} from 'app-server-test-client/recording';
import { createAppServer } from 'app-server-test-client/server';
import { connectTransport } from 'app-server-test-client/transport';

async function record(question) {
  const lines = [];
  const recorder = new Recorder(undefined, {
    transport: 'websocket',
    target: [],
    write: (text) => lines.push(text),
  });
  const server = createAppServer({ script: { replies: ['As you like.'] } });
  const { url } = await server.listen('ws://127.0.0.1:0');
  const client = await connect(recordTransport(await connectTransport(url), recorder));
  const { thread } = await client.startThread();
  await client.turn(thread.id, question).completed;
  await client.close();
  recorder.end();
  await server.close();
  return parseRecording(lines.join('')).frames;
}

const [first, again, other] = [await record('hello'), await record('hello'), await record('good evening')];
const ignore = ['thread/tokenUsage/updated'];
console.log(`the same question: ${diffSessions(first, again, { ignore }).length} differences`);
for (const found of diffSessions(first, other, { ignore })) {
  if (found.kind === 'changed')
    console.log(`${found.unit}: ${sayDifference(found.difference, ['before', 'now'])}`);
  else console.log(`${found.unit} is ${found.kind}`);
}
