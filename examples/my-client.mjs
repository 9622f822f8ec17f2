// Stands for your own client: asks an app-server one thing and gives back what it said. Any client will do, in any
// language, as long as it can be told where its server is.
import { connect } from 'app-server-test-client/client';
import { connectTransport } from 'app-server-test-client/transport';

export async function ask(url, text) {
  const client = await connect(await connectTransport(url), {
    clientInfo: { name: 'my-client', title: null, version: '1.0.0' },
  });
  try {
    const { thread } = await client.startThread();
    const outcome = await client.turn(thread.id, text).completed;
    return { text: outcome.text, status: outcome.status };
  } finally {
    await client.close();
  }
}
