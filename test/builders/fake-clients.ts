import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";

type Sent = { call: string; input: Record<string, unknown> };
type Answer = (input: never, call: string) => unknown;

/** A client that notes what it is sent and answers as told: an Error is thrown, anything else is the output. */
function fake(answer: Answer = () => ({})): { sent: Sent[]; send(command: object): Promise<unknown> } {
  const sent: Sent[] = [];
  return {
    sent,
    async send(command) {
      const call = command.constructor.name.replace(/Command$/, "");
      const { input } = command as { input: Sent["input"] };
      sent.push({ call, input });
      const output = answer(input as never, call);
      if (output instanceof Error) throw output;
      return output;
    },
  };
}

export const fakeStepFunctions = (answer?: Answer) => {
  const client = fake(answer);
  return { sent: client.sent, client: client as unknown as SFNClient };
};
export const fakeBus = (answer?: Answer) => {
  const client = fake(answer);
  return { sent: client.sent, bus: { client: client as unknown as EventBridgeClient, name: "jiesu-test" } };
};
export const fakeParking = () => {
  const client = fake();
  return { sent: client.sent, parking: { sqs: client as unknown as SQSClient, queueUrl: "https://sqs/parked" } };
};

/** What an SDK client throws. */
export function awsError(name: string): Error {
  return Object.assign(new Error(name), { name });
}
