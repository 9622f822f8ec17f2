// One turn, and the spans of both sides of it as a tree. Run it: node trace-a-turn.mjs
import { createServer } from 'node:http';
import { connect } from 'app-server-test-client/client';
import { createAppServer } from 'app-server-test-client/server';
import { openTracing } from 'app-server-test-client/tracing';
import { connectTransport } from 'app-server-test-client/transport';

// Stands in for the collector that you have.
const spans = [];
const collector = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    for (const { scopeSpans } of JSON.parse(body).resourceSpans)
      for (const scope of scopeSpans)
        for (const span of scope.spans) spans.push({ ...span, by: scope.scope.name });
    response.end('{}');
  });
});
await new Promise((resolve) => collector.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${collector.address().port}/v1/traces`;

const serving = await openTracing({ url, serviceName: 'server' });
const server = createAppServer({ script: { replies: ['Hello.'] }, wrapTransport: serving.server });
const listening = await server.listen('ws://127.0.0.1:0');

const asking = await openTracing({ url, serviceName: 'client' });
const client = await connect(asking.client(await connectTransport(listening.url)));
const { thread } = await client.startThread();
await client.turn(thread.id, 'Good morning.').completed;
await client.close();
await server.close();
for (const tracing of [asking, serving]) {
  const lost = await tracing.close();
  if (lost !== undefined) throw new Error(lost);
}
collector.close();

function show(parent, indent) {
  for (const span of spans.filter(({ parentSpanId = '' }) => parentSpanId === parent)) {
    console.log(`${indent}${span.by}: ${span.name}`);
    show(span.spanId, `${indent}  `);
  }
}
show('', '');
