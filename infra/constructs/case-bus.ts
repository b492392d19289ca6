import * as events from "aws-cdk-lib/aws-events";
import * as iam from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { BundledFunction } from "./bundled-function.ts";

/** The bus of history events. Its name is part of what subscribers know, so it is the same on every stage. */
export class CaseBus extends Construct {
  private readonly bus: events.EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // No description: not every partition knows one.
    this.bus = new events.EventBus(this, "Bus", { eventBusName: "jiesu" });
  }

  get busName(): string {
    return this.bus.eventBusName;
  }

  publishedBy(publisher: BundledFunction): void {
    publisher.knows("busName", this.busName);
    publisher.addToRolePolicy(
      new iam.PolicyStatement({ actions: ["events:PutEvents"], resources: [this.bus.eventBusArn] }),
    );
  }
}
