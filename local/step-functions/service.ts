import { AwsError, type AwsService, type JsonObject } from "../aws.ts";
import type { DefinedMachine, Execution } from "./execution.ts";
import type { Executions } from "./executions.ts";
import { StateFailed } from "./failure.ts";
import {
  arnMember,
  checkName,
  failureMembers,
  invalid,
  jsonMember,
  optionalText,
  pagePosition,
  pageSize,
  pageToken,
  textMember,
  wordMember,
} from "./requests.ts";
import type { Runner } from "./running.ts";
import type { Tokens } from "./tokens.ts";

interface Parts {
  machines: ReadonlyMap<string, DefinedMachine>;
  executions: Executions;
  runner: Runner;
  tokens: Tokens;
  newName: () => string;
}

type Action = (request: JsonObject) => JsonObject;

/** The API of Step Functions over what runs here, as AWS's JSON 1.0 protocol carries it. */
export function createService(parts: Parts): AwsService {
  const actions = new Map(
    Object.entries({ ...machineActions(parts), ...executionActions(parts), ...taskActions(parts) }),
  );
  return async (action, input) => {
    const perform = actions.get(action);
    if (perform === undefined) {
      throw new AwsError("UnknownOperationException", `The local Step Functions has no ${action}.`);
    }
    return perform(input);
  };
}

function machineActions({ machines, executions }: Parts): Record<string, Action> {
  return {
    ListStateMachines: () => ({
      stateMachines: [...machines.values()].map(({ arn, name, definedAt }) => ({
        stateMachineArn: arn,
        name,
        type: "STANDARD",
        creationDate: definedAt / 1000,
      })),
    }),
    DescribeStateMachine: (request) => {
      const machine = findMachine(machines, request);
      const { arn, name, roleArn, text, loggingLevel, definedAt } = machine;
      return {
        ...{ stateMachineArn: arn, name, status: "ACTIVE", definition: text, roleArn, type: "STANDARD" },
        creationDate: definedAt / 1000,
        loggingConfiguration: { level: loggingLevel, includeExecutionData: false, destinations: [] },
      };
    },
    DescribeStateMachineForExecution: (request) => {
      const { of } = executions.find(arnMember(request, "executionArn", "execution"));
      const { arn, name, text, roleArn, loggingLevel, definedAt } = of;
      return {
        ...{ stateMachineArn: arn, name, definition: text, roleArn, updateDate: definedAt / 1000 },
        loggingConfiguration: { level: loggingLevel, includeExecutionData: false, destinations: [] },
      };
    },
  };
}

const statuses = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"];

function executionActions({ machines, executions, runner, newName }: Parts): Record<string, Action> {
  return {
    StartExecution: (request) => {
      const machine = findMachine(machines, request);
      const name = request.name === "" ? "" : (optionalText(request, "name") ?? newName());
      checkName(name);
      const [input, inputText] = jsonMember(request, "input", "InvalidExecutionInput", "{}");
      const { execution, existing } = executions.create(machine, name, input, inputText);
      if (!existing) runner.start(execution);
      return { executionArn: execution.arn, startDate: execution.startedAt / 1000 };
    },
    StopExecution: (request) => {
      const execution = executions.find(arnMember(request, "executionArn", "execution"));
      runner.abort(execution, ...failureMembers(request));
      return { stopDate: (execution.stoppedAt ?? 0) / 1000 };
    },
    RedriveExecution: (request) => {
      const { arn, status } = executions.find(arnMember(request, "executionArn", "execution"));
      const why = `the local Step Functions does not redrive (this execution is ${status}): start a new one`;
      throw new AwsError("ExecutionNotRedrivable", `Execution Not Redrivable: '${arn}': ${why}`);
    },
    DescribeExecution: (request) => describeExecution(executions.find(arnMember(request, "executionArn", "execution"))),
    ListExecutions: (request) => {
      const { arn } = findMachine(machines, request);
      const size = pageSize(request);
      const status = wordMember(request, "statusFilter", statuses);
      const listed: Execution[] = [];
      const before = pagePosition(request, arn) ?? Number.POSITIVE_INFINITY;
      for (const execution of executions.newest(arn, before)) {
        if (status !== undefined && execution.status !== status) continue;
        if (listed.length === size) {
          return page("executions", listed.map(listItem), pageToken(arn, listed.at(-1)?.serial ?? 0));
        }
        listed.push(execution);
      }
      return page("executions", listed.map(listItem));
    },
    GetExecutionHistory: (request) => {
      const { arn, history } = executions.find(arnMember(request, "executionArn", "execution"));
      const size = pageSize(request);
      const reverse = request.reverseOrder === true;
      const first = pagePosition(request, `${arn} ${reverse}`) ?? 0;
      const count = Math.max(0, Math.min(size, history.length - first));
      const ids = Array.from({ length: count }, (_, place) =>
        reverse ? history.length - first - place : first + place + 1,
      );
      const events = history.events(ids, request.includeExecutionData !== false);
      const next = first + events.length;
      return page("events", events, next < history.length ? pageToken(`${arn} ${reverse}`, next) : undefined);
    },
  };
}

function taskActions({ tokens }: Parts): Record<string, Action> {
  return {
    SendTaskSuccess: (request) => {
      const token = tokenMember(request);
      const [output, text] = jsonMember(request, "output", "InvalidOutput");
      tokens.settle(token, { kind: "success", output, text });
      return {};
    },
    SendTaskFailure: (request) => {
      const token = tokenMember(request);
      const failure = new StateFailed(...failureMembers(request));
      tokens.settle(token, { kind: "failure", failure });
      return {};
    },
    SendTaskHeartbeat: (request) => {
      tokens.heartbeat(tokenMember(request));
      return {};
    },
  };
}

function page(member: string, items: JsonObject[], nextToken?: string): JsonObject {
  return nextToken === undefined ? { [member]: items } : { [member]: items, nextToken };
}

function findMachine(machines: ReadonlyMap<string, DefinedMachine>, request: JsonObject): DefinedMachine {
  const arn = arnMember(request, "stateMachineArn", "stateMachine");
  const machine = machines.get(arn);
  if (machine !== undefined) return machine;
  throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}

function tokenMember(request: JsonObject): string {
  const token = textMember(request, "taskToken");
  if (token.length > 1024) throw invalid("taskToken", "Member must have length less than or equal to 1024");
  return token;
}

function listItem({ arn, of, name, status, startedAt, stoppedAt }: Execution): JsonObject {
  const item: JsonObject = { executionArn: arn, stateMachineArn: of.arn, name, status, startDate: startedAt / 1000 };
  if (stoppedAt !== undefined) item.stopDate = stoppedAt / 1000;
  return { ...item, redriveCount: 0 };
}

function describeExecution(execution: Execution): JsonObject {
  const { inputText, outputText, status, error, cause } = execution;
  const described = { ...listItem(execution), input: inputText, inputDetails: { included: true } };
  if (outputText !== undefined) Object.assign(described, { output: outputText, outputDetails: { included: true } });
  if (error !== undefined) Object.assign(described, { error });
  if (cause !== undefined) Object.assign(described, { cause });
  const why = status === "RUNNING" || status === "SUCCEEDED" ? "" : " here";
  const redriveStatusReason = `Execution is ${status} and cannot be redriven${why}`;
  return { ...described, redriveStatus: "NOT_REDRIVABLE", redriveStatusReason };
}
