// How permissions are described to the model.

import { flag, texts } from '../tool.js';

export function permissionsSchema(description: string): unknown {
  return object(description, {
    network: object('Access to the network.', { enabled: flag('Whether it is needed.') }),
    file_system: object('Access to files.', {
      read: texts('Absolute paths to read.'),
      write: texts('Absolute paths to write.'),
    }),
  });
}

function object(description: string, properties: Readonly<Record<string, unknown>>): unknown {
  return { type: 'object', description, properties, additionalProperties: false };
}
