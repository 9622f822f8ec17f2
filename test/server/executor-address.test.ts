import { describe, expect, it } from 'vitest';
import { problemWithCalling, problemWithHeadersTo } from '../../src/server/executor-address.js';

describe('the address of an executor', () => {
  it.each([
    ['ws://127.0.0.1:9', null],
    ['wss://example.com/x', null],
    ['not a url', 'HTTP format error: invalid uri character'],
    ['ws://', 'HTTP format error: empty string'],
    ['ws:///x', 'HTTP format error: invalid format'],
    ['ws:127.0.0.1:9', 'HTTP format error: invalid authority'],
    ['ws://[::1', 'HTTP format error: invalid authority'],
    ['ws://[::1]:9/x', null],
    ['/x', 'URL error: No host name in the URL'],
    ['http://127.0.0.1:9', 'URL error: URL scheme not supported'],
    ['x:80', 'URL error: URL scheme not supported'],
    ['ws://127.0.0.1:99999', 'IO error: invalid WebSocket URL'],
  ])('that is %s can be called, or why not: %s', (address, problem) => {
    expect(problemWithCalling(address)).toBe(problem);
  });

  it.each([
    ['ws://127.1.2.3:9', null],
    ['ws://[::1]:9', null],
    ['http://localhost', null],
    ['wss://example.com', null],
    ['ws://example.com', 'exec-server WebSocket headers require wss:// or a loopback destination'],
    ['ws://', 'invalid exec-server WebSocket URL: empty host'],
    ['ws://a:b', 'invalid exec-server WebSocket URL: invalid port number'],
    ['ws://u:p@[::1', 'invalid exec-server WebSocket URL: invalid IPv6 address'],
    ['ws://a b', 'invalid exec-server WebSocket URL: invalid international domain name'],
    ['x', 'invalid exec-server WebSocket URL: relative URL without a base'],
  ])('that is %s may be sent headers, or why not: %s', (address, problem) => {
    expect(problemWithHeadersTo(address)).toBe(problem);
  });
});
