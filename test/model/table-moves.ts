import { itemId, itemWith, seenItem, type Update, updated } from "./model-table.ts";
import type { Protocol } from "./protocol.ts";
import type { Call } from "./replay.ts";
import { changes, milestoneNames, type World } from "./world.ts";

interface Outcome {
  item: number;
  token: number;
}
/** Outcomes by update, item and token: an update is a pure function of the item, and there are few of each. */
const outcomes = new WeakMap<Update, Map<string, Outcome | undefined>>();
const mutated = new WeakMap<Protocol, WeakMap<Update, Update>>();

/** Updates the CASE item on condition, which leaves a stream record. Undefined when the condition fails. */
export function afterUpdate(world: World, update: Update): World | undefined {
  const outcome = outcomeOf(world, update);
  if (outcome === undefined) return undefined;
  const record = changes.idOf({ old: world.item, oldToken: world.token, new: outcome.item, newToken: outcome.token });
  return { ...world, ...outcome, records: [...world.records, record] };
}

function outcomeOf({ item, token }: World, update: Update): Outcome | undefined {
  const known = outcomes.get(update) ?? new Map<string, Outcome | undefined>();
  outcomes.set(update, known);
  const key = `${item} ${token}`;
  if (known.has(key)) return known.get(key);
  const after = updated(itemWith(item, token), update);
  const outcome = after === undefined ? undefined : { item: itemId(after), token: Number(after.waitToken?.S ?? 0) };
  known.set(key, outcome);
  return outcome;
}

/**
 * Commits a decision: the real update, as the protocol lets it through. `epoch` is that of the driver whose step commits,
 * `read` the token that the process had read. Undefined when the case has changed meanwhile.
 */
export function afterCommit(
  protocol: Protocol,
  world: World,
  { update, firstEvent, milestones }: Call & { kind: "commit" },
  { epoch, read }: { epoch?: number; read: number },
): World | undefined {
  // A case of seq n has the events 1 to n.
  if (protocol.eventsPutOnce && firstEvent <= seenItem(world.item).state.seq) return undefined;
  const after = afterUpdate(world, asWritten(protocol, update));
  if (after === undefined) return undefined;
  const fired = milestones.map((name) => milestoneNames.idOf(name));
  const twice = fired.find((milestone) => world.fired.includes(milestone));
  const drives = seenItem(world.item).state.epoch;
  const broken =
    twice !== undefined
      ? `milestone "${milestoneNames.get(twice)}" fires twice`
      : epoch !== undefined && epoch !== drives
        ? `the driver of epoch ${epoch} commits in epoch ${drives}`
        : "";
  const written = { ...after, fired: [...world.fired, ...fired], broken };
  if (protocol.caseWritten === "by update") return written;
  return withToken(written, protocol.caseWritten === "by put" ? 0 : read);
}

function asWritten(protocol: Protocol, update: Update): Update {
  const known = mutated.get(protocol) ?? new WeakMap<Update, Update>();
  mutated.set(protocol, known);
  const found = known.get(update) ?? protocol.commit(update);
  known.set(update, found);
  return found;
}

/** A Put writes a token, or none, over whatever is there. */
function withToken(world: World, token: number): World {
  const record = world.records.at(-1) ?? 0;
  const put = changes.idOf({ ...changes.get(record), newToken: token });
  return { ...world, token, records: [...world.records.slice(0, -1), put] };
}
