// Logging of the server: one interface, and lines for people or JSON lines. The library itself stays silent;
// whoever starts a server decides where lines go. Callers keep credentials and frame contents out.

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** `fields` name facts (connection, method, bytes), never contents. */
export interface Logger {
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const silentLogger: Logger = { log: () => undefined };

const RANK: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 };

/** Writes one line per message at or above `level`, as JSON or as `time LEVEL message key=value`. */
export function lineLogger(options: {
  write: (line: string) => void;
  level?: LogLevel;
  format?: 'plain' | 'json';
  now?: () => number;
}): Logger {
  const { write, level: threshold = 'warn', format = 'plain', now = Date.now } = options;
  return {
    log(level, message, fields = {}) {
      if (RANK[level] > RANK[threshold]) return;
      const time = new Date(now()).toISOString();
      write(
        format === 'json' ? jsonLine(time, level, message, fields) : plainLine(time, level, message, fields),
      );
    },
  };
}

function jsonLine(time: string, level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>) {
  return `${JSON.stringify({ time, level, message, ...fields })}\n`;
}

function plainLine(
  time: string,
  level: LogLevel,
  message: string,
  fields: Readonly<Record<string, unknown>>,
) {
  const facts = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${time} ${level.toUpperCase()} ${message}${facts.join('')}\n`;
}
