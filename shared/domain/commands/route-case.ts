import { type Context, type Decision, decide, policyOf, type WrittenCase } from "../decision.ts";
import { askJointOffice, dispatchLead } from "../dispatching.ts";
import { candidates } from "../routing.ts";

/**
 * Sends a case to the unit of its most specific matrix row that has not given it back; to the joint office when there
 * is none, or when units have returned it too often. Undefined when the case is not waiting to be routed: already done.
 */
export function routeCase(subject: WrittenCase, context: Context): Decision | undefined {
  if (subject.stage !== "routing") return undefined;
  const { directory } = context;
  const { beforeDispute } = policyOf(directory, subject).returns;
  const ranked = candidates(directory, subject).filter(({ lead }) => !subject.returnedBy.includes(lead));
  return decide(subject, context, (draft) => {
    const [best] = ranked;
    if (subject.returnedBy.length >= beforeDispute) askJointOffice(draft, context, "dispute");
    else if (best === undefined) askJointOffice(draft, context, subject.returnedBy.length > 0 ? "dispute" : "no-row");
    else {
      const { row, lead: unit, guides, supervises } = best;
      dispatchLead(draft, context, { unit, by: "matrix", row, guides, supervises, binding: false });
    }
  });
}
