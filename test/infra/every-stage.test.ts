import { describe, expect, it } from "vitest";
import { routes } from "../../shared/api/routes.ts";
import { appOf, type Resource, templatesOf } from "./assembly.ts";

/** Where it is deployed: wherever the deployment's credentials point, or a region of a partition of its own. */
const places = { anywhere: undefined, China: "cn-north-1", GovCloud: "us-gov-west-1" };
const stages = ["local", "county", "city"];
const cells = stages.flatMap((stage) => Object.entries(places).map(([place, region]) => ({ stage, place, region })));

/** The operations that take no token, each with its reason. */
const open: Record<string, string> = {
  "GET /openapi.json": "a partner's programmer reads it before there is a token; it says nothing about cases",
  "GET /docs": "the same document as a page",
};

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

interface ApiDocument {
  paths: Record<string, Record<string, { security?: Record<string, unknown>[] }>>;
  components: { securitySchemes: object };
}

describe.each(cells)("$stage, deployed to $place", ({ stage, region }) => {
  const place = region === undefined ? {} : { region, account: "123456789012" };
  const templates = templatesOf(appOf(stage, { ...place, alarmEmail: "duty@city.example" }, routes));
  const all = Object.values(templates).flatMap((template) => Object.entries(template.Resources));
  const ofType = (type: string) => all.filter(([, resource]) => resource.Type === type);

  it("asks for a token in every operation but those that are open for a reason", () => {
    const [document] = ofType("AWS::ApiGateway::RestApi").map(([, { Properties }]) => Properties.Body as ApiDocument);
    const { paths = {}, components = { securitySchemes: {} } } = document ?? {};
    const schemes = Object.keys(components.securitySchemes);
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security = [] }]) => ({
        name: `${method.toUpperCase()} ${path}`,
        // An empty requirement among others would let everybody in.
        secured: security.length > 0 && security.every((needed) => schemes.some((scheme) => scheme in needed)),
      })),
    );
    expect(operations).toHaveLength(routes.length);
    expect(operations.filter(({ secured }) => !secured).map(({ name }) => name)).toEqual(Object.keys(open));
  });

  it("logs every step of every machine, and nothing of what a step handles", () => {
    const machines = ofType("AWS::StepFunctions::StateMachine");
    expect(machines.length).toBeGreaterThan(0);
    for (const [, { Properties }] of machines) {
      expect(Properties).toMatchObject({
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: "ALL", IncludeExecutionData: false, Destinations: [expect.anything()] },
      });
    }
  });

  it("logs no body, no path and no address of a request", () => {
    for (const [, { Properties }] of ofType("AWS::ApiGateway::Stage")) {
      expect(Properties.MethodSettings).toMatchObject([{ DataTraceEnabled: false, LoggingLevel: "ERROR" }]);
      const { Format } = Properties.AccessLogSetting as { Format: string };
      expect(Format).not.toMatch(/\$context\.(path|identity|requestOverride)|\$input/);
    }
  });

  it("gives every queue dead letters with an alarm on them, or an alarm if it is for dead letters itself", () => {
    const queues = ofType("AWS::SQS::Queue");
    const [alarmed, forDeadLetters] = [alarmedQueues(ofType("AWS::CloudWatch::Alarm")), deadLetterPlaces(all)];
    expect(queues.length).toBeGreaterThan(0);
    for (const [id, queue] of queues) {
      const deadLetters = redriveTarget(queue) ?? id;
      expect(forDeadLetters).toContain(deadLetters);
      expect(alarmed).toContain(deadLetters);
    }
  });

  it("protects the table as the stage wants it", () => {
    const [, table] = ofType("AWS::DynamoDB::Table")[0] ?? [];
    const temporary = stage === "local";
    expect(ofType("AWS::DynamoDB::Table")).toHaveLength(1);
    expect(table).toMatchObject({
      DeletionPolicy: temporary ? "Delete" : "Retain",
      Properties: {
        DeletionProtectionEnabled: !temporary,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
      },
    });
  });

  it("allows nobody an action by wildcard, and any resource only where the service knows none", () => {
    const statements = all
      .flatMap(([, { Properties }]) => [Properties.PolicyDocument, Properties.KeyPolicy])
      .flatMap((policy) => (policy as { Statement: Statement[] } | undefined)?.Statement ?? [])
      .filter(({ Effect }) => Effect === "Allow");
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
    expect(statements.filter((statement) => "NotAction" in statement || "NotResource" in statement)).toEqual([]);
    const anywhere = statements.filter(({ Resource }) => Resource === "*").flatMap(({ Action }) => Action);
    // The statements of a key are about the key alone.
    const known = /^(xray:|logs:|kms:|dynamodb:ListStreams$)/;
    expect(anywhere.filter((action) => !known.test(action))).toEqual([]);
  });

  it("sends every alarm to somebody, and lets CloudWatch tell them", () => {
    for (const [, { Properties }] of ofType("AWS::CloudWatch::Alarm")) expect(Properties.AlarmActions).toHaveLength(1);
    // A topic with a policy of its own has lost the default one, by which the account's alarms may publish.
    const [policy] = ofType("AWS::SNS::TopicPolicy").map(([, { Properties }]) => Properties.PolicyDocument);
    expect((policy as { Statement: Statement[] }).Statement).toContainEqual(
      expect.objectContaining({
        Effect: "Allow",
        Action: "sns:Publish",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": expect.anything() } },
      }),
    );
  });

  it("lets services in from one source each", () => {
    const permissions = ofType("AWS::Lambda::Permission").map(([, { Properties }]) => Properties);
    for (const { Principal, SourceArn } of permissions)
      expect({ Principal, SourceArn }).toEqual({ Principal: "apigateway.amazonaws.com", SourceArn: expect.anything() });
    const statements = ofType("AWS::SQS::QueuePolicy").flatMap(
      ([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement,
    );
    for (const statement of statements.filter(({ Effect }) => Effect === "Allow")) {
      expect(statement).toMatchObject({
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": expect.anything() } },
      });
    }
  });
});

