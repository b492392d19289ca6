import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Callers, createCallers } from "../../local/callers.ts";
import { type Cloud, type CloudOptions, startCloud } from "../../local/cloud.ts";
import { hour, localHours } from "../../local/demo/local-hours.ts";
import { activateSample } from "../../local/sample-directory.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import { executionName } from "../../shared/lambda/execution.ts";
import { listed as listing } from "../builders/listed.ts";

const sample = fileURLToPath(new URL("../../sample", import.meta.url));

/** The sample city on a local cloud whose clock stands until a bench moves it, and everybody who calls its API. */
export interface Street {
  cloud: Cloud;
  callers: Callers;
  hours(count: number): Promise<void>;
  /** To ten in the morning, so many working days later: an hour in which offices work and people may be called. */
  workingDays(count: number): Promise<void>;
  /** As an operator would in the console. */
  stopExecution(caseId: string, epoch: number): Promise<void>;
  close(): Promise<void>;
  /** What happens after each call of a case; default: everything that follows from it at once. */
  settle?: () => Promise<void>;
}

export interface StreetOptions extends Pick<CloudOptions, "app" | "data" | "faults" | "random"> {
  /** Phone numbers on the directory's abnormal list. */
  listed?: string[];
}

/** Opens the street on a Monday at half past nine. */
export async function openStreet({ listed = [], ...options }: StreetOptions = {}): Promise<Street> {
  const [calendar] = loadDirectory(sample).calendars;
  if (calendar === undefined) throw new Error("the sample city has no calendar");
  const city = localHours(calendar);
  const folder = mkdtempSync(join(tmpdir(), "jiesu-bench-city-"));
  cpSync(sample, folder, { recursive: true });
  // JSON is YAML too.
  writeFileSync(join(folder, "abnormal-list.yaml"), JSON.stringify(listed.map((phone) => listing(phone))));
  const cloud = await startCloud({
    ...options,
    clock: { kind: "manual" },
    clockStart: Date.parse("2026-03-02T09:30:00+08:00"),
    prepare: (cloud) => activateSample(cloud, folder),
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
  const callers = createCallers(cloud);
  const { clock } = cloud;
  return {
    cloud,
    callers,
    hours: (count) => clock.advanceTo(clock.now() + count * hour),
    async workingDays(count) {
      for (let day = 1; day <= count; day += 1) {
        const evening = city.moment(city.date(clock.now()), "20:00");
        await clock.advanceTo(city.nextOf(["10:00"], Math.max(evening, clock.now()), "office"));
      }
    },
    async stopExecution(caseId, epoch) {
      const { stateMachines } = await cloud.stepFunctions("ListStateMachines", {}, "cli");
      const [machine] = stateMachines as { stateMachineArn: string }[];
      const execution = machine?.stateMachineArn.replace(":stateMachine:", ":execution:");
      const executionArn = `${execution}:${executionName(caseId, epoch)}`;
      await cloud.stepFunctions("StopExecution", { executionArn }, "cli");
      await clock.idle();
    },
    async close() {
      callers.close();
      await cloud.kill();
    },
  };
}
