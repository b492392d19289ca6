import { CfnOutput, Duration, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { AlarmMail } from "./constructs/alarm-mail.ts";
import { BundledFunction } from "./constructs/bundled-function.ts";
import { CaseApi } from "./constructs/case-api.ts";
import type { CaseBus } from "./constructs/case-bus.ts";
import { CaseLifecycle } from "./constructs/case-lifecycle.ts";
import type { CaseTable } from "./constructs/case-table.ts";
import { DeadLetters } from "./constructs/dead-letters.ts";
import { RegularJob } from "./constructs/regular-job.ts";
import { StalledExecutions } from "./constructs/stalled-executions.ts";
import { StreamReader } from "./constructs/stream-reader.ts";
import { trustIssuer } from "./constructs/trust-issuer.ts";
import { WorkQueue } from "./constructs/work-queue.ts";
import { type Deployment, stackProps } from "./deployment.ts";

export interface ServiceStackProps {
  deployment: Deployment;
  table: CaseTable;
  bus: CaseBus;
}

/** Everything that acts: the API, the machine that drives cases, the readers of the table's stream, the sweeper. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, table, bus }: ServiceStackProps) {
    super(scope, id, stackProps(deployment, "Jiesu: API, workflow, stream readers"));
    const { issuer, sweepMinutes } = deployment.settings;
    const fn = (name: string, entry: string, timeout = Duration.seconds(15), memorySize = 512) =>
      new BundledFunction(this, name, { deployment, entry, timeout, memorySize });
    // The API, by actor
    const intake = fn("Intake", "functions/intake/handler.ts");
    const cases = fn("Cases", "functions/cases/handler.ts");
    const handling = fn("Handling", "functions/handling/handler.ts");
    const supervision = fn("Supervision", "functions/supervision/handler.ts");
    const callback = fn("Callback", "functions/callback/handler.ts");
    const operations = fn("Operations", "functions/operations/handler.ts");
    // Reads and checks thousands of lines at once: a whole processor, and as long as the gateway waits.
    const directory = fn("Directory", "functions/directory/handler.ts", Duration.seconds(29), 1769);
    const reference = fn("Reference", "functions/reference/handler.ts");
    const authorizer = fn("Authorize", "functions/authorize/handler.ts");
    table.writtenBy(intake);
    table.readBy(cases);
    table.workedOffBy(handling, "worklist");
    table.workedOffBy(supervision, "worklist");
    table.workedOffBy(callback, "worklist");
    table.writtenBy(operations, "stalled");
    table.writtenBy(directory, "byDue");
    trustIssuer(authorizer, issuer);
    const functions = { intake, cases, handling, supervision, callback, operations, directory, reference };
    const api = new CaseApi(this, "Api", { deployment, functions, authorizer });

    // The workflow and its steps
    const steps = {
      TriageCase: fn("TriageCase", "functions/triage/triage-case.ts"),
      RouteCase: fn("RouteCase", "functions/routing/route-case.ts"),
      ApplyDueMilestones: fn("ApplyDueMilestones", "functions/milestones/apply-due-milestones.ts"),
      MarkStalled: fn("MarkStalled", "functions/recovery/mark-stalled.ts"),
    };
    for (const step of [steps.TriageCase, steps.RouteCase, steps.MarkStalled]) table.writtenBy(step);
    table.workedOffBy(steps.ApplyDueMilestones);
    const lifecycle = new CaseLifecycle(this, "CaseLifecycle", { deployment, table, steps });
    new StalledExecutions(this, "StalledExecutions", { deployment, lifecycle, markStalled: steps.MarkStalled });

    // What follows from every write: the two readers of the stream
    const parked = new DeadLetters(this, "ParkedRecords", { deployment, name: "parked-records" });
    const drive = fn("DriveWorkflows", "functions/drive/drive-workflows.ts", Duration.seconds(60));
    const publish = fn("PublishEvents", "functions/publish/publish-events.ts", Duration.seconds(60));
    const republish = fn("RepublishEvents", "functions/publish/republish-events.ts", Duration.minutes(5));
    lifecycle.drivenBy(drive);
    bus.publishedBy(publish);
    bus.publishedBy(republish);
    table.hoursReadBy(republish);
    for (const reader of [drive, publish]) parked.parkedInBy(reader);
    const undriven = new DeadLetters(this, "UndrivenRecords", { deployment, name: "undriven-records" });
    const unpublished = new WorkQueue(this, "Unpublished", {
      deployment,
      name: "unpublished-records",
      worker: republish,
    });
    new StreamReader(this, "Driving", {
      ...{ deployment, table, reader: drive, name: "drive-workflows", onFailure: undriven },
      filter: { dynamodb: { Keys: { sk: { S: ["CASE"] } } } },
      // A start that is given up waits for the sweeper: rather be patient.
      retries: 60,
    });
    new StreamReader(this, "Publishing", {
      ...{ deployment, table, reader: publish, name: "publish-events", onFailure: unpublished },
      // What is given up is read again from the table.
      retries: 10,
      filter: { eventName: ["INSERT"], dynamodb: { Keys: { sk: { S: [{ prefix: "EVENT#" }] } } } },
    });

    // Liveness that hangs on nothing above
    const sweep = fn("SweepOverdue", "functions/recovery/sweep-overdue.ts", Duration.minutes(2));
    table.writtenBy(sweep, "byDue");
    lifecycle.sweptBy(sweep);
    new RegularJob(this, "Sweeping", {
      deployment,
      name: "sweep-overdue",
      job: sweep,
      expression: `rate(${sweepMinutes} minutes)`,
    });

    new AlarmMail(this, "AlarmMail", { deployment });
    new CfnOutput(this, "ApiUrl", { value: api.url });
    new CfnOutput(this, "MachineArn", { value: lifecycle.machineArn });
  }
}
