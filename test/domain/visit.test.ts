import { describe, expect, it } from "vitest";
import { logVisit, type VisitBody } from "../../shared/domain/commands/log-visit.ts";
import { replayDossier } from "../../shared/domain/dossier.ts";
import { visitAfter, visitId } from "../../shared/domain/visit.ts";
import { dossiers } from "../../shared/events/dossiers.ts";
import { city, food, partner, water } from "../builders/city.ts";
import { local } from "../builders/story.ts";
import { secrets } from "../builders/ticket.ts";

const monday = local("2026-03-02 10:00");
const ids = [1, 2].map((n) => ({ caseId: `case-${n}`, ticketId: `ticket-${n}` }));
const visit: VisitBody = {
  ...{ visitRef: "port-1", contactPoint: "contact-point-port", enterprise: secrets.words, date: "2026-03-02" },
  contact: { name: secrets.name, phone: secrets.phone },
  needs: [
    { title: "冷库增容", body: "用电容量不足", kind: "help", ...water },
    { title: "简化手续", body: "建议线上预约", kind: "suggestion", ...food },
  ],
};
const log = (body: VisitBody = visit, now = monday) =>
  logVisit("port", body, ids, { now, actor: partner, directory: city });
const refused = (code: string) => expect.objectContaining({ code });

describe("a visit of a contact point (走访)", () => {
  it("makes each need a case of the green channel, under a reference of its own", () => {
    const { cases } = log();
    expect(cases.map(({ decision: { after } }) => [after.caseId, after.kind, after.tracks, after.externalRef])).toEqual(
      [
        ["case-1", "help", ["enterprise", "green-channel"], "port-1.1"],
        ["case-2", "suggestion", ["enterprise", "green-channel"], "port-1.2"],
      ],
    );
    // Urgent: somebody speaks to the enterprise within two hours.
    for (const { decision } of cases) {
      const response = decision.after.clocks.find(({ clock }) => clock === "first-response");
      expect(response?.dueAt).toBe(local("2026-03-02 12:00"));
    }
  });

  it("that is logged late gains no time: its needs count from the end of that day", () => {
    const { cases } = log({ ...visit, date: "2026-02-27" });
    expect(cases[0]?.decision.after.receivedAt).toBe(local("2026-02-28 00:00"));
  });

  it("has been made, by a contact point of the directory", () => {
    expect(() => log({ ...visit, date: "2026-03-03" })).toThrow(refused("VisitInFuture"));
    expect(() => log({ ...visit, contactPoint: "hotline-12345" })).toThrow(refused("UnknownContactPoint"));
  });

  it("on a day before every published calendar is refused, and the date is what is named", () => {
    const unpublished = expect.objectContaining({ code: "CalendarNotPublished", pointer: "/date" });
    expect(() => log({ ...visit, date: "2024-03-03" })).toThrow(unpublished);
  });

  it("names nobody in its event, nor the contact point's own number", () => {
    const { events, after, records } = log().visit;
    expect(dossiers.visit.VisitLogged.parse(JSON.parse(JSON.stringify(events[0]?.data)))).toBeDefined();
    for (const secret of [...Object.values(secrets), "port-1"]) {
      expect(JSON.stringify([events, after])).not.toContain(secret);
    }
    expect(records[0]?.content).toMatchObject({ visitRef: "port-1", enterprise: secrets.words });
    expect(replayDossier(events, visitAfter)).toMatchObject({
      dossierId: visitId("port", "port-1"),
      date: "2026-03-02",
    });
  });
});
