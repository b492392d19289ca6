import * as abnormalList from "./calls/abnormal-list.ts";
import * as atOnce from "./calls/at-once.ts";
import * as callback from "./calls/callback.ts";
import * as cases from "./calls/cases.ts";
import * as directory from "./calls/directory.ts";
import { getDuty } from "./calls/duty.ts";
import * as events from "./calls/events.ts";
import * as handling from "./calls/handling.ts";
import { postReopening, postTicket, postWithdrawal } from "./calls/intake.ts";
import * as matters from "./calls/matters.ts";
import * as operations from "./calls/operations.ts";
import * as reference from "./calls/reference.ts";
import * as response from "./calls/response.ts";
import * as supervision from "./calls/supervision.ts";
import * as visits from "./calls/visits.ts";
import type { Route } from "./route.ts";

/** Every call of the API, in the order of the document. */
export const routes: Route[] = [
  postTicket,
  cases.getCase,
  cases.findCases,
  cases.getTimeline,
  cases.getDeadlines,
  cases.getTriage,
  cases.getRouting,
  matters.getLinks,
  visits.postVisit,
  visits.getVisit,
  events.getTimeliness,
  events.getCloseOut,
  events.getEventTails,
  postWithdrawal,
  postReopening,
  handling.getWorklist,
  handling.postAcceptance,
  handling.postReturn,
  handling.postFirstResponse,
  handling.postProgress,
  handling.postPreliminaryResult,
  handling.postResolution,
  atOnce.postProjectPlan,
  atOnce.postStepStart,
  atOnce.postStepFinish,
  atOnce.postStepSignature,
  supervision.getReviews,
  supervision.postReviewDecision,
  supervision.getDispatches,
  supervision.postDesignation,
  supervision.getTriageChecks,
  supervision.postTriageConfirmation,
  supervision.postTriageCorrection,
  supervision.postSeverity,
  supervision.getLowerings,
  supervision.postLoweringDecision,
  supervision.getReportsUp,
  supervision.postReportUp,
  supervision.getScreenings,
  supervision.postScreeningDecision,
  abnormalList.postListingProposal,
  abnormalList.getListingOfCase,
  abnormalList.postListingAppeal,
  abnormalList.getAbnormalList,
  abnormalList.getEntry,
  abnormalList.postListingDecision,
  abnormalList.postListingAppealDecision,
  abnormalList.postListingLifting,
  matters.postMerge,
  matters.postUnmerge,
  matters.postSplit,
  response.getResponse,
  response.getResponses,
  response.getApprovals,
  response.postTaskAssignment,
  response.postTaskTaking,
  response.postTaskReport,
  response.postTaskCompletion,
  response.postRiskReport,
  response.postPublicationDecision,
  response.postDraft,
  response.postDraftDecision,
  response.postPublication,
  response.postSignal,
  response.postAcknowledgement,
  response.postFollowUp,
  response.postRumour,
  response.postSettlement,
  callback.getCallbacks,
  callback.postCallbackAttempt,
  callback.postCallbackResult,
  operations.getStalled,
  operations.postRedrive,
  response.postResponseRedrive,
  getDuty,
  directory.postDirectoryValidation,
  directory.postDirectoryVersion,
  directory.getDirectoryVersions,
  directory.getDirectoryDiff,
  directory.postDirectoryActivation,
  directory.postDirectoryRollback,
  reference.getOpenApi,
  reference.getDocs,
];
