import type { Assembly } from "../../local/assembly/assembly.ts";

export type SpokenName = (arn: string) => string;

const kinds: Record<string, string> = {
  "AWS::DynamoDB::Table": "table",
  "AWS::Events::EventBus": "bus",
  "AWS::KMS::Key": "key",
  "AWS::Lambda::Function": "function",
  "AWS::Logs::LogGroup": "log",
  "AWS::SNS::Topic": "topic",
  "AWS::SQS::Queue": "queue",
  "AWS::StepFunctions::StateMachine": "machine",
};

/**
 * How a person would call what an ARN stands for: `index by-due of table …` in the place of
 * `arn:aws:dynamodb:…:table/…/index/by-due`. An ARN of nothing in the app loses only its partition, region and account.
 */
export function namesIn(assembly: Assembly): SpokenName {
  const byArn = new Map(assembly.resources.map(({ arn, type, name }) => [arn, `${kinds[type] ?? type} ${name}`]));
  return (arn) => {
    if (arn === "*") return "any resource, as the actions know none";
    const whole = byArn.get(arn);
    if (whole !== undefined) return whole;
    const [, ofWhat = "", part, name] = /^(.*)\/(index|stream)\/([^/]+)$/.exec(arn) ?? [];
    const parent = byArn.get(ofWhat);
    if (parent !== undefined) return part === "index" ? `index ${name} of ${parent}` : `stream of ${parent}`;
    const executions = /:execution:([^:]+):\*$/.exec(arn)?.[1];
    if (executions !== undefined) return `executions of machine ${executions}`;
    return arn.startsWith("arn:") ? arn.split(":").slice(5).join(":") : arn;
  };
}
