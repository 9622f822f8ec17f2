// The two ways to a server under test: the pipes of a child process, and a bare TCP socket that speaks WebSocket.

import type { ChildProcessByStdio } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { Connection } from './connection.js';
import { clientFrame, lineSplitter, type Splitter, webSocketSplitter } from './frame-splitters.js';

export type PipedChild = ChildProcessByStdio<Writable, Readable, Readable>;

/** A client on the standard streams of a server. */
export function connectPipes(child: PipedChild): Connection {
  const connection = new Connection({
    write: (frames) => child.stdin.write(`${frames.join('\n')}\n`),
    close: () => child.stdin.end(),
  });
  child.stdin.on('error', () => connection.lose('The server closed its input.'));
  child.stdout.on(
    'data',
    lineSplitter((frame) => connection.receive(frame)),
  );
  child.stdout.on('end', () => connection.lose('The server closed its output.'));
  return connection;
}

/** A client of its own TCP connection. Resolves when the upgrade is done. */
export function connectWebSocket(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const connection = new Connection({
    write: (frames) => socket.write(Buffer.concat(frames.map((frame) => clientFrame(Buffer.from(frame))))),
    close: () => socket.destroy(),
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('The server closed the connection before the upgrade.'));
      connection.lose('The server dropped the WebSocket connection.');
    });
    const split = webSocketSplitter({
      onText: (frame) => connection.receive(frame),
      onPing: (payload) => socket.write(clientFrame(payload, 'pong')),
      onClose: () => socket.end(),
    });
    socket.on(
      'data',
      afterUpgrade(split, () => resolve(connection), reject),
    );
    socket.write(upgradeRequest(port));
  });
}

function afterUpgrade(
  split: Splitter,
  onUpgraded: () => void,
  onRefused: (error: Error) => void,
): (chunk: Buffer) => void {
  let head: Buffer | undefined = Buffer.alloc(0);
  return (chunk) => {
    if (head === undefined) return split(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    const statusLine = head.subarray(0, head.indexOf('\r\n')).toString();
    if (!statusLine.startsWith('HTTP/1.1 101'))
      return onRefused(new Error(`The server refused the WebSocket upgrade: ${statusLine}`));
    const rest = head.subarray(end + 4);
    head = undefined;
    onUpgraded();
    if (rest.length > 0) split(rest);
  };
}

function upgradeRequest(port: number): string {
  const lines = [
    'GET / HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
