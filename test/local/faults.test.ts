import { expect, test } from "vitest";
import { AwsError, type AwsService } from "../../local/aws.ts";
import { type Faults, withFaults } from "../../local/faults.ts";
import { createMeter } from "../../local/meter.ts";

/** A table that counts what was done to it, and the same table with faults. */
function table(faults: Faults) {
  const done: string[] = [];
  const meter = createMeter();
  const engine: AwsService = async (action) => {
    done.push(action);
    return { done: true };
  };
  return { done, meter, service: withFaults("dynamodb", engine, faults, meter) };
}

const conflict = new AwsError("TransactionConflictException", "Transaction is ongoing");

test("a call that is refused never reaches the service, and is counted all the same", async () => {
  const { done, meter, service } = table({
    call: ({ action, principal }, phase) =>
      phase === "before" && action === "UpdateItem" && principal === "Triage" ? conflict : undefined,
  });
  await expect(service("UpdateItem", {}, "Triage")).rejects.toBe(conflict);
  expect(await service("UpdateItem", {}, "Route")).toEqual({ done: true });
  expect(done).toEqual(["UpdateItem"]);
  expect(meter.snapshot().calls).toMatchObject([{ principal: "Triage", action: "UpdateItem", calls: 1 }]);
});

test("an answer that is lost leaves the work done", async () => {
  const { done, service } = table({
    call: (_call, phase) =>
      phase === "after" ? new AwsError("InternalServerError", "", { statusCode: 500 }) : undefined,
  });
  await expect(service("PutItem", {}, "Triage")).rejects.toThrow();
  expect(done).toEqual(["PutItem"]);
});
