import { RemovalPolicy } from "aws-cdk-lib";
import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as kms from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { expiryAttribute, indexes, tableKey, worklistAttributes } from "../../shared/table/keys.ts";
import type { BundledFunction } from "./bundled-function.ts";
import { caseTableKey } from "./case-table-key.ts";
import { explainWildcard } from "./explain.ts";

export type IndexName = keyof typeof indexes;

/** What a function may do with items, by purpose. A transaction needs the action of each of its parts. */
const actions = {
  read: ["dynamodb:GetItem", "dynamodb:Query"],
  write: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
  remove: ["dynamodb:DeleteItem"],
  keep: ["dynamodb:PutItem", "dynamodb:DeleteItem"],
  readMany: ["dynamodb:BatchGetItem"],
  followStream: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
  /** What the machine does itself, without a function: load a case, register a wait. */
  wait: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
};

/**
 * The one table of cases, under a customer-managed key. Grants here are the only permissions on it: by exact action,
 * on the table and on the indexes that are named.
 */
export class CaseTable extends Construct {
  readonly key: kms.Key;
  private readonly table: dynamodb.Table;

  constructor(scope: Construct, id: string, { temporary }: { temporary: boolean }) {
    super(scope, id);
    const removalPolicy = temporary ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    this.key = caseTableKey(this, "Key", removalPolicy);
    this.table = new dynamodb.Table(this, "Table", {
      partitionKey: { name: tableKey.partition, type: dynamodb.AttributeType.STRING },
      sortKey: { name: tableKey.sort, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: expiryAttribute,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      deletionProtection: !temporary,
      removalPolicy,
    });
    for (const index of Object.values(indexes)) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: { name: index.partition, type: dynamodb.AttributeType.STRING },
        sortKey: { name: index.sort, type: dynamodb.AttributeType.STRING },
        ...projectionOf(index.name),
      });
    }
  }

  get tableName(): string {
    return this.table.tableName;
  }

  get streamArn(): string {
    if (this.table.tableStreamArn === undefined) throw new Error("the table has no stream");
    return this.table.tableStreamArn;
  }

  /** Write units that were used: whether anything was written at all. */
  metricWritten(how: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.table.metricConsumedWriteCapacityUnits(how);
  }

  /** Reads items by key, and queries the table and these indexes. */
  readBy(reader: BundledFunction, ...names: IndexName[]): void {
    reader.knows("tableName", this.tableName);
    this.grant(reader, actions.read);
    this.grantIndexes(reader, names);
  }

  /** Reads events hour by hour, whatever case they are of. */
  hoursReadBy(reader: BundledFunction): void {
    reader.knows("tableName", this.tableName);
    this.grant(reader, actions.readMany);
    this.grantIndexes(reader, ["byHour"]);
  }

  /** Reads, and commits transactions. */
  writtenBy(writer: BundledFunction, ...names: IndexName[]): void {
    this.readBy(writer, ...names);
    this.grant(writer, actions.write);
  }

  /** The same for who also takes tasks off the work lists. */
  workedOffBy(writer: BundledFunction, ...names: IndexName[]): void {
    this.writtenBy(writer, ...names);
    this.grant(writer, actions.remove);
  }

  /** Reads, puts whole items and takes them away: what has a history beside the cases, and nobody waits on. */
  keptBy(keeper: BundledFunction, ...names: IndexName[]): void {
    this.readBy(keeper, ...names);
    this.grant(keeper, actions.keep);
  }

  /** Follows the table's stream, by an event source mapping. */
  streamReadBy(reader: BundledFunction): void {
    this.grant(reader, actions.followStream, [this.streamArn]);
    this.grant(reader, ["dynamodb:ListStreams"], ["*"]);
    const reason = "DynamoDB's ListStreams, which Lambda asks when a reader is attached, knows no resources";
    explainWildcard(reader, "*", reason);
  }

  /** Loads cases and registers waits, without a function. */
  waitedOnBy(machine: iam.IGrantable): void {
    this.grant(machine, actions.wait);
  }

  private grantIndexes(reader: BundledFunction, names: IndexName[]): void {
    const arns = names.map((name) => `${this.table.tableArn}/index/${indexes[name].name}`);
    if (arns.length > 0) this.grant(reader, ["dynamodb:Query"], arns);
  }

  private grant(grantee: iam.IGrantable, granted: string[], resources = [this.table.tableArn]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ actions: granted, resources }));
  }
}

/** Keys only, but for the worklist: it is read as it stands, page after page. */
function projectionOf(index: string): { projectionType: dynamodb.ProjectionType; nonKeyAttributes?: string[] } {
  if (index !== indexes.worklist.name) return { projectionType: dynamodb.ProjectionType.KEYS_ONLY };
  return { projectionType: dynamodb.ProjectionType.INCLUDE, nonKeyAttributes: [...worklistAttributes] };
}
