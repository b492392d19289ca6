import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { CaseBus } from "./constructs/case-bus.ts";
import { CaseTable } from "./constructs/case-table.ts";
import { type Deployment, stackProps } from "./deployment.ts";

/** What must outlive everything else: the table that is the truth, and the bus that others subscribe to. */
export class DataStack extends Stack {
  readonly table: CaseTable;
  readonly bus: CaseBus;

  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
    super(scope, id, stackProps(deployment, "Jiesu: cases and their events"));

    this.table = new CaseTable(this, "Cases", { temporary: deployment.settings.temporary });
    this.bus = new CaseBus(this, "Bus");

    new CfnOutput(this, "TableName", { value: this.table.tableName });
    new CfnOutput(this, "BusName", { value: this.bus.busName });
  }
}
