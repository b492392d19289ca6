import { describe, expect, onTestFinished, test } from "vitest";
import type { FunctionDefinition } from "../../../local/assembly/functions.ts";
import { AwsError, FunctionFailed, type Json } from "../../../local/aws.ts";
import { createClock } from "../../../local/clock.ts";
import { createLambda, type LambdaOptions } from "../../../local/lambda/lambda.ts";
import { createMeter } from "../../../local/meter.ts";

const start = Date.parse("2026-02-14T09:30:00+08:00");

function deployed(code: string, more: Partial<FunctionDefinition> = {}, options: Partial<LambdaOptions> = {}) {
  const clock = createClock({ mode: { kind: "manual" }, start });
  const meter = createMeter();
  onTestFinished(() => clock.stop());
  const definition: FunctionDefinition = {
    logicalId: "Fn",
    name: "app-fn",
    arn: "arn:aws:lambda:us-east-1:000000000000:function:app-fn",
    file: "/inline/app-fn/index.js",
    inline: code,
    handler: "handler",
    environment: { GREETING: "hello" },
    timeoutSeconds: 3,
    memoryMegabytes: 256,
    runtime: "nodejs24.x",
    role: "role",
    logs: { format: "JSON", system: "WARN" },
    ...more,
  };
  const place = { region: "us-east-1", awsUrl: "http://127.0.0.1:4566" };
  const lambda = createLambda({ functions: [definition], clock, meter, ...place, ...options });
  return { clock, meter, lambda, call: (payload: Json = {}) => lambda.invoke("app-fn", payload, "direct") };
}

const failureOf = (invocation: Promise<Json>) =>
  invocation.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("what a handler sees", () => {
  test("its own environment, and who it is", async () => {
    const { call } = deployed(`exports.handler = async () => {
      const { GREETING, AWS_LAMBDA_FUNCTION_NAME, AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, AWS_REGION, PATH } = process.env;
      return { GREETING, AWS_LAMBDA_FUNCTION_NAME, AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, AWS_REGION, PATH,
        same: require("node:process").env === process.env && globalThis.process.env === process.env };
    }`);
    expect(await call()).toEqual({
      GREETING: "hello",
      AWS_LAMBDA_FUNCTION_NAME: "app-fn",
      AWS_ACCESS_KEY_ID: "Fn",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      AWS_REGION: "us-east-1",
      same: true,
    });
  });

  test("dates of the virtual clock, which are dates all the same", async () => {
    const { call, clock } = deployed(`exports.handler = async () => {
      const now = new Date();
      class Later extends Date {}
      return {
        now: now.toISOString(), number: Date.now(), other: globalThis.Date.now(), text: Date() === String(now),
        kinds: [now instanceof Date, new Date(0) instanceof Date, new Later() instanceof Later, new Later() instanceof Date],
        parsed: Date.parse("2026-01-01T00:00:00Z"), parts: new Date(2026, 0, 31).getDate(),
        format: new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", dateStyle: "long" }).format(now),
        later: new Later().getTime(),
      };
    }`);
    await clock.advanceTo(start + 3600_000);
    expect(await call()).toEqual({
      now: "2026-02-14T02:30:00.000Z",
      number: start + 3600_000,
      other: start + 3600_000,
      text: true,
      kinds: [true, true, true, true],
      parsed: Date.parse("2026-01-01T00:00:00Z"),
      parts: 31,
      format: "2026年2月14日",
      later: start + 3600_000,
    });
  });

  test("a context", async () => {
    const { call } = deployed(
      `exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() })`,
    );
    const seen = await call();
    expect(seen).toMatchObject({ functionName: "app-fn", memoryLimitInMB: "256", functionVersion: "$LATEST" });
    expect((seen as { left: number }).left).toBeGreaterThan(2000);
  });

  test("a copy of the payload, whose changes nobody else sees", async () => {
    const { call } = deployed(
      `exports.handler = async (event) => { event.list.push(2); return { ...event, none: undefined }; }`,
    );
    const payload = { list: [1] };
    expect(await call(payload)).toEqual({ list: [1, 2] });
    expect(payload).toEqual({ list: [1] });
  });

  test("a handler that answers nothing answers null", async () => {
    expect(await deployed("exports.handler = async () => {}").call()).toBeNull();
  });

  test("no module that the bundle does not hold", async () => {
    const { call } = deployed(`exports.handler = async () => require("jose")`);
    expect(await failureOf(call())).toMatchObject({
      errorMessage: expect.stringContaining("Cannot find module 'jose'"),
    });
  });

  test("a global object of its own", async () => {
    const { call } = deployed(`exports.handler = async () => {
      globalThis.__ours = 1; const seen = globalThis.__ours; delete globalThis.__ours;
      return [seen, "__ours" in globalThis, typeof globalThis.crypto.randomUUID(), typeof globalThis.fetch];
    }`);
    expect(await call()).toEqual([1, false, "string", "function"]);
    expect("__ours" in globalThis).toBe(false);
  });
});

