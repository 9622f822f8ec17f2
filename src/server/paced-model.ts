// The model as slow as the slowest client that must not be cut off: between batches the stream waits for the gate.

import type { ModelClient } from '../domain/ports.js';
import type { FlowGate } from './flow-gate.js';

export function paced(model: ModelClient, flow: FlowGate): ModelClient {
  return {
    retryPolicy: (of) => model.retryPolicy(of),
    prepare: (of) => model.prepare?.(of),
    async *stream(request, signal) {
      for await (const events of model.stream(request, signal)) {
        yield events;
        if (!flow.isOpen) await flow.whenOpen(signal);
      }
    },
  };
}
