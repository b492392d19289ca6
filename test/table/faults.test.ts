import { DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { workflow } from "../../shared/domain/actor.ts";
import { routeCase } from "../../shared/domain/commands/route-case.ts";
import { namingBusy, TableBusy } from "../../shared/table/busy.ts";
import { caseItem, type Item, toItem } from "../../shared/table/case-item.ts";
import { type CaseStore, changeCase, patience } from "../../shared/table/case-store.ts";
import type { Table } from "../../shared/table/client.ts";
import { AlreadyThere, CaseChanged, commit } from "../../shared/table/commit.ts";
import { city } from "../builders/city.ts";
import { awsError } from "../builders/fake-clients.ts";
import { dispatched, triaged } from "../builders/story.ts";

/** The engine never raises conflicts or throttling: here a client answers with them by itself. */
function failing(...faults: (Error | undefined)[]): { table: Table; tries: () => number } {
  let tries = 0;
  const client = namingBusy(new DynamoDBClient({ region: "eu-west-1" }));
  client.middlewareStack.add(
    (_next, { commandName }) =>
      async () => {
        const answer = (output: { Item?: Item; $metadata: object }) => ({ output, response: {} });
        if (commandName === "GetItemCommand") return answer({ Item: caseItem(triaged().state), $metadata: {} });
        const fault = faults[Math.min(tries, faults.length - 1)];
        tries += 1;
        if (fault !== undefined) throw fault;
        return answer({ $metadata: {} });
      },
    { step: "initialize", priority: "low" },
  );
  return { table: { client, name: "jiesu-test" }, tries: () => tries };
}

function cancelled(codes: string[], Item?: Item): TransactionCanceledException {
  const CancellationReasons = codes.map((Code) => ({ Code, ...(Item === undefined ? {} : { Item }) }));
  return new TransactionCanceledException({ message: "cancelled", $metadata: {}, CancellationReasons });
}

const [decision] = dispatched().decisions;
const unique = toItem({ pk: "UNIQUE", sk: "UNIQUE" });
const committed = (fault: Error) => {
  if (decision === undefined) throw new Error("a case begins with a decision");
  return commit(failing(fault).table, decision, [unique]);
};

describe("a failed transaction has a name, and is no SDK error above the table", () => {
  test.each([
    ["the case's version", cancelled(["ConditionalCheckFailed", "None", "None"]), CaseChanged],
    ["a transaction that is under way", cancelled(["None", "None", "TransactionConflict"]), CaseChanged],
    ["an event that is there already", cancelled(["None", "None", "ConditionalCheckFailed"]), CaseChanged],
    ["a uniqueness item", cancelled(["None", "ConditionalCheckFailed", "None"], unique), AlreadyThere],
    ["throttling inside", cancelled(["None", "ThrottlingError", "None"]), TableBusy],
    ["throttling outside", awsError("ThrottlingException"), TableBusy],
    ["a fault of the service", Object.assign(awsError("InternalServerError"), { $fault: "server" }), TableBusy],
    ["a line that breaks", Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }), TableBusy],
    ["the same transaction still running", awsError("TransactionInProgressException"), TableBusy],
  ])("%s", async (_what, fault, named) => {
    await expect(committed(fault)).rejects.toBeInstanceOf(named);
  });

  test("what is nobody's rival stays what it is", async () => {
    await expect(committed(awsError("AccessDeniedException"))).rejects.toThrow("AccessDeniedException");
    await expect(committed(cancelled(["ItemCollectionSizeLimitExceeded"]))).rejects.toBeInstanceOf(
      TransactionCanceledException,
    );
  });
});

describe("an answer that is lost", () => {
  const lost = () => Object.assign(awsError("InternalServerError"), { $fault: "server" });
  const events = decision?.events ?? [];
  const last = events.at(-1);

  /** A table whose transactions go unanswered; what it says when it is asked for the event. */
  function silent(look: () => Item | undefined) {
    const client = namingBusy(new DynamoDBClient({ region: "eu-west-1", maxAttempts: 1 }));
    let looks = 0;
    client.middlewareStack.add(
      (_next, { commandName }) =>
        async () => {
          if (commandName !== "GetItemCommand") throw lost();
          looks += 1;
          return { output: { Item: look(), $metadata: {} }, response: {} };
        },
      { step: "initialize", priority: "low" },
    );
    return { table: { client, name: "jiesu-test" }, looks: () => looks };
  }
  const commitTo = ({ table }: { table: Table }) => {
    if (decision === undefined) throw new Error("a case begins with a decision");
    return commit(table, decision);
  };

  test("is no failure when the write has gone through: its event is there, with its hash", async () => {
    const written = silent(() => toItem({ hash: last?.hash }));
    expect(await commitTo(written)).toBe(decision?.after);
  });

  test("is a failure when the event is not there, or is somebody else's", async () => {
    await expect(commitTo(silent(() => undefined))).rejects.toMatchObject({ name: "TableBusy", unclear: false });
    const other = silent(() => toItem({ hash: "somebody else's" }));
    await expect(commitTo(other)).rejects.toMatchObject({ name: "TableBusy", unclear: false });
  });

  test("stays unclear while the table says nothing at all: then nobody decides anew on it", async () => {
    const mute = silent(() => {
      throw lost();
    });
    const unclear = await commitTo(mute).catch((error: unknown) => error);
    expect(unclear).toMatchObject({ name: "TableBusy", unclear: true });
    expect(mute.looks()).toBe(5);
    await expect(patience()(unclear)).rejects.toBe(unclear);
  });
});

describe("changing a case", () => {
  const change = ({ table }: { table: Table }) => {
    const directories = { active: async () => city, version: async () => city };
    const store: CaseStore = { table, directories, now: () => triaged().now };
    return changeCase(store, workflow("routing"), triaged().state.caseId, routeCase);
  };

  test("tries again while others are faster or the table is busy", async () => {
    const faulty = failing(cancelled(["ConditionalCheckFailed"]), awsError("ThrottlingException"), undefined);
    expect(await change(faulty)).toMatchObject({ stage: "acceptance" });
    expect(faulty.tries()).toBe(3);
  });

  test("is not tried again for longer than a caller can wait: a busy table is for the caller to repeat", async () => {
    const slow = vi.spyOn(performance, "now").mockReturnValueOnce(0).mockReturnValue(5000);
    onTestFinished(() => slow.mockRestore());
    const faulty = failing(awsError("ThrottlingException"));
    await expect(change(faulty)).rejects.toBeInstanceOf(TableBusy);
    expect(faulty.tries()).toBe(1);
  });

  test("does not repeat what cannot get better", async () => {
    const faulty = failing(awsError("ValidationException"));
    await expect(change(faulty)).rejects.toThrow("ValidationException");
    expect(faulty.tries()).toBe(1);
  });
});
