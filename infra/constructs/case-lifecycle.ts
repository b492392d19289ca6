import type { Construct } from "constructs";
import type { Deployment } from "../deployment.ts";
import type { BundledFunction } from "./bundled-function.ts";
import type { CaseTable } from "./case-table.ts";
import { WaitingMachine } from "./waiting-machine.ts";

export interface CaseLifecycleProps {
  deployment: Deployment;
  table: CaseTable;
  steps: Record<"TriageCase" | "RouteCase" | "ApplyDueMilestones" | "MarkStalled", BundledFunction>;
}

/** The machine that drives every case: one Standard execution per case and epoch. */
export class CaseLifecycle extends WaitingMachine {
  constructor(scope: Construct, id: string, { deployment, table, steps }: CaseLifecycleProps) {
    super(scope, id, {
      ...{ deployment, table, steps, name: "case-lifecycle", setting: "machineArn" },
      stalled: {
        name: "cases-stalled",
        description: "A case has stalled: GET /v1/operations/stalled names it and the cause",
      },
    });
  }
}
