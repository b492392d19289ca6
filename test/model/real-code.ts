import "../builders/environment.ts";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import { newHandler as reader } from "../../functions/drive/drive-workflows.ts";
import { newHandler as milestones } from "../../functions/milestones/apply-due-milestones.ts";
import { newHandler as marker } from "../../functions/recovery/mark-stalled.ts";
import { newHandler as sweeper } from "../../functions/recovery/sweep-overdue.ts";
import { newHandler as router } from "../../functions/routing/route-case.ts";
import { workflow } from "../../shared/domain/actor.ts";
import { acceptAssignment } from "../../shared/domain/commands/accept-assignment.ts";
import { applyDueMilestones } from "../../shared/domain/commands/apply-due-milestones.ts";
import { decideWithdrawal } from "../../shared/domain/commands/call-back.ts";
import { redriveCase } from "../../shared/domain/commands/recover-case.ts";
import { returnAssignment } from "../../shared/domain/commands/return-assignment.ts";
import { routeCase } from "../../shared/domain/commands/route-case.ts";
import { requestWithdrawal } from "../../shared/domain/commands/withdraw-case.ts";
import { giveFirstResponse, reportProgress } from "../../shared/domain/commands/work-assignment.ts";
import type { Context, Decision, WrittenCase } from "../../shared/domain/decision.ts";
import { executionName } from "../../shared/lambda/execution.ts";
import { type CasePosition, positionOf } from "../../shared/lambda/workflow-step.ts";
import { type CaseStore, type Command, changeCase } from "../../shared/table/case-store.ts";
import { caller, city, harbour, operator, partner } from "../builders/city.ts";
import { fakeParking, fakeStepFunctions } from "../builders/fake-clients.ts";
import { itemWith } from "./model-table.ts";

export const machineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:case-lifecycle";
const responseMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:sensitive-response";

/** What people do to a case. The workflow must see all but the last two, for which `turn` does not rise. */
const writes = {
  accept: { by: harbour, command: acceptAssignment },
  "give back": {
    by: harbour,
    command: (state, context) => returnAssignment(state, { reason: "not-our-duty", explanation: "" }, context),
  },
  withdraw: { by: partner, command: (state, context) => requestWithdrawal(state, { reason: "" }, context) },
  /** The requester confirms to the callback staff that the appeal is withdrawn: the case is closed. */
  confirm: { by: caller, command: confirmWithdrawal },
  redrive: { by: operator, command: (state, context) => redriveCase(state, state.epoch, "by-hand", context) },
  progress: { by: harbour, command: (state, context) => reportProgress(state, { note: "" }, context) },
  respond: { by: harbour, command: (state, context) => giveFirstResponse(state, { how: "", summary: "" }, context) },
} satisfies Record<string, { by: typeof harbour; command: Command }>;
export type Write = keyof typeof writes;

function confirmWithdrawal(state: WrittenCase, context: Context): Decision {
  return decideWithdrawal(state, state.withdrawal?.round ?? 0, "confirmed", "", context);
}

/** Code of ours that runs on its own and calls AWS, with all that it is given at its start. */
export type Program =
  | { kind: "write"; write: Write }
  | { kind: "step"; state: string; position: CasePosition; fenced: boolean }
  | { kind: "sweep" }
  | { kind: "mark"; epoch: number }
  | { kind: "read"; old: number; oldToken: number; new: number; newToken: number };

/** A client that passes on what it is sent. Paginators ask for a real DynamoDBClient, so it looks like one. */
export type Send = (call: string, input: Record<string, unknown>) => Promise<unknown>;

/** Runs a program: our own code as it is deployed, with literal fakes for the clients and the clock. */
export function run(program: Program, caseId: string, now: () => string, send: Send): Promise<unknown> {
  const clientSend = (command: object) =>
    send(command.constructor.name.replace(/Command$/, ""), (command as { input: Record<string, unknown> }).input);
  const client = Object.assign(Object.create(DynamoDBClient.prototype), { send: clientSend }) as DynamoDBClient;
  const stepFunctions = Object.assign(fakeStepFunctions().client, { send: clientSend });
  const directories = { active: async () => city, version: async () => city };
  const store: CaseStore = { table: { client, name: "jiesu-test" }, directories, now };
  switch (program.kind) {
    case "write": {
      const { by, command } = writes[program.write];
      return changeCase(store, by, caseId, command);
    }
    case "step":
      return step(store, program);
    case "sweep":
      return sweeper({ store, stepFunctions, machineArn, responseMachineArn })();
    case "mark":
      return marker(store, responseMachineArn)(statusChange(executionName(caseId, program.epoch)));
    case "read":
      return reader({ stepFunctions, machineArn, responseMachineArn, parking: fakeParking().parking })({
        Records: [record(program)],
      });
  }
}

/** Our steps by the name of their state. Unfenced is a mutation: the step decides whatever epoch drives the case now. */
function step(store: CaseStore, { state, position, fenced }: Program & { kind: "step" }): Promise<CasePosition> {
  const steps = { Route: [router, routeCase], "Apply due milestones": [milestones, applyDueMilestones] } as const;
  const found = steps[state as keyof typeof steps];
  if (found === undefined) throw new Error(`the model has no step ${state}`);
  const [handler, command] = found;
  if (fenced) return handler(store)(position);
  return changeCase(store, workflow("unfenced"), position.caseId, command).then(positionOf);
}

const statusChange = (name: string) => ({
  Records: [
    { messageId: "m", body: JSON.stringify({ detail: { stateMachineArn: machineArn, name, status: "ABORTED" } }) },
  ] as never,
});

function record(images: Program & { kind: "read" }): DynamoDBRecord {
  const NewImage = itemWith(images.new, images.newToken);
  const OldImage = images.old === 0 ? undefined : itemWith(images.old, images.oldToken);
  return { eventID: "e", dynamodb: { NewImage, OldImage, Keys: {}, SequenceNumber: "1" } } as DynamoDBRecord;
}
