import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { type Inventory, inventoryOf } from "../../infra/inventory/inventory.ts";
import { inventoryText } from "../../infra/inventory/text.ts";
import { readAssembly } from "../../local/assembly/assembly.ts";
import { appOf, templatesOf } from "./assembly.ts";

const app = appOf("city", { alarmEmail: "duty@city.example" });
const templates = Object.values(templatesOf(app));
const resources = templates.flatMap((template) => Object.values(template.Resources));
const inventory = inventoryOf(readAssembly(app.outdir, { region: "<region>", account: "<account>" }));
const text = inventoryText(inventory);

function run(...args: string[]) {
  return spawnSync(process.execPath, ["infra/inventory/command.ts", ...args], { encoding: "utf8", timeout: 170_000 });
}

describe("the inventory", () => {
  it("counts every resource of the templates, by kind", () => {
    for (const [type, count] of Object.entries(inventory.resources))
      expect(resources.filter(({ Type }) => Type === type)).toHaveLength(count);
    expect(Object.values(inventory.resources).reduce((sum, count) => sum + count, 0)).toBe(resources.length);
  });

  it("tells of every role all that the templates' policies allow", () => {
    const policies = resources.filter(({ Type }) => Type === "AWS::IAM::Policy");
    const granted = policies.flatMap(({ Properties }) =>
      (Properties.PolicyDocument as { Statement: { Action: string | string[] }[] }).Statement.flatMap(
        (one) => one.Action,
      ),
    );
    const told = inventory.roles.flatMap(({ allows }) => allows.flatMap(({ actions }) => actions));
    expect([...new Set(told)].sort()).toEqual([...new Set(granted)].sort());
    expect(inventory.roles).toContainEqual({
      name: expect.stringContaining("SweepOverdueRole"),
      assumedBy: ["lambda.amazonaws.com"],
      managedPolicies: [],
      allows: expect.arrayContaining([
        { on: "executions of machine jiesu-city-case-lifecycle", actions: ["states:DescribeExecution"] },
        { on: "executions of machine jiesu-city-sensitive-response", actions: ["states:DescribeExecution"] },
        { on: expect.stringMatching(/^index by-due of table /), actions: ["dynamodb:Query"] },
      ]),
    });
  });

  it("names for every function a role that it lists", () => {
    const roles = inventory.roles.map(({ name }) => name);
    expect(inventory.functions.map(({ role }) => role).filter((role) => !roles.includes(role))).toEqual([]);
  });

  it("tells of every queue where its dead letters go, or which alarm rings", () => {
    for (const { deadLetters, alarms } of inventory.queues) expect(deadLetters ?? alarms[0]?.name).toBeDefined();
  });

  it("tells who is told of an alarm", () => {
    expect(inventory.alarms.map(({ tells }) => tells)).toEqual(
      inventory.alarms.map(() => [expect.stringContaining("topic jiesu-city-alarms")]),
    );
  });

  it("holds nothing that only CloudFormation could read", () => {
    expect(JSON.stringify(inventory)).not.toMatch(/Fn::|"Ref"|\$\{Token|undefined|\[object/);
    expect(text).not.toMatch(/Fn::|\$\{Token|undefined|\[object/);
    expect(text).not.toContain("arn:aws:dynamodb");
  });
});

describe("npm run inventory", () => {
  it("describes an assembly that is there, as text and as one JSON document", () => {
    const asText = run("--assembly", app.outdir);
    expect(asText).toMatchObject({ status: 0, stdout: text });
    const asJson = JSON.parse(run("--assembly", app.outdir, "--json").stdout) as Inventory;
    expect(asJson).toEqual(JSON.parse(JSON.stringify(inventory)));
  });

  it("synthesizes the stage that it is asked for", () => {
    const { status, stdout, stderr } = run("--stage", "city");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toContain("operations, ");
    expect(stdout).toContain("jiesu-city-case-lifecycle");
  }, 180_000);

  it("names the stages there are when it is asked for another", () => {
    const { status, stderr } = run("--stage", "vilage");
    expect(status).toBe(1);
    expect(stderr).toMatch(/unknown stage "vilage".*local, county, city/);
  });
});
