// What MCP servers need of an executor: programs it starts, what it asks over HTTP, and what is configured there.

import type { PlacedConfiguration, ServerPlace } from '../../domain/environments/environment-ports.js';
import { listAt, textAt } from '../../util/peek.js';
import type { Executor } from './executor.js';
import { fileUrl } from './remote-sandbox.js';
import { startProcess } from './start-process.js';

const CONFIGURATION_SECONDS = 10;
const SERVERS = [['mcp_servers']];

export function serverPlace(executor: Executor, newId: () => string): ServerPlace {
  return {
    async fillsHeaders() {
      await executor.settled();
      return executor.info?.fillsHeaders === true;
    },
    start({ argv, cwd, env, inherited }) {
      const inherit = inherited === null ? 'core' : 'all';
      return startProcess(
        executor,
        {
          argv,
          cwd: fileUrl(cwd),
          envPolicy: { inherit, exclude: [], set: env, includeOnly: inherited ?? [] },
          env,
          tty: false,
          pipeStdin: true,
          sandbox: null,
        },
        newId,
      );
    },
    fetch: (fromVariables) => executor.http.fetch(fromVariables),
  };
}

/** As Environments.configuration. */
export async function placedConfiguration(
  executor: Executor,
  cwd: string,
): Promise<PlacedConfiguration | null> {
  await executor.settled();
  if (executor.info?.tellsConfiguration !== true) return null;
  const wish = { cwd: fileUrl(cwd), configPaths: SERVERS, requirementsPaths: SERVERS };
  try {
    const answer = await executor.requestWithin(CONFIGURATION_SECONDS, 'environmentConfig/read', wish);
    const layers = (of: string): string[] =>
      listAt(answer, of, 'layers').map((layer) => textAt(layer, 'toml') ?? '');
    const { fillsHeaders } = executor.info;
    return { config: layers('config'), requirements: layers('requirements'), fillsHeaders };
  } catch {
    return null;
  }
}
