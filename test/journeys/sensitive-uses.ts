import { dossierKey } from "../../shared/table/keys.ts";
import type { City } from "./city.ts";

/** Uses every path of the response to a sensitive matter once, the rare ones of its machine included. */
export async function respondInStep(city: City, faults: { conflict: boolean }): Promise<void> {
  const { clock, dynamoDb, table } = city.cloud;
  const { caseId } = await city.open();
  const at = `/v1/cases/${caseId}/sensitive-response`;
  // Its first wait cannot be registered at once: by the second try it has a new driver, and is read anew.
  faults.conflict = true;
  const correction = { tracks: ["sensitive"], reason: "涉及多名消费者" };
  await city.staff("triage-officer").post(`/v1/cases/${caseId}/triage-correction`, correction);
  await city.settled();
  await city.staff("operator").post(`/v1/operations/cases/${caseId}/sensitive-response/redrive`, { epoch: 1 });
  await city.until("PT1M");

  const office = city.staff("joint-office");
  await city.unit("public-security").post(`${at}/acknowledgement`);
  await office.get("/v1/sensitive-responses");
  await office.get(at);
  await office.post(`${at}/rumours`, { title: "网传中毒死人", body: "与事实不符" });

  // The case ends, and the response learns of it by its next step.
  await city.partner.post(`/v1/cases/${caseId}/withdrawal`, { reason: "算了" });
  await city.staff("callback").post(`/v1/cases/${caseId}/callbacks/1/result`, { withdrawal: "confirmed" });
  await city.until("PT2H");

  // A wait that sleeps too long: the sweeper wakes it.
  const due = new Date(clock.now()).toISOString();
  const { pk, sk } = dossierKey("sensitive-response", caseId);
  const earlier = {
    UpdateExpression: "SET nextDueAt = :due, dueSk = :key",
    ExpressionAttributeValues: { ":due": { S: due }, ":key": { S: `${due}#${caseId}#sensitive-response` } },
  };
  await dynamoDb("UpdateItem", { TableName: table.name, Key: { pk: { S: pk }, sk: { S: sk } }, ...earlier }, "test");
  await city.until("PT2H");
}
