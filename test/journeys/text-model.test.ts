import { expect, test } from "vitest";
import { loadModel } from "../../functions/triage/load-model.ts";
import { startCity } from "./city.ts";

test("a case is read with the text model that its function carries, and its history says which and why", async () => {
  const city = await startCity();
  const { caseId } = await city.open({
    title: "小区停水两天了",
    body: "从昨天早上开始整栋楼停水，自来水公司电话没人接，老人没法做饭，请尽快恢复供水。",
    category: undefined,
  });
  const triaged = (await city.events(caseId)).find(({ type }) => type === "CaseTriaged");
  expect(triaged?.data).toMatchObject({ category: "09.01.01", model: loadModel()?.version });
  expect(triaged?.data.evidence).toContainEqual(expect.objectContaining({ rule: "triage.model.城乡建设" }));
});
