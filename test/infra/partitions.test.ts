import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { routes } from "../../shared/api/routes.ts";
import { appOf, templatesOf } from "./assembly.ts";

const places = ["cn-north-1", "cn-northwest-1", "us-gov-west-1", "eu-central-1"];

describe.each(places)("in %s", (region) => {
  const app = appOf("county", { region, account: "123456789012" });
  const templates = templatesOf(app);

  it("no name belongs to another partition", () => {
    const text = JSON.stringify(templates);
    if (!region.startsWith("eu-")) expect(text).not.toContain("arn:aws:");
    expect(text).toContain("execute-api");
  });

  it("the two stacks synthesize", () => {
    expect(Object.keys(templates).sort()).toEqual(["data", "service"]);
  });
});

it("without a region, the partition is left to the deployment", () => {
  const text = JSON.stringify(templatesOf(appOf("county")));
  expect(text).not.toMatch(/arn:aws[a-z-]*:/);
});

const linter = spawnSync("cfn-lint", ["--version"], { encoding: "utf8" });
const missing = linter.status === 0 ? "" : " (left out: there is no cfn-lint on this machine)";
describe.skipIf(missing !== "")(`cfn-lint${missing}`, () => {
  it("finds nothing in any stage, in regions of each partition, but CDK's habit of naming a dependency twice", () => {
    const stages = ["local", "county", "city"];
    const apps = stages.map((stage) => appOf(stage, { alarmEmail: "duty@city.example" }, routes));
    const files = apps.flatMap((app) => app.synth().stacks.map((stack) => stack.templateFullPath));
    expect(files).toHaveLength(2 * stages.length);
    const options = ["--ignore-checks", "W3005", "--regions", "us-east-1", ...places];
    const { stdout, stderr } = spawnSync("cfn-lint", [...options, "--", ...files], { encoding: "utf8" });
    expect(`${stdout}${stderr}`).toBe("");
  }, 180_000);
});
