// `astc watch`: prints every frame that comes in, whole, until the user or the server ends it.

import { defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { untilEnd } from '../until-end.js';

export const command = defineCommand({
  frames: 'inbound',
  run: async (context) => {
    refuseDynamicTools(context);
    return withClient(context, { experimentalApi: true, approvals: 'leave' }, ({ client }) =>
      untilEnd(context, client),
    );
  },
});
