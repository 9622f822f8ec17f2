// Rules on commands, put together from the home, the projects around a thread and the administrator; and what a client is told when they
// cannot be used.

import type { Configuration, ConfigVersion } from '../adapters/config/index.js';
import { ignoresRules } from '../adapters/config/requirement-reviewers.js';
import { createRulesFiles, type RulesFileProblem } from '../adapters/rules/rules-files.js';
import type { CommandRules } from '../domain/command-ports.js';
import type { ConfigWarningNotification } from '../protocol/index.js';
import { messageOf } from '../util/coded-error.js';
import type { HostIdentity } from './host-identity.js';
import type { Logger } from './logger.js';

export interface ComposedRules {
  readonly commandRules: CommandRules;
  /** What is wrong with the rules for work in `cwd`; null when nothing is. */
  warning(cwd: string): Promise<ConfigWarningNotification | null>;
}

export function composeRules(input: {
  readonly host: HostIdentity;
  readonly logger: Logger;
  readonly configuration: Pick<Configuration, 'rulesFolders' | 'requiredRules' | 'demands'>;
  readonly version: ConfigVersion;
}): ComposedRules {
  const { host, logger, configuration, version } = input;
  const files = createRulesFiles(host.codexHome);
  async function read(cwd: string) {
    const found = await files.read(configuration.rulesFolders(cwd));
    const { problem } = found;
    if (problem !== null) {
      logger.log('warn', 'A file of rules on commands cannot be used.', { detail: problem.message });
    }
    return found;
  }
  return {
    commandRules: {
      read: async (cwd) => [...(await read(cwd)).rules, ...configuration.requiredRules()],
      areIgnoredFor: (model) => ignoresRules(model, configuration.demands()?.tree ?? {}, version),
      allow: (prefix) => files.allow(prefix),
      hosts: async (cwd) => (await read(cwd)).hosts,
      amendHost: (amendment) => files.amendHost(amendment),
    },
    async warning(cwd) {
      try {
        const { problem } = await files.read(configuration.rulesFolders(cwd));
        return problem === null ? null : warningOf(problem);
      } catch (thrown) {
        // Each command that asks for the rules fails by itself; the server serves.
        const detail = messageOf(thrown);
        logger.log('warn', 'The rules on commands cannot be read.', { detail });
        return null;
      }
    },
  };
}

function warningOf({ path, message, line, column }: RulesFileProblem): ConfigWarningNotification {
  const place = { line, column };
  return {
    summary: 'Error parsing rules; custom rules not applied.',
    details: `failed to parse rules file ${path}: ${message} at line ${line}, column ${column}`,
    path,
    range: { start: place, end: place },
  };
}
