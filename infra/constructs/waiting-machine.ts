import { ArnFormat, RemovalPolicy, Stack } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import * as sfn from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { type Deployment, nameOf, sourceFile } from "../deployment.ts";
import type { BundledFunction } from "./bundled-function.ts";
import type { CaseTable } from "./case-table.ts";
import { explainWildcard } from "./explain.ts";
import { FirstOneAlarm, fiveMinuteSum } from "./first-one-alarm.ts";

export interface WaitingMachineProps {
  deployment: Deployment;
  table: CaseTable;
  /** The definition's file, less `.asl.json`, and so the machine's name. */
  name: string;
  /** The functions it calls, by the name under which the definition speaks of them, less `Arn`. */
  steps: Record<string, BundledFunction>;
  /** Under which name those who drive and sweep know it. */
  setting: "machineArn" | "responseMachineArn";
  stalled: { name: string; description: string };
}

/**
 * A machine that waits on items of the table and drives them: one Standard execution per item and epoch. All of them are
 * logged without data, alarm when an execution ends badly, and are driven and swept by the same functions.
 */
export class WaitingMachine extends Construct {
  private readonly machine: sfn.StateMachine;
  private readonly setting: WaitingMachineProps["setting"];
  readonly machineName: string;

  constructor(scope: Construct, id: string, { deployment, table, name, steps, setting, stalled }: WaitingMachineProps) {
    super(scope, id);
    this.setting = setting;
    this.machineName = nameOf(deployment, name);
    this.machine = new sfn.StateMachine(this, "Machine", {
      stateMachineName: this.machineName,
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromFile(sourceFile(deployment, `state-machines/${name}.asl.json`)),
      definitionSubstitutions: {
        TableName: table.tableName,
        ...Object.fromEntries(Object.entries(steps).map(([step, fn]) => [`${step}Arn`, fn.functionArn])),
      },
      tracingEnabled: true,
      logs: {
        // Under this prefix a log group needs no entry of its own in the account's resource policy, which is small.
        destination: new logs.LogGroup(this, "Log", {
          logGroupName: `/aws/vendedlogs/states/${this.machineName}`,
          retention: deployment.settings.logRetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: sfn.LogLevel.ALL,
        // Executions carry no personal data, and still what they carry is nobody's business in a log.
        includeExecutionData: false,
      },
    });
    table.waitedOnBy(this.machine);
    // A file definition grants nothing by itself.
    const functionArns = Object.values(steps).map((step) => step.functionArn);
    this.machine.addToRolePolicy(
      new iam.PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: functionArns }),
    );
    // It stalls when its execution ends otherwise than well: somebody must look, as nobody drives it.
    new FirstOneAlarm(this, "StalledAlarm", {
      ...{ deployment, ...stalled },
      metric: new cloudwatch.MathExpression({
        expression: "failed + timedOut + aborted",
        usingMetrics: {
          failed: this.machine.metricFailed(fiveMinuteSum),
          timedOut: this.machine.metricTimedOut(fiveMinuteSum),
          aborted: this.machine.metricAborted(fiveMinuteSum),
        },
        period: fiveMinuteSum.period,
      }),
    });
    explainWildcard(this.machine, "*", "X-Ray and the delivery of vended logs know no resources");
  }

  get machineArn(): string {
    return this.machine.stateMachineArn;
  }

  /** Starts executions and wakes waiting ones. */
  drivenBy(driver: BundledFunction): void {
    driver.knows(this.setting, this.machineArn);
    this.grant(driver, ["states:SendTaskSuccess", "states:StartExecution"], this.machineArn);
  }

  /** Looks whether an execution runs, and wakes it. */
  sweptBy(sweeper: BundledFunction): void {
    sweeper.knows(this.setting, this.machineArn);
    this.grant(sweeper, ["states:SendTaskSuccess"], this.machineArn);
    const executions = this.executionArns(sweeper);
    this.grant(sweeper, ["states:DescribeExecution"], executions);
    explainWildcard(
      sweeper.role ?? sweeper,
      executions,
      "executions of this machine alone: they are named after cases",
    );
  }

  /** Told of executions that ended badly, and must know of which machine. */
  markedBy(marker: BundledFunction): void {
    marker.knows(this.setting, this.machineArn);
  }

  private executionArns(scope: Construct): string {
    return Stack.of(scope).formatArn({
      service: "states",
      resource: "execution",
      resourceName: `${this.machineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  private grant(grantee: BundledFunction, actions: string[], resource: string): void {
    grantee.addToRolePolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
  }
}
