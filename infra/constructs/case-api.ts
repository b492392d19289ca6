import { RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import * as apigateway from "aws-cdk-lib/aws-apigateway";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { openApiDocument } from "../../shared/api/openapi.ts";
import type { ApiFunction } from "../../shared/api/route.ts";
import { type Deployment, nameOf } from "../deployment.ts";
import { explainManagedPolicy } from "./explain.ts";
import { gatewayDocument } from "./gateway-document.ts";

export interface CaseApiProps {
  deployment: Deployment;
  functions: Record<ApiFunction, lambda.Function>;
  authorizer: lambda.Function;
}

/** What the access log tells of a request: no address, no path with its ids, nobody's name. */
const accessLogFormat = apigateway.AccessLogFormat.custom(
  JSON.stringify({
    requestId: "$context.requestId",
    requestTime: "$context.requestTime",
    method: "$context.httpMethod",
    route: "$context.resourcePath",
    status: "$context.status",
    responseLength: "$context.responseLength",
    latency: "$context.responseLatency",
    integrationLatency: "$context.integration.latency",
    actor: "$context.authorizer.kind",
    partner: "$context.authorizer.partner",
    error: "$context.error.responseType",
  }),
);

/** The REST API: its body is the OpenAPI document of all routes, each integrated with the function that serves it. */
export class CaseApi extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { deployment, functions, authorizer }: CaseApiProps) {
    super(scope, id);
    const { routes, settings } = deployment;
    const servers = new Map(routes.map((route) => [route.operationId, functions[route.function]]));
    const document = gatewayDocument(openApiDocument(routes, { title: nameOf(deployment, "api"), version: "1" }), {
      integrationUri: (operationId) => this.invocationUri(servers.get(operationId)),
      authorizerUri: this.invocationUri(authorizer),
    });
    const api = new apigateway.SpecRestApi(this, "Api", {
      apiDefinition: apigateway.ApiDefinition.fromInline(document),
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      failOnWarnings: true,
      // Access logs need an account-wide role, which a new account does not have; it stays when this stack goes.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: "api",
        throttlingRateLimit: settings.throttle.rate,
        throttlingBurstLimit: settings.throttle.burst,
        tracingEnabled: true,
        metricsEnabled: true,
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        accessLogFormat,
        accessLogDestination: new apigateway.LogGroupLogDestination(
          new logs.LogGroup(this, "AccessLog", {
            retention: settings.logRetentionDays,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
      },
    });
    this.url = api.url;
    for (const [name, fn] of Object.entries({ ...functions, authorizer })) {
      fn.addPermission(`InvokedByApi`, {
        principal: new iam.ServicePrincipal("apigateway.amazonaws.com"),
        sourceArn: name === "authorizer" ? this.authorizersArn(api) : api.arnForExecuteApi("*", "/*", "*"),
      });
    }
    this.explain(api);
  }

  private invocationUri(fn: lambda.Function | undefined): string {
    if (fn === undefined) throw new Error("a route names a function that does not exist");
    const { partition, region } = Stack.of(this);
    return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${fn.functionArn}/invocations`;
  }

  private authorizersArn(api: apigateway.SpecRestApi): string {
    return Stack.of(this).formatArn({ service: "execute-api", resource: api.restApiId, resourceName: "authorizers/*" });
  }

  private explain(api: apigateway.SpecRestApi): void {
    const managed = "service-role/AmazonAPIGatewayPushToCloudWatchLogs";
    explainManagedPolicy(api, managed, "the account's one role for API logs: AWS documents this policy for it");
    Validations.of(api).acknowledge(
      {
        id: "AwsSolutions-APIG2",
        reason: "validators are in the document: parameters by the gateway, bodies by the functions",
      },
      { id: "AwsSolutions-APIG3", reason: "each city brings its own web ACL, associated with the stage's ARN" },
    );
  }
}