/** The logical id in an `Fn::GetAtt` or `Ref`. */
function idIn(reference: unknown): string | undefined {
  const { Ref, "Fn::GetAtt": attribute } = (reference ?? {}) as { Ref?: string; "Fn::GetAtt"?: [string, string] };
  return Ref ?? attribute?.[0];
}

function redriveTarget({ Properties }: Resource): string | undefined {
  return idIn((Properties.RedrivePolicy as { deadLetterTargetArn?: unknown } | undefined)?.deadLetterTargetArn);
}

/** The queues in which the first waiting message rings an alarm. */
function alarmedQueues(alarms: [string, Resource][]): (string | undefined)[] {
  return alarms
    .filter(([, { Properties }]) => Properties.MetricName === "ApproximateNumberOfMessagesVisible")
    .filter(
      ([, { Properties }]) =>
        Properties.Threshold === 1 && /GreaterThanOrEqual/.test(String(Properties.ComparisonOperator)),
    )
    .flatMap(([, { Properties }]) =>
      ((Properties.Dimensions ?? []) as { Name: string; Value: unknown }[])
        .filter(({ Name }) => Name === "QueueName")
        .map(({ Value }) => idIn(Value)),
    );
}

/** The queues that something names as the place for what it could not do. */
function deadLetterPlaces(resources: [string, Resource][]): (string | undefined)[] {
  return resources.flatMap(([, resource]) => {
    const { Properties } = resource;
    const { OnFailure } = (Properties.DestinationConfig ?? {}) as { OnFailure?: { Destination: unknown } };
    const targets = [Properties.Target, ...((Properties.Targets ?? []) as unknown[])] as
      | { DeadLetterConfig?: { Arn: unknown } }[]
      | undefined[];
    const { Variables } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    return [
      redriveTarget(resource),
      idIn(OnFailure?.Destination),
      ...targets.map((target) => idIn(target?.DeadLetterConfig?.Arn)),
      idIn(Variables?.PARKED_RECORDS_QUEUE_URL),
    ].filter((id) => id !== undefined);
  });
}