describe("instances", () => {
  const counting = `let count = 0; exports.handler = async ({ wait }) => {
    const mine = ++count; await new Promise((resolve) => setTimeout(resolve, wait ?? 0)); return [mine, count];
  }`;

  test("keep the state of their module between invocations", async () => {
    const { call } = deployed(counting);
    expect([await call(), await call(), await call()]).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  test("serve one invocation at a time", async () => {
    const { call } = deployed(counting);
    expect(await Promise.all([call({ wait: 20 }), call({ wait: 20 })])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  test("are limited; further invocations wait", async () => {
    const { call } = deployed(counting, {}, { instances: 2 });
    const counts = await Promise.all([call({ wait: 5 }), call({ wait: 5 }), call({ wait: 5 }), call({ wait: 5 })]);
    expect(counts.map((count) => (count as number[])[0])).toEqual([1, 1, 2, 2]);
  });

  test("that cannot start leave their place to others", async () => {
    const { call } = deployed("throw new TypeError('no table')", {}, { instances: 1 });
    for (const _ of [1, 2])
      expect(await failureOf(call())).toMatchObject({ errorType: "TypeError", errorMessage: "no table" });
  });
});

describe("failures", () => {
  test("carry name, message and trace", async () => {
    const { call } = deployed(`class CaseChanged extends Error { name = "CaseChanged" }
      exports.handler = async () => { throw new CaseChanged("version 3"); }`);
    const failure = await failureOf(call());
    expect(failure).toBeInstanceOf(FunctionFailed);
    expect(failure).toMatchObject({ errorType: "CaseChanged", errorMessage: "version 3" });
    expect((failure as FunctionFailed).trace[0]).toContain("CaseChanged: version 3");
  });

  test("of a handler that is not async count as well", async () => {
    expect(await failureOf(deployed("exports.handler = () => { throw new RangeError('x'); }").call())).toMatchObject({
      errorType: "RangeError",
    });
  });

  test("a time-out ends the invocation and the instance", async () => {
    const code = `let count = 0; exports.handler = async ({ hang }) => { count++; if (hang) await new Promise(() => {}); return count; }`;
    const { call } = deployed(code, { timeoutSeconds: 0.05 }, { instances: 1 });
    expect(await call()).toBe(1);
    const late = failureOf(call({ hang: true }));
    const waiting = call();
    expect(await late).toMatchObject({
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringContaining("Task timed out after 0.05 seconds"),
    });
    expect(await waiting).toBe(1);
  });

  test("a function that ends the process fails alone", async () => {
    expect(await failureOf(deployed("exports.handler = async () => process.exit(1)").call())).toMatchObject({
      errorMessage: expect.stringContaining("process.exit"),
    });
  });

  test("a missing handler is named", async () => {
    expect(await failureOf(deployed("exports.other = 1").call())).toMatchObject({
      errorMessage: expect.stringContaining("no handler named handler"),
    });
  });

  test("a response over 6 MB is refused", async () => {
    expect(await failureOf(deployed("exports.handler = async () => 'x'.repeat(7 << 20)").call())).toMatchObject({
      errorType: "Function.ResponseSizeTooLarge",
    });
  });

  test("an unknown function does not exist", async () => {
    const failure = await failureOf(deployed("").lambda.invoke("nobody", {}, "direct"));
    expect(failure).toBeInstanceOf(AwsError);
    expect(failure).toMatchObject({ code: "ResourceNotFoundException", statusCode: 404 });
  });

  test("a test makes a function fail before or after its work", async () => {
    let phase = "before";
    const code = "let done = 0; exports.handler = async () => ++done";
    const intercept: LambdaOptions["intercept"] = (name, _payload, at) =>
      name === "app-fn" && at === phase ? new Error(`crashed ${at}`) : undefined;
    const { call } = deployed(code, {}, { intercept });
    expect(await failureOf(call())).toMatchObject({ errorMessage: "crashed before" });
    phase = "after";
    expect(await failureOf(call())).toMatchObject({ errorMessage: "crashed after" });
    phase = "never";
    expect(await call()).toBe(2);
  });
});

describe("logs", () => {
  test("are captured, from console and standard output, and counted", async () => {
    const lines: string[] = [];
    const code = `exports.handler = async () => { console.warn("one", { two: 2 }); console.info({ three: 3 });
      process.stdout.write("four\\n"); new console.Console({ stdout: process.stdout }).log("five"); return 1; }`;
    const { call, lambda, meter } = deployed(code, {}, { onLog: (_name, { text }) => lines.push(text) });
    await call();
    const logged = lambda.logs("app-fn").map(({ text }) => text);
    expect(logged).toEqual(lines);
    expect(JSON.parse(logged[0] ?? "")).toMatchObject({
      level: "WARN",
      message: "one { two: 2 }",
      timestamp: "2026-02-14T01:30:00.000Z",
    });
    expect(JSON.parse(logged[1] ?? "")).toMatchObject({ level: "INFO", message: { three: 3 } });
    expect(logged.slice(2)).toEqual(["four", "five"]);
    const [counted] = meter.snapshot().invocations;
    expect(counted).toMatchObject({ function: "Fn", source: "direct", count: 1, failed: 0 });
    expect(counted?.logBytes).toBe(lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0));
  });

  test("in text carry time, request and level; what Lambda itself writes counts too", async () => {
    const { call, lambda, meter } = deployed(`exports.handler = async () => console.error("x")`, {
      logs: { format: "Text", system: "INFO" },
    });
    await call();
    const [line] = lambda.logs("app-fn");
    expect(line?.text).toBe(`2026-02-14T01:30:00.000Z\t${line?.requestId}\tERROR\tx`);
    expect(meter.snapshot().invocations[0]?.logBytes).toBe(290 + Buffer.byteLength(line?.text ?? "") + 1);
  });
});
