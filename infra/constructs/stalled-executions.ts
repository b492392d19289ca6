import * as events from "aws-cdk-lib/aws-events";
import * as targets from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import type { Deployment } from "../deployment.ts";
import type { BundledFunction } from "./bundled-function.ts";
import type { WaitingMachine } from "./waiting-machine.ts";
import { WorkQueue } from "./work-queue.ts";

/**
 * Every execution that ends badly reaches the step that marks its case, or response, stalled, whatever it died of: no `Catch` sees
 * a runtime error, a history that grew too long, or a hand on the stop button.
 */
export class StalledExecutions extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      deployment,
      machines,
      markStalled,
    }: { deployment: Deployment; machines: WaitingMachine[]; markStalled: BundledFunction },
  ) {
    super(scope, id);
    const queue = new WorkQueue(this, "Queue", { deployment, name: "stalled-executions", worker: markStalled });
    new events.Rule(this, "Rule", {
      description: "Executions of cases and sensitive responses that failed, timed out or were stopped",
      eventPattern: {
        source: ["aws.states"],
        detailType: ["Step Functions Execution Status Change"],
        detail: {
          stateMachineArn: machines.map(({ machineArn }) => machineArn),
          status: ["FAILED", "TIMED_OUT", "ABORTED"],
        },
      },
      targets: [new targets.SqsQueue(queue, { deadLetterQueue: queue.deadLetters })],
    });
  }
}
