import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
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
describe.skipIf(linter.status !== 0)("cfn-lint, where it is installed,", () => {
  it("finds nothing but CDK's habit of naming a dependency twice", () => {
    const app = appOf("city", { alarmEmail: "duty@city.example" });
    app.synth();
    const files = ["data", "service"].map((stack) => `${app.outdir}/jiesu-city-${stack}.template.json`);
    const { stdout, stderr } = spawnSync("cfn-lint", ["--ignore-checks", "W3005", "--", ...files], {
      encoding: "utf8",
    });
    expect(`${stdout}${stderr}`).toBe("");
  });
});
