import { expect, onTestFinished, test, vi } from "vitest";
import { AwsError, FunctionFailed, type Json, type JsonObject } from "../../../local/aws.ts";
import { createClock } from "../../../local/clock.ts";
import type { AsyncInvokeConfig } from "../../../local/eventbridge/async-invoke.ts";
import { createEventBridge, type RuleDefinition, type RuleTarget } from "../../../local/eventbridge/eventbridge.ts";
import { openStore } from "../../../local/store.ts";

const start = Date.parse("2030-01-01T08:00:00Z");
const hour = 3600_000;
const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const countEvents = arn("lambda", "function:CountEvents");
const webhooks = arn("sqs", "webhooks");
const dead = arn("sqs", "dead");

interface Sent {
  arn: string;
  payload: Json;
  attributes?: { [name: string]: { StringValue?: string } };
}

function scene({
  store = openStore(":memory:"),
  from = start,
  config = undefined as AsyncInvokeConfig | undefined,
} = {}) {
  const clock = createClock({ mode: { kind: "manual" }, start: from });
  const sent: Sent[] = [];
  const faults: Error[] = [];
  const record = (target: Sent) => {
    const fault = target.arn === dead ? undefined : faults.shift();
    if (fault !== undefined) throw fault;
    sent.push(target);
  };
  const events = createEventBridge({
    clock,
    region: "us-east-1",
    account: "000000000000",
    collectionFor: store.collection,
    targets: {
      async invokeFunction(name, payload) {
        record({ arn: name, payload });
        return null;
      },
      async sendToQueue(queueArn, body, attributes) {
        record({ arn: queueArn, payload: JSON.parse(body), ...(attributes && { attributes }) });
      },
      async startExecution(machineArn, input) {
        record({ arn: machineArn, payload: JSON.parse(input) });
      },
      asyncInvokeConfig: () => config,
    },
  });
  events.defineBus({ name: "jiesu", arn: arn("events", "event-bus/jiesu") });
  const rule = (target: Partial<RuleTarget> & { arn: string }, definition: Partial<RuleDefinition> = {}) =>
    events.defineRule({
      name: "closed-cases",
      arn: arn("events", "rule/jiesu/closed-cases"),
      eventBusName: "jiesu",
      eventPattern: { source: ["jiesu.case"] },
      ...definition,
      targets: [{ id: "1", ...target }],
    });
  const put = (...entries: JsonObject[]) => events.service("PutEvents", { Entries: entries }, "Publish");
  return { clock, store, events, rule, put, sent, faults };
}

const closed: JsonObject = {
  EventBusName: "jiesu",
  Source: "jiesu.case",
  DetailType: "Case closed",
  Detail: JSON.stringify({ caseId: "C-1", tags: ["noise"], says: 'so "loud"' }),
};

test("an event reaches the targets of the rules it matches, and only those", async () => {
  const { clock, rule, put, sent } = scene();
  rule({ arn: webhooks });
  await put(closed, { ...closed, Source: "jiesu.slot" }, { ...closed, EventBusName: "default" });
  await clock.idle();
  expect(sent).toEqual([
    {
      arn: webhooks,
      payload: {
        version: "0",
        id: expect.any(String),
        "detail-type": "Case closed",
        source: "jiesu.case",
        account: "000000000000",
        time: "2030-01-01T08:00:00Z",
        region: "us-east-1",
        resources: [],
        detail: { caseId: "C-1", tags: ["noise"], says: 'so "loud"' },
      },
    },
  ]);
});

test("functions, queues, state machines and buses are targets, and nothing else is", async () => {
  const { clock, events, rule, put, sent } = scene();
  rule({ arn: countEvents }, { name: "count" });
  rule({ arn: arn("states", "stateMachine:report") }, { name: "report" });
  rule({ arn: arn("events", "event-bus/default") }, { name: "forward" });
  rule({ arn: webhooks }, { name: "from-default", eventBusName: "default" });
  expect(() => rule({ arn: arn("sns", "topic") })).toThrow("not sns");
  expect(() => rule({ arn: arn("events", "event-bus/jiesu") })).toThrow("feed its own bus");
  await put(closed);
  await clock.idle();
  expect(sent.map((target) => target.arn).sort()).toEqual(
    [countEvents, webhooks, arn("states", "stateMachine:report")].sort(),
  );
  expect(events.recentEvents().map(({ bus }) => bus)).toEqual(["jiesu", "default"]);
});

test("a disabled rule delivers nothing", async () => {
  const { clock, rule, put, sent } = scene();
  rule({ arn: webhooks }, { state: "DISABLED" });
  await put(closed);
  await clock.idle();
  expect(sent).toEqual([]);
});

