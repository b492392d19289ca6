import { pass, section } from "./cases.ts";

const at = (Timestamp: string) => ({ A: { Type: "Wait", Timestamp } });
const seconds = (Seconds: number | string) => ({ A: { Type: "Wait", Seconds } });
const hours = async (cloud: { seconds(count: number): Promise<void> }) => cloud.seconds(100 * 3600);

section(
  "Amazon States Language, Wait State: https://states-language.net/#wait-state (clocks begin at 2026-03-01T08:00:00Z)",
  [
    { rule: "a Wait of seconds", states: seconds(90), took: 90 },
    { rule: "a Wait of no seconds", states: seconds(0), took: 0 },
    { rule: "seconds by an expression", states: seconds("{% $states.input.s %}"), input: { s: 7 }, took: 7 },
    { rule: "no seconds by an expression", states: seconds("{% 0 %}"), took: 0 },
    { rule: "a Wait until a moment", states: at("2026-03-01T08:10:00Z"), took: 600 },
    { rule: "a moment with an offset", states: at("2026-03-01T16:10:00+08:00"), took: 600 },
    { rule: "a moment with a negative offset", states: at("2026-03-01T03:10:00-05:00"), took: 600 },
    { rule: "a moment with a fraction of a second", states: at("2026-03-01T08:00:00.500Z"), took: 0.5 },
    {
      rule: "a moment by an expression",
      states: at("{% $states.input.due %}"),
      input: { due: "2026-03-01T08:01:00Z" },
      took: 60,
    },
    { rule: "a moment that has passed is over at once", states: at("2020-01-01T00:00:00Z"), took: 0 },
    { rule: "this very moment is over at once", states: at("{% $now() %}"), took: 0 },
    { rule: "a leap day", states: at("{% '2024-02-29T00:00:00Z' %}"), took: 0 },
    { rule: "days", states: seconds(4 * 24 * 3600), during: hours, took: 345_600 },
    { rule: "what goes on is the input", states: seconds(1), input: { a: 1 }, output: { a: 1 } },
    {
      rule: "Output is evaluated after the wait",
      states: { A: { Type: "Wait", Seconds: 60, Output: "{% $now() %}" } },
      output: "2026-03-01T08:01:00.000Z",
    },
    {
      rule: "Assign shows behind the wait",
      states: { A: { Type: "Wait", Seconds: 60, Assign: { t: "{% $now() %}" } }, B: pass("{% $t %}") },
      output: "2026-03-01T08:01:00.000Z",
    },
    {
      rule: "while it waits it runs",
      states: seconds(60),
      during: async (cloud) => cloud.seconds(59),
      status: "RUNNING",
    },
  ],
);

section(
  "Developer guide, Wait state: 0 to 99999999 seconds; https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html",
  [
    {
      rule: "half a second is an evaluation error",
      states: seconds("{% 0.5 %}"),
      error: "States.QueryEvaluationError",
      cause: /'Seconds'/,
    },
    {
      rule: "seconds before now are an evaluation error",
      states: seconds("{% -1 %}"),
      error: "States.QueryEvaluationError",
      cause: /'Seconds'/,
    },
    {
      rule: "seconds beyond the most are an evaluation error",
      states: seconds("{% 100000000 %}"),
      error: "States.QueryEvaluationError",
      cause: /'Seconds'/,
    },
    {
      rule: "seconds as text are an evaluation error",
      states: seconds("{% '5' %}"),
      error: "States.QueryEvaluationError",
      cause: /Expected 'number', but was 'string'/,
    },
    {
      rule: "seconds of null are an evaluation error",
      states: seconds("{% null %}"),
      error: "States.QueryEvaluationError",
      cause: /Expected 'number', but was 'null'/,
    },
    {
      rule: "seconds of nothing are an evaluation error",
      states: seconds("{% $states.input.s %}"),
      error: "States.QueryEvaluationError",
      cause: /'Seconds' returned nothing/,
    },
    {
      rule: "a moment of nothing is an evaluation error",
      states: at("{% $states.input.due %}"),
      error: "States.QueryEvaluationError",
      cause: /'Timestamp' returned nothing/,
    },
    {
      rule: "a moment as a number is an evaluation error",
      states: at("{% $millis() %}"),
      error: "States.QueryEvaluationError",
      cause: /'Timestamp' returned an unexpected result type/,
    },
    ...[
      "2026-03-02",
      "2026-03-02T08:00:00",
      "2026-03-02t08:00:00z",
      "2026-03-02 08:00:00Z",
      "2026-02-30T08:00:00Z",
      "2026-13-01T08:00:00Z",
      "2026-03-02T25:00:00Z",
      "tomorrow",
    ].map((text) => ({
      rule: `'${text}' is no moment`,
      states: at(`{% '${text}' %}`),
      error: "States.QueryEvaluationError",
      cause: /'Timestamp'/,
    })),
  ],
);
