import { describe, expect, it } from "vitest";
import { environmentNames } from "../../shared/lambda/environment.ts";
import { indexes } from "../../shared/table/keys.ts";
import { appOf, machineNames, type Resource, sourceFiles, type Template, templatesOf } from "./assembly.ts";

const { data, service } = templatesOf(appOf("county")) as { data: Template; service: Template };
const all = [data, service].flatMap((template) => Object.entries(template.Resources));
const ofType = (type: string) => all.filter(([, resource]) => resource.Type === type);
const only = (type: string): Resource => {
  const [first, ...others] = ofType(type);
  if (first === undefined || others.length > 0) throw new Error(`not exactly one ${type}`);
  return first[1];
};

describe("the table", () => {
  const { Properties, DeletionPolicy } = only("AWS::DynamoDB::Table");

  it("is protected against deletion, and outlives its stack", () => {
    expect(Properties).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      BillingMode: "PAY_PER_REQUEST",
    });
    expect(DeletionPolicy).toBe("Retain");
    expect(only("AWS::KMS::Key").DeletionPolicy).toBe("Retain");
  });

  it("has the indexes that the code reads, keys only but for the worklist", () => {
    const given = Properties.GlobalSecondaryIndexes as { IndexName: string; Projection: { ProjectionType: string } }[];
    expect(given.map((index) => index.IndexName)).toEqual(Object.values(indexes).map((index) => index.name));
    const wide = given.filter((index) => index.Projection.ProjectionType !== "KEYS_ONLY");
    expect(wide.map((index) => index.IndexName)).toEqual([indexes.worklist.name]);
  });
});

describe("queues", () => {
  const queues = ofType("AWS::SQS::Queue");
  const isWorked = (id: string) =>
    ofType("AWS::Lambda::EventSourceMapping").some(
      ([, { Properties }]) => (Properties.EventSourceArn as { "Fn::GetAtt"?: [string] })["Fn::GetAtt"]?.[0] === id,
    );

  it("have a worker exactly when they have dead letters of their own", () => {
    expect(queues.filter(([id]) => isWorked(id))).toHaveLength(2);
    for (const [id, { Properties }] of queues) expect("RedrivePolicy" in Properties).toBe(isWorked(id));
  });

  it("are encrypted and take nothing in the clear", () => {
    for (const [, { Properties }] of queues) expect(Properties.SqsManagedSseEnabled).toBe(true);
    expect(ofType("AWS::SQS::QueuePolicy")).toHaveLength(queues.length);
  });
});

describe("permissions", () => {
  it("come from one role per function, and the API's document and authorizer have none on the table", () => {
    const policies = ofType("AWS::IAM::Policy").map(
      ([id, { Properties }]) => [id, JSON.stringify(Properties)] as const,
    );
    const touching = policies.filter(([, text]) => text.includes("dynamodb:")).map(([id]) => id.replace(/Role.*/, ""));
    expect(touching).not.toContain("Reference");
    expect(touching).not.toContain("Authorize");
    expect(policies.find(([id]) => id.startsWith("DriveWorkflows"))?.[1]).not.toContain("dynamodb:Query");
  });
});

describe("functions", () => {
  const functions = ofType("AWS::Lambda::Function");

  it("are as many as the entry files, on the same runtime, each with its own role and log", () => {
    expect(functions).toHaveLength(sourceFiles.filter((file) => file.endsWith(".ts")).length);
    const ids = (key: string, pick: (properties: Record<string, unknown>) => unknown) =>
      expect(new Set(functions.map(([, fn]) => JSON.stringify(pick(fn.Properties)))).size, key).toBe(functions.length);
    ids("roles", (properties) => properties.Role);
    ids("logs", (properties) => (properties.LoggingConfig as { LogGroup: unknown }).LogGroup);
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        TracingConfig: { Mode: "Active" },
        LoggingConfig: { LogFormat: "JSON" },
      });
    }
  });

  it("learn only settings that shared/lambda knows, and never the API's address", () => {
    const settings = functions.flatMap(([, { Properties }]) =>
      Object.keys((Properties.Environment as { Variables: object } | undefined)?.Variables ?? {}),
    );
    expect(Object.values(environmentNames)).toEqual(expect.arrayContaining([...new Set(settings)]));
    const variables = JSON.stringify(functions.map(([, { Properties }]) => Properties.Environment));
    expect(variables).not.toContain("execute-api");
  });
});

describe("the machines of cases and of sensitive responses", () => {
  const machines = ofType("AWS::StepFunctions::StateMachine");

  it("are Standard: a case may take months", () => {
    expect(machines).toHaveLength(2);
    for (const [, { Properties }] of machines) expect(Properties.StateMachineType).toBe("STANDARD");
  });

  it("know the table and their own steps", () => {
    const known = machines.map(([, { Properties }]) =>
      Object.keys(Properties.DefinitionSubstitutions as object).sort(),
    );
    expect(known).toEqual(Object.values(machineNames));
  });

  it("have their bad endings reported, whatever they are, and an alarm each", () => {
    expect(only("AWS::Events::Rule").Properties.EventPattern).toMatchObject({
      detail: {
        stateMachineArn: machines.map(([id]) => ({ Ref: id })),
        status: ["FAILED", "TIMED_OUT", "ABORTED"],
      },
    });
    const alarms = ofType("AWS::CloudWatch::Alarm").map(([, { Properties }]) => String(Properties.AlarmName));
    expect(alarms.filter((name) => name.endsWith("-stalled"))).toHaveLength(2);
  });
});

describe("readers of the stream", () => {
  const readers = ofType("AWS::Lambda::EventSourceMapping").filter(([, { Properties }]) => Properties.StartingPosition);

  it("are two, each patient and with a place for what it cannot read", () => {
    expect(readers).toHaveLength(2);
    for (const [, { Properties }] of readers) {
      expect(Properties).toMatchObject({
        StartingPosition: "TRIM_HORIZON",
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      });
      expect(Properties.MaximumRetryAttempts).toBeGreaterThan(0);
      expect(Properties.MaximumRecordAgeInSeconds).toBeLessThan(24 * 3600);
    }
  });

  it("get the records of cases and of responses to them, and new events", () => {
    const patterns = readers.map(([, { Properties }]) =>
      (Properties.FilterCriteria as { Filters: { Pattern: string }[] }).Filters.map(({ Pattern }) =>
        JSON.parse(Pattern),
      ),
    );
    expect(patterns).toEqual([
      [
        { dynamodb: { Keys: { sk: { S: ["CASE"] } } } },
        { dynamodb: { Keys: { pk: { S: [{ prefix: "SENSITIVE-RESPONSE#" }] }, sk: { S: ["DOSSIER"] } } } },
      ],
      [{ eventName: ["INSERT"], dynamodb: { Keys: { sk: { S: [{ prefix: "EVENT#" }] } } } }],
    ]);
  });
});

it("what people need first is among the outputs", () => {
  expect(Object.keys(data.Outputs)).toEqual(expect.arrayContaining(["TableName", "BusName"]));
  expect(Object.keys(service.Outputs)).toEqual(expect.arrayContaining(["ApiUrl", "MachineArn"]));
});

it("both stacks stay far below what CloudFormation takes", () => {
  expect(Object.keys(data.Resources).length).toBeLessThan(20);
  expect(Object.keys(service.Resources).length).toBeLessThan(250);
  expect(JSON.stringify(service).length).toBeLessThan(500_000);
});