test("a local service's own events come on the default bus", async () => {
  const { clock, events, rule, sent } = scene();
  rule(
    { arn: countEvents },
    { eventBusName: "default", eventPattern: { source: ["aws.states"], detail: { status: ["FAILED", "TIMED_OUT"] } } },
  );
  const detailType = "Step Functions Execution Status Change";
  events.emit({ source: "aws.states", detailType, detail: { status: "SUCCEEDED" } });
  events.emit({ source: "aws.states", detailType, detail: { status: "FAILED", name: "C-1-1" }, resources: ["arn:x"] });
  await clock.idle();
  expect(sent).toMatchObject([{ payload: { resources: ["arn:x"], detail: { name: "C-1-1" } } }]);
});

test("a target gets a part, a constant or a template in place of the event", async () => {
  const { clock, rule, put, sent } = scene();
  rule({ arn: webhooks, inputPath: "$.detail.tags[0]" }, { name: "part" });
  rule({ arn: webhooks, input: '{"job":"ledger"}' }, { name: "constant" });
  const inputTransformer = {
    inputPathsMap: { id: "$.detail.caseId", tags: "$.detail.tags", says: "$.detail.says", none: "$.detail.none" },
    inputTemplate:
      '{"id": <id>, "text": "case <id> says <says>", "tags": <tags>, "none": <none>, "rule": "<aws.events.rule-name>"}',
  };
  rule({ arn: webhooks, inputTransformer }, { name: "template" });
  await put(closed);
  await clock.idle();
  expect(sent.map(({ payload }) => payload)).toEqual([
    "noise",
    { job: "ledger" },
    { id: "C-1", text: 'case C-1 says so "loud"', tags: ["noise"], none: null, rule: "template" },
  ]);
  const bad = { inputPathsMap: {}, inputTemplate: "{no json" };
  expect(() => rule({ arn: webhooks, inputTransformer: bad })).toThrow("gives no JSON");
});

