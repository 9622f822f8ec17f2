// Warnings a thread gives its subscribers, in the words of the real server.

export function unknownModelWarning(model: string): string {
  return `Model metadata for \`${model}\` not found. Defaulting to fallback metadata; this can degrade performance and cause issues.`;
}

/** `recorded`: the model the thread last ran with. */
export function otherModelWarning(recorded: string, now: string): string {
  return `This session was recorded with model \`${recorded}\` but is resuming with \`${now}\`. Consider switching back to \`${recorded}\` as it may affect Codex performance.`;
}

/** `tier`: what the model has none of. */
export function lackingTierWarning(tier: string, model: string): string {
  return `Configured service tier \`${tier}\` is not advertised as supported for model \`${model}\` and will be omitted from requests.`;
}
