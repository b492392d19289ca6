import type { Directory } from "../directory/directory.ts";
import { type Case, leadOf } from "./case.ts";
import { planOf } from "./case-clock.ts";
import { policyOf } from "./decision.ts";

/**
 * Whether a case can go on under another directory than the one it is pinned to. It must, when a year has come that its
 * own directory's calendar does not have: pinned for ever, it could never get a deadline again. It can, when the policy
 * is there with the same steps for every clock that runs, so that no milestone is skipped or fires twice, and when every
 * unit that has had to do with the case is still there.
 */
export function canAdopt(subject: Case, own: Directory, other: Directory): boolean {
  if (other.version === own.version || !other.policies.some(({ id }) => id === subject.policy)) return false;
  const units = [leadOf(subject)?.unit, subject.firstReceiver, ...subject.returnedBy];
  if (!units.every((unit) => unit === undefined || other.units.some(({ id }) => id === unit))) return false;
  const [before, after] = [policyOf(own, subject), policyOf(other, subject)];
  return subject.clocks.every((clock) => {
    const [steps, otherSteps] = [planOf(before, clock), planOf(after, clock)].map(({ milestones }) =>
      milestones.map(({ key }) => key).join(),
    );
    return steps === otherSteps;
  });
}