test("each entry of a call is taken or refused by itself", async () => {
  const { put } = scene();
  const answer = await put(
    closed,
    { ...closed, Detail: "{" },
    { ...closed, Source: "aws.states" },
    { EventBusName: "jiesu", Source: "jiesu.case", Detail: "{}" },
    { ...closed, EventBusName: "none" },
  );
  expect(answer).toEqual({
    FailedEntryCount: 4,
    Entries: [
      { EventId: expect.any(String) },
      { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." },
      { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." },
      { ErrorCode: "InvalidArgument", ErrorMessage: expect.stringContaining("DetailType") },
      { ErrorCode: "ResourceNotFoundException", ErrorMessage: "Event bus none does not exist." },
    ],
  });
});

test("more than ten entries, or more than 256 KiB, are refused as a whole", async () => {
  const { put } = scene();
  await expect(put(...Array.from({ length: 11 }, () => closed))).rejects.toMatchObject({ code: "ValidationException" });
  const large = { ...closed, Detail: JSON.stringify({ text: "x".repeat(262_144) }) };
  await expect(put(large)).rejects.toThrow("over the limit");
});

test("a target that cannot be reached is tried again, later and later", async () => {
  const { clock, rule, put, sent, faults } = scene();
  rule({ arn: webhooks });
  faults.push(new AwsError("ThrottlingException", "slow down"), new AwsError("ThrottlingException", "slow down"));
  await put(closed);
  await clock.advanceTo(start + 2999);
  expect(sent).toEqual([]);
  await clock.advanceTo(start + 3000);
  expect(sent).toHaveLength(1);
  expect(clock.next()).toBeUndefined();
});

test("when the retries are used up, the event goes to the target's dead-letter queue with the reason", async () => {
  const { clock, rule, put, sent, faults } = scene();
  rule({ arn: webhooks, retryPolicy: { maximumRetryAttempts: 1 }, deadLetterConfig: { arn: dead } });
  faults.push(new AwsError("QueueDoesNotExist", "gone"), new AwsError("QueueDoesNotExist", "gone"));
  await put(closed);
  await clock.advanceTo(start + hour);
  expect(sent).toMatchObject([
    {
      arn: dead,
      payload: { source: "jiesu.case" },
      attributes: {
        TARGET_ARN: { StringValue: webhooks },
        ERROR_CODE: { StringValue: "QueueDoesNotExist" },
        EXHAUSTED_RETRY_CONDITION: { StringValue: "MaximumRetryAttempts" },
        RETRY_ATTEMPTS: { StringValue: "1" },
      },
    },
  ]);
});

test("without a policy the retries end after a day", async () => {
  const { clock, rule, put, sent, faults } = scene();
  rule({ arn: webhooks, deadLetterConfig: { arn: dead } });
  for (let attempt = 0; attempt < 300; attempt += 1) faults.push(new AwsError("QueueDoesNotExist", "gone"));
  await put(closed);
  await clock.advanceTo(start + 23 * hour);
  expect(sent).toEqual([]);
  await clock.advanceTo(start + 25 * hour);
  expect(sent).toMatchObject([{ arn: dead }]);
  expect(faults.length).toBeGreaterThan(100);
});

test("a function that fails is Lambda's to try again: twice, and never by way of the rule's dead-letter queue", async () => {
  const { clock, rule, put, sent, faults } = scene();
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(() => said.mockRestore());
  rule({ arn: countEvents, deadLetterConfig: { arn: dead } });
  for (let attempt = 0; attempt < 3; attempt += 1) faults.push(new FunctionFailed("Error", "no"));
  await put(closed);
  await clock.advanceTo(start + hour);
  expect(faults).toEqual([]);
  expect(sent).toEqual([]);
  expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(`gave up delivering to ${countEvents}`));
});

test("a function's failure destination learns of an event that it could not handle", async () => {
  const { clock, rule, put, sent, faults } = scene({ config: { maximumRetryAttempts: 1, onFailure: dead } });
  rule({ arn: countEvents });
  faults.push(new FunctionFailed("TypeError", "first"), new FunctionFailed("TypeError", "second"));
  await put(closed);
  await clock.advanceTo(start + hour);
  expect(sent).toMatchObject([
    {
      arn: dead,
      payload: {
        requestContext: { functionArn: countEvents, condition: "RetriesExhausted", approximateInvokeCount: 2 },
        requestPayload: { source: "jiesu.case" },
        responsePayload: { errorType: "TypeError", errorMessage: "second" },
      },
    },
  ]);
});

test("a delivery that was under way is made after a restart", async () => {
  const before = scene();
  before.rule({ arn: webhooks });
  before.faults.push(new AwsError("ServiceUnavailable", "stopping"));
  await before.put(closed);
  await before.events.stop();
  const after = scene({ store: before.store, from: start + hour });
  after.events.resume();
  await after.clock.idle();
  expect(after.sent).toMatchObject([{ arn: webhooks, payload: { source: "jiesu.case" } }]);
  const later = scene({ store: before.store, from: start + 2 * hour });
  later.events.resume();
  await later.clock.idle();
  expect(later.sent).toEqual([]);
});

test("a scheduled rule delivers a scheduled event at its time", async () => {
  const { clock, rule, sent } = scene();
  rule({ arn: countEvents }, {
    eventBusName: "default",
    eventPattern: undefined,
    scheduleExpression: "rate(1 hour)",
  } as Partial<RuleDefinition>);
  await clock.advanceTo(start + 2 * hour);
  expect(sent).toMatchObject([
    { payload: { "detail-type": "Scheduled Event", source: "aws.events", time: "2030-01-01T09:00:00Z" } },
    { payload: { time: "2030-01-01T10:00:00Z" } },
  ]);
});

test("buses, rules and targets can be looked at, and patterns tried", async () => {
  const { events, rule } = scene();
  rule({ arn: webhooks, deadLetterConfig: { arn: dead } });
  const ask = (action: string, input: JsonObject = {}) => events.service(action, input, "cli");
  expect(await ask("ListEventBuses")).toMatchObject({ EventBuses: [{ Name: "default" }, { Name: "jiesu" }] });
  const bus = { EventBusName: "jiesu" };
  expect(await ask("ListRules", bus)).toMatchObject({ Rules: [{ Name: "closed-cases", State: "ENABLED" }] });
  expect(await ask("DescribeRule", { ...bus, Name: "closed-cases" })).toMatchObject({
    EventPattern: '{"source":["jiesu.case"]}',
  });
  expect(await ask("ListTargetsByRule", { ...bus, Rule: "closed-cases" })).toEqual({
    Targets: [{ Id: "1", Arn: webhooks, DeadLetterConfig: { Arn: dead } }],
  });
  expect(await ask("ListRuleNamesByTarget", { ...bus, TargetArn: webhooks })).toEqual({ RuleNames: ["closed-cases"] });
  const EventPattern = '{"source":["a"]}';
  expect(await ask("TestEventPattern", { Event: '{"source":"a"}', EventPattern })).toEqual({ Result: true });
  await expect(ask("DescribeRule", { ...bus, Name: "none" })).rejects.toMatchObject({
    code: "ResourceNotFoundException",
  });
  await expect(ask("PutRule")).rejects.toThrow("PutRule is not offered");
});

test("the last five thousand events are remembered", async () => {
  const { events } = scene();
  for (let index = 0; index < 5001; index += 1) events.emit({ source: "a", detailType: "b", detail: { index } });
  const recent = events.recentEvents();
  expect(recent).toHaveLength(5000);
  expect(recent[0]?.event.detail).toEqual({ index: 1 });
});
