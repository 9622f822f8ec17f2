// How requests say where an administrator wants them answered: those to the model, to the catalogue of apps, and where
// tokens are renewed, exchanged or given back. The account's other pages are not told, as in the real servers.

/** `residency`: nothing where it may be anywhere. */
export function residencyHeaders(residency: string | null | undefined): Readonly<Record<string, string>> {
  return residency == null ? {} : { 'x-openai-internal-codex-residency': residency };
}
