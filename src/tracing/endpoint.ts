// Whether spans are wanted, and where they go, by the standard OpenTelemetry variables.

type Env = Readonly<Record<string, string | undefined>>;

const DEFAULT_COLLECTOR = 'http://localhost:4318';

/**
 * The URL that spans are posted to; undefined when tracing is off. `isAsked` is `--otel`: it takes the collector of
 * this machine when the environment names none. OTEL_SDK_DISABLED and OTEL_TRACES_EXPORTER=none turn it off.
 */
export function tracesUrl(env: Env, isAsked: boolean): string | undefined {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: exact, OTEL_EXPORTER_OTLP_ENDPOINT: base } = env;
  if (!isAsked && !exact && !base) return undefined;
  if (env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return undefined;
  if (env.OTEL_TRACES_EXPORTER?.trim().toLowerCase() === 'none') return undefined;
  return exact || `${(base || DEFAULT_COLLECTOR).replace(/\/+$/, '')}/v1/traces`;
}
