import { describe, expect, it } from 'vitest';
import { tracesUrl } from '../../src/tracing/endpoint.js';

describe('where spans go', () => {
  it.each([
    [{}, false, undefined],
    [{}, true, 'http://localhost:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1/' }, false, 'http://c:1/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1/base' }, true, 'http://c:1/base/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/x' }, false, 'http://c/x'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1', OTEL_SDK_DISABLED: 'true' }, true, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1', OTEL_TRACES_EXPORTER: 'none' }, true, undefined],
  ])('with %j and --otel %j is %s', (env, isAsked, url) => {
    expect(tracesUrl(env, isAsked)).toBe(url);
  });
});
