import { join } from "node:path";
import { type Duration, RemovalPolicy } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { type EnvironmentName, environmentNames } from "../../shared/lambda/environment.ts";
import { functionName } from "../bundles.ts";
import { type Deployment, nameOf, sourceFile } from "../deployment.ts";
import { explainWildcard } from "./explain.ts";

export interface BundledFunctionProps {
  deployment: Deployment;
  /** The entry file, from the project root; it exports `handler`. The function is named after it. */
  entry: string;
  timeout: Duration;
  /** MiB, and with it the share of a processor; 512 unless told. */
  memorySize?: number;
}

/** A Lambda function made of one entry file, with a role and a log group of its own that allow nothing else. */
export class BundledFunction extends lambda.Function {
  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    const { deployment, entry, timeout, memorySize = 512 } = props;
    const { sourceMaps, logRetentionDays } = deployment.settings;
    const name = functionName(sourceFile(deployment, entry));
    // A role that is handed in gets no managed policy.
    const role = new iam.Role(scope, `${id}Role`, { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
    super(scope, id, {
      functionName: nameOf(deployment, name),
      description: entry,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(join(deployment.bundles, name)),
      handler: "index.handler",
      role,
      // Logs are not records (those are in the table), so they go with the stack.
      logGroup: new logs.LogGroup(scope, `${id}Log`, {
        retention: logRetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      timeout,
      memorySize,
      ...(sourceMaps && { environment: { NODE_OPTIONS: "--enable-source-maps" } }),
    });
    this.logGroup.grantWrite(this);
    explainWildcard(role, "*", "X-Ray's PutTraceSegments and PutTelemetryRecords know no resources");
  }

  /** Hands the function a setting under the name by which `shared/lambda` reads it. */
  knows(setting: EnvironmentName, value: string): void {
    this.addEnvironment(environmentNames[setting], value);
  }
}
