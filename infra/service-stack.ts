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
import { SensitiveResponse } from "./constructs/sensitive-response.ts";
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
    const { issuer, sweepMinutes, timeZone } = deployment.settings;
    const fn = (name: string, entry: string, timeout = Duration.seconds(15), memorySize = 512) =>
      new BundledFunction(this, name, { deployment, entry, timeout, memorySize });
    // The API, by actor
    const intake = fn("Intake", "functions/intake/handler.ts");
    const cases = fn("Cases", "functions/cases/handler.ts");
    const handling = fn("Handling", "functions/handling/handler.ts");
    const supervision = fn("Supervision", "functions/supervision/handler.ts");
    const listing = fn("Listing", "functions/listing/handler.ts");
    const response = fn("Response", "functions/response/handler.ts");
    const callback = fn("Callback", "functions/callback/handler.ts");
    const operations = fn("Operations", "functions/operations/handler.ts");
    // Reads and checks thousands of lines at once: a whole processor, and as long as the gateway waits.
    const directory = fn("Directory", "functions/directory/handler.ts", Duration.seconds(29), 1769);
    const reference = fn("Reference", "functions/reference/handler.ts");
    const authorizer = fn("Authorize", "functions/authorize/handler.ts");
    // A supplement that is graver takes a case off the list of those who were to look at it first.
    table.workedOffBy(intake);
    table.readBy(cases);
    table.workedOffBy(handling, "worklist");
    table.workedOffBy(supervision, "worklist");
    table.keptBy(listing, "worklist");
    table.workedOffBy(response, "worklist");
    table.workedOffBy(callback, "worklist");
    table.writtenBy(operations, "stalled");
    table.writtenBy(directory, "byDue");
    trustIssuer(authorizer, issuer);
    const functions = {
      intake,
      cases,
      handling,
      supervision,
      listing,
      response,
      callback,
      operations,
      directory,
      reference,
    };
    const api = new CaseApi(this, "Api", { deployment, functions, authorizer });

    // The workflow and its steps
    const steps = {
      TriageCase: fn("TriageCase", "functions/triage/triage-case.ts"),
      RouteCase: fn("RouteCase", "functions/routing/route-case.ts"),
      ApplyDueMilestones: fn("ApplyDueMilestones", "functions/milestones/apply-due-milestones.ts"),
      MarkStalled: fn("MarkStalled", "functions/recovery/mark-stalled.ts"),
    };
    for (const step of [steps.RouteCase, steps.MarkStalled]) table.writtenBy(step);
    // What triage merges is off the list of its event.
    table.workedOffBy(steps.TriageCase);
    table.workedOffBy(steps.ApplyDueMilestones);
    const lifecycle = new CaseLifecycle(this, "CaseLifecycle", { deployment, table, steps });
    const applyDueResponse = fn("ApplyDueResponse", "functions/response/apply-due-response.ts");
    table.workedOffBy(applyDueResponse);
    const responses = new SensitiveResponse(this, "SensitiveResponse", {
      ...{ deployment, table, steps: { ApplyDueResponse: applyDueResponse } },
    });
    responses.markedBy(steps.MarkStalled);
    const machines = [lifecycle, responses];
    new StalledExecutions(this, "StalledExecutions", { deployment, machines, markStalled: steps.MarkStalled });

    // What follows from every write: the two readers of the stream
    const parked = new DeadLetters(this, "ParkedRecords", { deployment, name: "parked-records" });
    const drive = fn("DriveWorkflows", "functions/drive/drive-workflows.ts", Duration.seconds(60));
    const publish = fn("PublishEvents", "functions/publish/publish-events.ts", Duration.seconds(60));
    const republish = fn("RepublishEvents", "functions/publish/republish-events.ts", Duration.minutes(5));
    for (const machine of machines) machine.drivenBy(drive);
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
      filters: [
        { dynamodb: { Keys: { sk: { S: ["CASE"] } } } },
        { dynamodb: { Keys: { pk: { S: [{ prefix: "SENSITIVE-RESPONSE#" }] }, sk: { S: ["DOSSIER"] } } } },
      ],
      // A start that is given up waits for the sweeper: rather be patient.
      retries: 60,
    });
    new StreamReader(this, "Publishing", {
      ...{ deployment, table, reader: publish, name: "publish-events", onFailure: unpublished },
      // What is given up is read again from the table.
      retries: 10,
      filters: [{ eventName: ["INSERT"], dynamodb: { Keys: { sk: { S: [{ prefix: "EVENT#" }] } } } }],
    });

    // Liveness that hangs on nothing above
    const sweep = fn("SweepOverdue", "functions/recovery/sweep-overdue.ts", Duration.minutes(2));
    table.writtenBy(sweep, "byDue");
    for (const machine of machines) machine.sweptBy(sweep);
    new RegularJob(this, "Sweeping", {
      deployment,
      name: "sweep-overdue",
      job: sweep,
      expression: `rate(${sweepMinutes} minutes)`,
    });

    // 异常名录: what silence has done, and whom somebody might want to look at
    const tendList = fn("TendAbnormalList", "functions/listing/tend-list.ts", Duration.minutes(5));
    table.keptBy(tendList, "worklist");
    new RegularJob(this, "TendingAbnormalList", {
      deployment,
      name: "tend-abnormal-list",
      job: tendList,
      expression: "rate(1 day)",
    });

    // 日结日清: each day of an event, and each day after it until none of its cases is open
    const closeOut = fn("CloseOutEvents", "functions/events/close-out-events.ts", Duration.minutes(5));
    table.writtenBy(closeOut, "worklist");
    new RegularJob(this, "ClosingOut", {
      deployment,
      name: "close-out-events",
      job: closeOut,
      // At the usual cut-off; an hour later for what could not be done then, and for a city that closes out later.
      expression: "cron(0 22,23 * * ? *)",
      timezone: timeZone,
    });

    // 值班表: shifts of the coming week that nobody takes
    const checkRoster = fn("CheckRoster", "functions/directory/check-roster.ts", Duration.minutes(1));
    table.readBy(checkRoster);
    new RegularJob(this, "CheckingRoster", {
      deployment,
      name: "check-roster",
      job: checkRoster,
      expression: "cron(0 8 * * ? *)",
      timezone: timeZone,
    });

    new AlarmMail(this, "AlarmMail", { deployment });
    new CfnOutput(this, "ApiUrl", { value: api.url });
    new CfnOutput(this, "MachineArn", { value: lifecycle.machineArn });
  }
}
