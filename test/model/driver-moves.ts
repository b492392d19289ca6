import type { CasePosition } from "../../shared/lambda/workflow-step.ts";
import { seenItem, type Update } from "./model-table.ts";
import type { Move } from "./moves.ts";
import { run, seenTokens } from "./process-moves.ts";
import type { Protocol } from "./protocol.ts";
import { begin } from "./replay.ts";
import { positionInWords } from "./stream.ts";
import { afterUpdate } from "./table-moves.ts";
import { caught, waitInTheFile } from "./workflow.ts";
import { atState, type Driver, positions, resumed, type World, withDriver } from "./world.ts";

/** What an execution may do next, as Step Functions has it do the states of the machine's file. */
export async function movesOfDriver(protocol: Protocol, world: World, driver: Driver): Promise<Move[]> {
  if (driver.doing === "end") return [];
  const moves = driver.doing === "step" ? await movesOfStep(protocol, world, driver) : movesOf(protocol, world, driver);
  return [...moves, ...stops(world, driver)];
}

function movesOf(protocol: Protocol, world: World, driver: Driver): Move[] {
  const position = positions.get(driver.position);
  const isOver = (position.nextDueAt ?? "") <= world.now;
  switch (driver.doing) {
    case "register":
      return [
        registers(protocol, world, driver, position),
        ...(isOver && world.left.slow > 0 ? [timesOutTooEarly(protocol, world, driver, position)] : []),
      ];
    case "waiting": {
      // The least second of a wait is not modelled: a wait for what is due already may be over at once.
      const state = caught(driver.state, "States.Timeout");
      const next = withDriver(world, atState(state, driver.epoch, position, protocol.stepFenced));
      return isOver ? [{ label: `driver ${driver.epoch} times out`, world: next, kind: "protocol" }] : [];
    }
    case "load": {
      const found = seenItem(world.item).position;
      const label = `driver ${driver.epoch} reloads ${positionInWords(positions.idOf(found))}`;
      return [{ label, world: withDriver(world, resumed(protocol, driver.epoch, found)), kind: "protocol" }];
    }
    default:
      return [];
  }
}

/** Registers a wait, which an old driver must never be able to do; or finds that the case has moved. */
function registers(protocol: Protocol, world: World, driver: Driver, position: CasePosition): Move {
  const token = freshToken(world, driver.epoch);
  const registered = afterUpdate(world, registration(protocol, position, token));
  if (registered === undefined) {
    const state = caught(driver.state, "DynamoDb.ConditionalCheckFailedException");
    const next = withDriver(world, atState(state, driver.epoch, position, protocol.stepFenced));
    return { label: `driver ${driver.epoch} finds that the case has moved`, world: next, kind: "protocol" };
  }
  const { epoch } = seenItem(world.item).position;
  const broken = epoch === driver.epoch ? "" : `driver ${driver.epoch} waits for a case in epoch ${epoch}`;
  const next = withDriver({ ...registered, broken }, { ...driver, doing: "waiting", by: token });
  const label = `driver ${driver.epoch} waits at ${positionInWords(driver.position)}, token ${token}`;
  return { label, world: next, kind: "protocol" };
}

/** The wait is over before its registration has reached the table, where it is written or refused later. */
function timesOutTooEarly(
  protocol: Protocol,
  world: World,
  driver: Driver,
  { turn, epoch, ...rest }: CasePosition,
): Move {
  const token = freshToken(world, driver.epoch);
  const state = caught(driver.state, "States.Timeout");
  const left = { ...world.left, slow: world.left.slow - 1 };
  const after = { ...world, late: [...world.late, { token, turn, epoch }], left };
  const next = withDriver(after, atState(state, driver.epoch, { turn, epoch, ...rest }, protocol.stepFenced));
  const label = `driver ${driver.epoch} times out while its registration of token ${token} is under way`;
  return { label, world: next, kind: "fault" };
}

async function movesOfStep(protocol: Protocol, world: World, driver: Driver): Promise<Move[]> {
  const moves: Move[] = [];
  const { kind, label, world: next, process, result } = await run(protocol, world, driver.by, driver.epoch);
  const who = `driver ${driver.epoch}, ${driver.state}:`;
  const goOn = (then: World) =>
    withDriver(
      then,
      result === undefined ? { ...driver, by: process } : resumed(protocol, driver.epoch, result as CasePosition),
    );
  moves.push({ label: `${who} ${label}`, world: goOn(next), kind: "protocol" });
  if (world.left.crashes > 0 && kind === "commit") {
    const again = atState(driver.state, driver.epoch, positions.get(driver.position), protocol.stepFenced);
    const left = { ...world.left, crashes: world.left.crashes - 1 };
    moves.push({ label: `${who} dies before its commit`, world: withDriver({ ...world, left }, again), kind: "fault" });
    const running = { ...world, left, processes: [...world.processes, driver.by] };
    moves.push({ label: `${who} is given up, and runs on`, world: withDriver(running, again), kind: "fault" });
    moves.push({ label: `${who} ${label}, and dies`, world: withDriver({ ...next, left }, again), kind: "fault" });
  }
  return moves;
}

/** Somebody stops the execution, which is told on the bus. The function of a step that it was in may run on. */
function stops(world: World, driver: Driver): Move[] {
  if (world.left.stops === 0) return [];
  const left = { ...world.left, stops: world.left.stops - 1 };
  const message = begin({ kind: "mark", epoch: driver.epoch });
  const ended: Driver = { epoch: driver.epoch, state: "stopped", doing: "end", position: 0, by: 0 };
  const stopped = withDriver({ ...world, left, processes: [...world.processes, message] }, ended);
  const label = `driver ${driver.epoch} is stopped by hand`;
  if (driver.doing !== "step") return [{ label, world: stopped, kind: "fault" }];
  const running = { ...stopped, processes: [...stopped.processes, driver.by] };
  return [
    { label, world: stopped, kind: "fault" },
    { label: `${label}, its step runs on`, world: running, kind: "fault" },
  ];
}

const registrations = new Map<string, Update>();

/** The state machine's own update, with its arguments as its expressions fill them in. */
export function registration(
  { waitCondition }: Protocol,
  { turn, epoch }: Pick<CasePosition, "turn" | "epoch">,
  token: number,
): Update {
  const key = `${waitCondition} ${turn} ${epoch} ${token}`;
  const known = registrations.get(key) ?? {
    UpdateExpression: waitInTheFile.UpdateExpression,
    ConditionExpression: waitCondition,
    ExpressionAttributeValues: { ":t": { S: String(token) }, ":n": { N: String(turn) }, ":e": { N: String(epoch) } },
  };
  registrations.set(key, known);
  return known;
}

/** A token that nobody holds: numbers are used again once nothing refers to them, so that equal states look equal. */
function freshToken(world: World, epoch: number): number {
  const taken = seenTokens(world);
  let token = epoch * 100 + 1;
  while (taken.has(token)) token += 1;
  return token;
}
