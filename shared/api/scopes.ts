import * as z from "zod";

/** What a token may be used for. Object-level rules (own unit, own partner) come on top, in the domain. */
export const scopes = {
  "tickets:write": "send tickets, supplement, withdraw and reopen (partner)",
  "cases:read": "read cases of one's own tickets (partner)",
  "cases:work": "work the assignments of one's own unit (unit staff)",
  "cases:supervise": "review, urge, supervise (supervisor, reviewer)",
  "cases:triage": "correct triage, decide screening (triage and screening officers)",
  "cases:coordinate": "dispatch by hand and designate (joint office)",
  "callbacks:work": "call requesters back (callback staff)",
  "statistics:read": "read statistics (analyst)",
  "audit:read": "read everything, change nothing (auditor)",
  "directory:write": "change the directory (administrator)",
  operations: "see stalled cases, redrive (operator)",
} as const;

export type Scope = keyof typeof scopes;

export const actorKinds = [
  "partner",
  "unit",
  "supervisor",
  "triage-officer",
  "screening-officer",
  "joint-office",
  "callback",
  "analyst",
  "auditor",
  "administrator",
  "operator",
] as const;
export const ActorKind = z.enum(actorKinds);
export type ActorKind = z.infer<typeof ActorKind>;

/** The scopes that an actor's token holds unless its issuer says otherwise. */
export const scopesOf: Record<ActorKind, Scope[]> = {
  partner: ["tickets:write", "cases:read"],
  unit: ["cases:work"],
  supervisor: ["cases:supervise"],
  "triage-officer": ["cases:triage"],
  "screening-officer": ["cases:triage"],
  "joint-office": ["cases:coordinate"],
  callback: ["callbacks:work"],
  analyst: ["statistics:read"],
  auditor: ["audit:read"],
  administrator: ["directory:write"],
  operator: ["operations"],
};
