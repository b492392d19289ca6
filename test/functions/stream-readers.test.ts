import "../builders/environment.ts";
import type { DynamoDBRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { newHandler as driver } from "../../functions/drive/drive-workflows.ts";
import { newHandler as publisher } from "../../functions/publish/publish-events.ts";
import type { WrittenCase } from "../../shared/domain/decision.ts";
import { caseItem, type Item, toItem } from "../../shared/table/case-item.ts";
import { eventKey } from "../../shared/table/keys.ts";
import { responseItem } from "../../shared/table/responses.ts";
import { awsError, fakeBus, fakeParking, fakeStepFunctions } from "../builders/fake-clients.ts";
import { responding } from "../builders/response-story.ts";
import { accept, accepted, answers, dispatched, resolve } from "../builders/story.ts";
import { secrets } from "../builders/ticket.ts";

const machineArn = "arn:aws:states:eu-west-1:123456789012:stateMachine:case-lifecycle";
const responseMachineArn = "arn:aws:states:eu-west-1:123456789012:stateMachine:sensitive-response";
let records = 0;
const record = (NewImage?: Item, OldImage?: Item): DynamoDBRecord => {
  records += 1;
  return {
    eventID: `event-${records}`,
    dynamodb: { NewImage, OldImage, Keys: {}, SequenceNumber: String(records) },
  } as DynamoDBRecord;
};

describe("drive-workflows", () => {
  const withToken = (state: WrittenCase, token: string): Item => ({ ...caseItem(state), waitToken: { S: token } });

  function drive(answer?: Parameters<typeof fakeStepFunctions>[0]) {
    const { client, sent } = fakeStepFunctions(answer);
    const { parking, sent: parked } = fakeParking();
    const handler = driver({ stepFunctions: client, machineArn, responseMachineArn, parking });
    return { sent, parked, read: (...Records: DynamoDBRecord[]) => handler({ Records }) };
  }

  test("a new case gets an execution of its own name, that knows where the case stands and nothing else", async () => {
    const { decisions } = dispatched();
    const { state } = { state: decisions[0]?.after as WrittenCase };
    const { sent, read } = drive();
    expect(await read(record(caseItem(state)))).toEqual({ batchItemFailures: [] });
    expect(sent).toMatchObject([
      { call: "StartExecution", input: { stateMachineArn: machineArn, name: `${state.caseId}-1` } },
    ]);
    expect(JSON.parse(String(sent[0]?.input.input))).toEqual({
      ...{ caseId: state.caseId, version: 1, turn: 1, epoch: 1, stage: "triage", nextDueAt: state.nextDueAt },
    });
    expect(JSON.stringify(sent)).not.toContain(secrets.phone);
  });

  test("whoever waits is woken by the token of the old image, with the position of the new one", async () => {
    const story = dispatched();
    const before = story.state;
    accept(story);
    const { sent, read } = drive();
    // By now another wait may stand in the new image: that one is not over.
    await read(record(withToken(story.state, "later"), withToken(before, "waiting")));
    expect(sent).toMatchObject([{ call: "SendTaskSuccess", input: { taskToken: "waiting" } }]);
    expect(JSON.parse(String(sent[0]?.input.output))).toMatchObject({ stage: "resolution", turn: story.state.turn });
  });

  test("a write that the workflow need not see, or the registration of a wait itself, wakes nobody", async () => {
    const { state } = accepted();
    const { sent, read } = drive();
    await read(record(withToken({ ...state, version: state.version + 1 }, "t"), withToken(state, "t")));
    await read(record(withToken(state, "t"), caseItem(state)));
    expect(sent).toEqual([]);
  });

  test("a new epoch starts a new driver and wakes the old one, which then learns that it is superseded", async () => {
    const { state } = accepted();
    const redriven = { ...state, epoch: 2, turn: state.turn + 1 };
    const { sent, read } = drive();
    await read(record(caseItem(redriven), withToken(state, "old driver")));
    expect(sent.map(({ call }) => call)).toEqual(["SendTaskSuccess", "StartExecution"]);
    expect(sent[1]?.input.name).toBe(`${state.caseId}-2`);
  });

  test("a response to a sensitive case is driven by its own machine, under the same name; settled, by none", async () => {
    const { state } = responding();
    const { sent, read } = drive();
    await read(record(responseItem(state)));
    expect(sent).toMatchObject([
      { call: "StartExecution", input: { stateMachineArn: responseMachineArn, name: `${state.caseId}-1` } },
    ]);
    const { nextDueAt: _none, ...rest } = state;
    const settled = responseItem({ ...rest, stage: "settled", settledAt: rest.openedAt, turn: 2 });
    await read(record(settled, { ...responseItem(state), waitToken: { S: "waiting" } }));
    expect(sent.slice(1)).toMatchObject([{ call: "SendTaskSuccess", input: { taskToken: "waiting" } }]);
  });

  test("closing wakes the last driver and starts none", async () => {
    const story = accepted();
    resolve(story);
    const before = story.state;
    answers(story, "satisfied");
    const { sent, read } = drive();
    await read(record(caseItem(story.state), withToken(before, "last")));
    expect(sent.map(({ call }) => call)).toEqual(["SendTaskSuccess"]);
  });

  test.each(["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])("a dead token (%s) is done", async (name) => {
    const { state } = accepted();
    const { read } = drive(() => awsError(name));
    const moved = caseItem({ ...state, turn: state.turn + 1 });
    expect(await read(record(moved, withToken(state, "dead")))).toEqual({ batchItemFailures: [] });
  });

  test("a record that comes twice starts nothing twice", async () => {
    const { read } = drive(() => awsError("ExecutionAlreadyExists"));
    const created = record(caseItem(dispatched().decisions[0]?.after as WrittenCase));
    expect(await read(created, created)).toEqual({ batchItemFailures: [] });
  });

  test("the stream is read again from the first record that failed", async () => {
    const { state } = accepted();
    const moved = () => record(caseItem({ ...state, turn: state.turn + 1 }), withToken(state, `token-${records}`));
    const [first, second, third] = [moved(), moved(), moved()];
    const failing = `token-${Number(second?.dynamodb?.SequenceNumber) - 1}`;
    const { read, sent } = drive(({ taskToken }: { taskToken: string }) =>
      taskToken === failing ? awsError("ThrottlingException") : {},
    );
    expect(await read(first, second, third)).toEqual({
      batchItemFailures: [{ itemIdentifier: second?.dynamodb?.SequenceNumber }],
    });
    expect(sent).toHaveLength(2);
  });

  test("a record that nobody can read is parked with its keys alone and holds up nobody", async () => {
    const { read, sent, parked } = drive();
    const broken = record({ ...toItem({ caseId: "x", phone: secrets.phone }) });
    const good = record(caseItem(dispatched().decisions[0]?.after as WrittenCase));
    expect(await read(broken, good)).toEqual({ batchItemFailures: [] });
    expect(sent.map(({ call }) => call)).toEqual(["StartExecution"]);
    expect(JSON.parse(String(parked[0]?.input.MessageBody))).toMatchObject({ eventID: broken.eventID });
    expect(JSON.stringify(parked)).not.toContain(secrets.phone);
  });
});

describe("publish-events", () => {
  const eventRecords = (copies = 1) =>
    Array.from({ length: copies }, () => accepted().history)
      .flat()
      .map((event) => record(toItem({ ...eventKey(event.caseId, event.seq), ...event, hourPk: "HOUR" })));

  function publish(answer?: Parameters<typeof fakeBus>[0]) {
    const { bus, sent } = fakeBus(answer);
    const { parking, sent: parked } = fakeParking();
    const handler = publisher({ bus, parking });
    return { sent, parked, read: (Records: DynamoDBRecord[]) => handler({ Records }) };
  }
  type Put = { Entries: { Detail: string; DetailType: string; Source: string }[] };

  test("puts each event on the bus by its type, ten at a time, with an id to know it again by", async () => {
    const { sent, read } = publish();
    const batch = eventRecords(4);
    expect(await read(batch)).toEqual({ batchItemFailures: [] });
    const puts = sent.map(({ input }) => input as unknown as Put);
    expect(puts.map(({ Entries }) => Entries.length)).toEqual([10, 6]);
    const [first] = puts[0]?.Entries ?? [];
    expect(first).toMatchObject({ Source: "jiesu.cases", DetailType: "CaseOpened" });
    const detail = JSON.parse(first?.Detail ?? "");
    expect(detail).toMatchObject({ id: `${detail.caseId}-1`, seq: 1, version: 1, actor: { kind: "partner" } });
    expect(detail.actor).not.toHaveProperty("id");
    expect(detail).not.toHaveProperty("pk");
  });

  const seqs = (put: unknown) => (put as Put).Entries.map(({ Detail }) => JSON.parse(Detail).seq as number);
  const refusing = (which: (index: number) => boolean) => (put: Put) => ({
    FailedEntryCount: put.Entries.filter((_, at) => which(at)).length,
    Entries: put.Entries.map((_, at) => (which(at) ? { ErrorCode: "InternalFailure" } : {})),
  });

  test("what the bus refuses goes again, alone, with the seq it had", async () => {
    const batch = eventRecords(3);
    let puts = 0;
    const { read, sent } = publish((put: Put) => {
      puts += 1;
      return puts === 1 ? refusing((at) => at === 1 || at === 7)(put) : {};
    });
    expect(await read(batch)).toEqual({ batchItemFailures: [] });
    expect(sent.map(({ input }) => (input as unknown as Put).Entries.length)).toEqual([10, 2, 2]);
    const first = seqs(sent[0]?.input);
    expect(seqs(sent[1]?.input)).toEqual([first[1], first[7]]);
  });

  test("what the bus goes on refusing is read again, from the first refused event on", async () => {
    const batch = eventRecords(3);
    const { read, sent } = publish((put: Put) =>
      (put.Entries.length === 1 ? refusing(() => true) : refusing((at) => at === 7))(put),
    );
    expect(await read(batch)).toEqual({ batchItemFailures: [{ itemIdentifier: batch[7]?.dynamodb?.SequenceNumber }] });
    expect(sent).toHaveLength(5);
  });

  test("a bus that does not answer at all fails the batch", async () => {
    const { read } = publish(() => awsError("ThrottlingException"));
    await expect(read(eventRecords())).rejects.toThrow("ThrottlingException");
  });

  test("what is no event is parked, the others go out", async () => {
    const { read, sent, parked } = publish();
    const broken = [record(toItem({ caseId: "x", seq: 1, type: "Nonsense", data: {} })), record(undefined)];
    expect(await read([...broken, ...eventRecords()])).toEqual({ batchItemFailures: [] });
    expect(parked).toHaveLength(2);
    expect(sent).toHaveLength(1);
  });
});
