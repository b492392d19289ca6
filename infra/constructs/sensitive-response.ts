import type { Construct } from "constructs";
import type { Deployment } from "../deployment.ts";
import type { BundledFunction } from "./bundled-function.ts";
import type { CaseTable } from "./case-table.ts";
import { WaitingMachine } from "./waiting-machine.ts";

export interface SensitiveResponseProps {
  deployment: Deployment;
  table: CaseTable;
  steps: Record<"ApplyDueResponse", BundledFunction>;
}

/** The machine that drives the response to a sensitive case, beside that of the case: one execution per response and epoch. */
export class SensitiveResponse extends WaitingMachine {
  constructor(scope: Construct, id: string, { deployment, table, steps }: SensitiveResponseProps) {
    super(scope, id, {
      ...{ deployment, table, steps, name: "sensitive-response", setting: "responseMachineArn" },
      stalled: {
        name: "responses-stalled",
        description: "A sensitive response has stalled: GET /v1/operations/stalled names it and the cause",
      },
    });
  }
}
