/**
 * How many different ways lead from state 0 to an end. Throws when a way leads back to where it came from: then the
 * protocol could run in circles for ever.
 */
export function pathsThrough(successors: number[][]): number {
  const waiting = new Int32Array(successors.length);
  for (const next of successors) for (const state of next) waiting[state] = (waiting[state] ?? 0) + 1;
  const ways = new Float64Array(successors.length);
  ways[0] = 1;
  const ready = [0];
  let [visited, ends] = [0, 0];
  for (let state = ready.pop(); state !== undefined; state = ready.pop()) {
    visited += 1;
    const next = successors[state] ?? [];
    if (next.length === 0) ends += ways[state] ?? 0;
    for (const after of next) {
      ways[after] = (ways[after] ?? 0) + (ways[state] ?? 0);
      waiting[after] = (waiting[after] ?? 0) - 1;
      if (waiting[after] === 0) ready.push(after);
    }
  }
  if (visited < successors.length) throw new Error("the protocol can run in circles");
  return ends;
}
