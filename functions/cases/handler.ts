import { findCases, getCase, getDeadlines, getRouting, getTimeline, getTriage } from "../../shared/api/calls/cases.ts";
import { getDuty } from "../../shared/api/calls/duty.ts";
import { getCloseOut, getTimeliness } from "../../shared/api/calls/events.ts";
import { getLinks } from "../../shared/api/calls/matters.ts";
import { getVisit } from "../../shared/api/calls/visits.ts";
import { apiHandler, operation } from "../../shared/lambda/api-handler.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { readDuty } from "../directory/read-duty.ts";
import { explainDeadlines } from "./explain-deadlines.ts";
import { readRouting } from "./explain-routing.ts";
import { readTriage } from "./explain-triage.ts";
import { findByReference } from "./find-by-reference.ts";
import { readCase } from "./read-case.ts";
import { readCloseOut } from "./read-close-out.ts";
import { readLinks } from "./read-links.ts";
import { readTimeline } from "./read-timeline.ts";
import { readTimeliness } from "./read-timeliness.ts";
import { readVisit } from "./read-visit.ts";

/** What everybody who has to do with a case may read about it. */
export const newHandler = (store: CaseStore) =>
  apiHandler([
    operation(getCase, (request) => readCase(store, request)),
    operation(findCases, (request) => findByReference(store, request)),
    operation(getTimeline, (request) => readTimeline(store, request)),
    operation(getDeadlines, (request) => explainDeadlines(store, request)),
    operation(getDuty, (request) => readDuty(store, request)),
    operation(getTriage, (request) => readTriage(store, request)),
    operation(getLinks, (request) => readLinks(store, request)),
    operation(getRouting, (request) => readRouting(store, request)),
    operation(getTimeliness, (request) => readTimeliness(store, request)),
    operation(getVisit, (request) => readVisit(store, request)),
    operation(getCloseOut, (request) => readCloseOut(store, request)),
  ]);

export const handler = newHandler(connectCaseStore());
