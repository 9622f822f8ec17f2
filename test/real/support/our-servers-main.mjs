// A process in which many servers of ours live side by side, from dist: a play's server then costs neither the start of
// a process nor the warming up of its code. Each connection to the socket is one server with one client: its first line
// says which server (the options of createAppServer), all others are frames; it lives until the client ends its side.
import { createServer } from 'node:net';
import { pathToFileURL } from 'node:url';

const [socketPath, dist] = process.argv.slice(2);
const { createAppServer } = await import(pathToFileURL(`${dist}/server/index.js`).href);
const { stdioTransport } = await import(pathToFileURL(`${dist}/transport/index.js`).href);

createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  let head = Buffer.alloc(0);
  const onHead = (chunk) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\n');
    if (end < 0) return;
    socket.off('data', onHead);
    socket.pause();
    if (head.length > end + 1) socket.unshift(head.subarray(end + 1));
    serve(socket, JSON.parse(head.subarray(0, end).toString()));
  };
  socket.on('data', onHead);
}).listen(socketPath, () => process.stdout.write('ready\n'));

function serve(socket, options) {
  const server = createAppServer(options);
  server.connect(stdioTransport({ input: socket, output: socket }));
  socket.once('close', () => void server.close());
  socket.once('end', async () => {
    await server.close();
    socket.end();
  });
}

// A play's neighbours must not suffer for what goes wrong in it, but the run ends as failed.
let failures = 0;
const onFailure = (thrown) => {
  failures += 1;
  console.error('a server of ours failed in the background:', thrown);
};
process.on('uncaughtException', onFailure);
process.on('unhandledRejection', onFailure);

// Whoever started this process holds its stdin open for as long as it is wanted.
process.stdin.on('end', () => process.exit(failures === 0 ? 0 : 1)).resume();
