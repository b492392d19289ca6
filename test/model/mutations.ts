import type { Update } from "./model-table.ts";
import { asItIs, type Protocol } from "./protocol.ts";

/** A shortcut that somebody might take, and what comes of it. */
export interface Mutation {
  name: string;
  change: Partial<Protocol>;
  /** What the model finds; "safe" when the protocol holds without it too, with the reason. */
  wrong: RegExp | "safe";
  because: string;
  /** More than one record is then on its way to wake the same token. */
  wasteful?: boolean;
}

const withoutCondition =
  (...names: string[]) =>
  (update: Update): Update => {
    const conditions = update.ConditionExpression?.split(" AND ") ?? [];
    const kept = conditions.filter((condition) => !names.some((name) => condition.startsWith(`#${name} `)));
    return { ...update, ConditionExpression: kept.join(" AND ") };
  };

/** The update without what it does to the token, and without what it sets `names` to. */
const without =
  ({ token, names = [] }: { token: boolean; names?: string[] }, when: (update: Update) => boolean = () => true) =>
  (update: Update): Update => {
    if (!when(update)) return update;
    const [set = "", remove = ""] = (update.UpdateExpression ?? "").slice("SET ".length).split(" REMOVE ");
    const sets = set.split(", ").filter((one) => !names.some((name) => one.startsWith(`#${name} `)));
    const removes = remove.split(", ").filter((one) => one !== "" && !(token && one === "#waitToken"));
    const rest = removes.length === 0 ? "" : ` REMOVE ${removes.join(", ")}`;
    return { ...update, UpdateExpression: `SET ${sets.join(", ")}${rest}` };
  };

const setsEpoch = ({ UpdateExpression = "" }: Update) => UpdateExpression.includes("#epoch = ");
const onTurnAlone = asItIs.waitCondition.replace(" AND epoch = :e", "");
const onEpochAlone = asItIs.waitCondition.replace("turn = :n AND ", "");
const turnStays = without({ token: true, names: ["turn"] }, setsEpoch);

export const mutations: Mutation[] = [
  {
    name: "the reader wakes the token of the new image",
    change: { tokenOf: "new image" },
    wrong: /a wake-up is lost/,
    because: "the write that raises turn has removed the token from the new image",
  },
  {
    name: "the reader passes over records in which the stage has not changed",
    change: { skipsUnchangedStage: true },
    wrong: /a wake-up is lost/,
    because: "a withdrawal or a redrive changes no stage, and the driver must see both",
  },
  {
    name: "a wait is registered whatever turn the case is in",
    change: { waitCondition: onEpochAlone },
    wrong: /a wake-up is lost/,
    because: "the case moved before the wait was there, so its record wakes nobody",
  },
  {
    name: "a wait is registered whatever epoch the case is in",
    change: { waitCondition: onTurnAlone },
    wrong: "safe",
    because: "a new epoch raises turn, so the condition on turn refuses the old driver too: the second of two fences",
  },
  {
    name: "a redrive leaves turn as it is",
    change: { commit: turnStays },
    wrong: /a wake-up is lost/,
    because: "the old driver's wait is replaced by the new one's, and nobody tells the old one",
  },
  {
    name: "a redrive leaves turn as it is, and a wait is registered whatever epoch the case is in",
    change: { commit: turnStays, waitCondition: onTurnAlone },
    wrong: /driver 1 waits for a case in epoch 2/,
    because: "now neither fence holds, and the old driver takes the new one's place",
  },
  {
    name: "a driver that finds another epoch goes on",
    change: { hubSupersedes: false },
    wrong: /driver 1 (waits for a case|commits) in epoch 2/,
    because: "it takes the new position for its own",
  },
  {
    name: "a step decides whatever epoch drives the case",
    change: { stepFenced: false },
    wrong: /the driver of epoch 1 commits in epoch 2/,
    because: "it reads the new epoch, and the commit's conditions are those of what it has read",
  },
  {
    name: "a commit does not look at epoch",
    change: { commit: withoutCondition("guardEpoch") },
    wrong: "safe",
    because: "a new epoch is a new version, which the commit's other condition refuses: the second of two fences",
  },
  {
    name: "a commit does not look at version",
    change: { commit: withoutCondition("guardVersion") },
    wrong: "safe",
    because: "the event of that number is there already, which refuses the transaction: the second of two fences",
  },
  {
    name: "a commit looks neither at version nor whether its event's number is taken",
    change: { commit: withoutCondition("guardVersion"), eventsPutOnce: false },
    wrong: /fires twice/,
    because: "a step that was given up runs on, and commits what its second try has committed",
  },
  {
    name: "nor at epoch",
    change: { commit: withoutCondition("guardVersion", "guardEpoch"), eventsPutOnce: false },
    wrong: /commits in epoch/,
    because: "nothing serialises the case any more",
  },
  {
    name: "the case is written whole, by a Put",
    change: { caseWritten: "by put" },
    wrong: /a wake-up is lost/,
    because: "a write that the workflow need not see drops the token of whoever waits",
  },
  {
    name: "the case is written whole, by a Put of what was read, token and all",
    change: { caseWritten: "by put of what was read" },
    wrong: /a wake-up is lost/,
    because: "a wait registered since the reading is overwritten: registering changes no version",
  },
  {
    name: "the token is not removed when turn rises",
    change: { commit: without({ token: true }) },
    wrong: "safe",
    wasteful: true,
    because:
      "records wake a token that was woken before, and the sweeper finds out that a token is dead: wasteful, no more",
  },
  {
    name: "nobody sweeps",
    change: { sweeps: false },
    wrong: /the sweeper does not have it driven again/,
    because: "a record that is lost, or an execution that is stopped, leaves the case to nobody",
  },
];

export const mutated = ({ change }: Mutation): Protocol => ({ ...asItIs, ...change });
