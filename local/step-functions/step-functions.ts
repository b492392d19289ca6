import type { AwsService, InvokeFunction, Json, Meter } from "../aws.ts";
import type { Clock } from "../clock.ts";
import type { DefinedMachine, Surroundings } from "./execution.ts";
import { createExecutions } from "./executions.ts";
import { uuidFrom } from "./functions.ts";
import type { Services } from "./integrations.ts";
import { loadMachine } from "./loading/loader.ts";
import { createRunner, type OnStatusChange } from "./running.ts";
import { createService } from "./service.ts";
import { createTokens } from "./tokens.ts";

export interface StepFunctionsOptions {
  clock: Clock;
  meter: Meter;
  invokeFunction: InvokeFunction;
  /** What tasks call, each with the machine's principal. `states` is usually `service` of this very instance. */
  services: Services;
  region: string;
  account: string;
  partition: string;
  onStatusChange: OnStatusChange;
  /** A source of numbers in [0, 1): jitter, `$random`, `$uuid` and the names of unnamed executions come from it. */
  random: () => number;
  /** How many ended executions stay readable. Default 20,000; their names stay taken all the same. */
  executionsKept?: number;
}

export interface MachineOptions {
  name: string;
  arn: string;
  /** Who calls on behalf of the machine: its logical id. */
  principal: string;
  /** Amazon States Language, parsed, after substitutions. */
  definition: Json;
  loggingLevel?: string;
}

/** AWS Step Functions on one machine, on the virtual clock: Standard workflows in JSONata. */
export interface StepFunctions {
  /**
   * Takes a machine, or a new definition of one; what runs goes on with the old. Throws DefinitionRefused with
   * everything that AWS or the local interpreter would not run.
   */
  defineMachine(options: MachineOptions): void;
  /** The API of Step Functions. */
  readonly service: AwsService;
}

/** Makes a local Step Functions without machines. */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { clock, region, account, partition, random } = options;
  const machines = new Map<string, DefinedMachine>();
  const tokens = createTokens();
  const around: Surroundings = { ...options, tokens };
  const executionArn = (machine: string, name: string) =>
    `arn:${partition}:states:${region}:${account}:execution:${machine}:${name}`;
  const executions = createExecutions(clock.now, executionArn, options.executionsKept ?? 20_000);
  const runner = createRunner(around, executions, options.onStatusChange);
  return {
    defineMachine({ name, arn, principal, definition, loggingLevel = "OFF" }) {
      machines.set(arn, {
        ...{ name, arn, principal, loggingLevel, definedAt: clock.now() },
        roleArn: `arn:${partition}:iam::${account}:role/${principal}`,
        text: JSON.stringify(definition),
        machine: loadMachine(definition, partition),
      });
    },
    service: createService({ machines, executions, runner, tokens, newName: () => uuidFrom(random) }),
  };
}
