/** So many calls of one visit are under way together: the engine answers one while the next is prepared. */
const width = 6;

/**
 * Runs a task for each entry, a few at once, and returns the results in the order of the entries. For tasks on different
 * cases only: those cannot tell in which order they run.
 */
export async function atOnce<Entry, Result>(
  entries: readonly Entry[],
  task: (entry: Entry) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const turns = entries.entries();
  const worker = async () => {
    for (const [index, entry] of turns) results[index] = await task(entry);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
