import { expect, test } from "vitest";
import { createMeter } from "../../local/meter.ts";

test("calls and their units add up by principal, service and action", () => {
  const meter = createMeter();
  meter.call({ principal: "Triage", service: "dynamodb", action: "UpdateItem", writeUnits: 2 });
  meter.call({ principal: "Triage", service: "dynamodb", action: "UpdateItem", writeUnits: 3 });
  meter.call({ principal: "Route", service: "dynamodb", action: "GetItem", readUnits: 0.5 });
  expect(meter.snapshot().calls).toEqual([
    { principal: "Route", service: "dynamodb", action: "GetItem", calls: 1, readUnits: 0.5, writeUnits: 0 },
    { principal: "Triage", service: "dynamodb", action: "UpdateItem", calls: 2, readUnits: 0, writeUnits: 5 },
  ]);
});

test("units add up by principal and by table or index", () => {
  const meter = createMeter();
  const spent = { principal: "Triage", service: "dynamodb", action: "TransactWriteItems", writeUnits: 5 };
  const places = [
    { place: "cases", readUnits: 0, writeUnits: 4 },
    { place: "cases/by-due", readUnits: 0, writeUnits: 1 },
  ];
  meter.call({ ...spent, places });
  meter.call({ ...spent, places });
  expect(meter.snapshot().places).toEqual([
    { principal: "Triage", place: "cases", readUnits: 0, writeUnits: 8 },
    { principal: "Triage", place: "cases/by-due", readUnits: 0, writeUnits: 2 },
  ]);
});

test("transitions add up over executions, by machine and state", () => {
  const meter = createMeter();
  meter.transition({ machine: "case-lifecycle", execution: "1", state: "Triage" });
  meter.transition({ machine: "case-lifecycle", execution: "2", state: "Triage" });
  expect(meter.snapshot().transitions).toEqual([{ machine: "case-lifecycle", state: "Triage", count: 2 }]);
});

test("invocations add up by source, failures among them, until the meter is reset", () => {
  const meter = createMeter();
  meter.invocation({ function: "Triage", source: "task", milliseconds: 5, logBytes: 10, failed: false });
  meter.invocation({ function: "Triage", source: "task", milliseconds: 7, logBytes: 10, failed: true });
  const triage = { function: "Triage", source: "task", count: 2, failed: 1, milliseconds: 12, logBytes: 20 };
  expect(meter.snapshot().invocations).toEqual([triage]);
  meter.reset();
  expect(meter.snapshot()).toEqual({ calls: [], places: [], transitions: [], invocations: [] });
});
