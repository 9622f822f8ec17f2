/** Whether plain data serialises to the same text; members in another order make a difference. */
export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
