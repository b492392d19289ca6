import * as z from "zod";

/** The retention periods that CloudWatch Logs offers, in days, as far as a stage may choose them. */
const retentionDays = [1, 7, 30, 90, 180, 365, 731] as const;

/** Everything that differs from stage to stage. Whatever is not here is the same in a village and in a city. */
export const StageSettings = z.strictObject({
  /** Part of the names of stacks, functions and queues. */
  name: z.string().regex(/^[a-z][a-z0-9-]{1,19}$/, "2 to 20 lower-case letters, digits and hyphens, a letter first"),
  issuer: z.strictObject({
    /** The OIDC issuer whose tokens are accepted, as it stands in the tokens' `iss`. */
    url: z.url({ protocol: /^https?$/ }),
    audience: z.string().min(1),
    /** Where it publishes its keys (`jwks_uri`), where that is not `<url>/.well-known/jwks.json`. */
    keySetUrl: z.url({ protocol: /^https$/ }).optional(),
    /** The issuer's public keys, where it cannot be reached over https: the local one. */
    keySet: z.strictObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) }).optional(),
  }),
  logRetentionDays: z.union(retentionDays.map((days) => z.literal(days))),
  /** True: the table goes with its stack. Otherwise it is protected against deletion and outlives the stack. */
  temporary: z.boolean(),
  /** Requests a second over all callers, and how many may come at once. */
  throttle: z.strictObject({ rate: z.int().positive(), burst: z.int().positive() }),
  /** How often the sweeper looks for forgotten cases, in minutes. */
  sweepMinutes: z.int().min(5).max(60),
  /** The city's time zone, in which jobs run that belong to a time of day. */
  timeZone: z.string().min(1),
  /** True: stack traces name our source; a function starts some milliseconds later. */
  sourceMaps: z.boolean(),
  /** Who is told when an alarm goes off. */
  alarmEmail: z.email().optional(),
  /** Where to deploy. Left out, the CDK command's account and region count. */
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "such as cn-north-1")
    .optional(),
});
export type StageSettings = z.infer<typeof StageSettings>;

/** Nobody's address (RFC 2606): until a real issuer is named, no token is accepted. */
export const unsetIssuer = "https://issuer.invalid/";

const stages: Record<string, Omit<StageSettings, "name" | "issuer" | "alarmEmail">> = {
  local: {
    logRetentionDays: 1,
    temporary: true,
    throttle: { rate: 10_000, burst: 5_000 },
    sweepMinutes: 60,
    timeZone: "Asia/Shanghai",
    sourceMaps: false,
  },
  county: {
    logRetentionDays: 90,
    temporary: false,
    throttle: { rate: 50, burst: 100 },
    sweepMinutes: 15,
    timeZone: "Asia/Shanghai",
    sourceMaps: false,
  },
  city: {
    logRetentionDays: 365,
    temporary: false,
    throttle: { rate: 1_000, burst: 2_000 },
    sweepMinutes: 15,
    timeZone: "Asia/Shanghai",
    sourceMaps: false,
  },
};

/** What a deployment gives for its stage: named after the `-c` options of the CDK command. */
export interface StageOverrides {
  issuerUrl?: string | undefined;
  keySetUrl?: string | undefined;
  audience?: string | undefined;
  keySet?: unknown;
  alarmEmail?: string | undefined;
  account?: string | undefined;
  region?: string | undefined;
  timeZone?: string | undefined;
  temporary?: boolean | undefined;
}

/**
 * The settings of a stage: its defaults, then what the deployment gives. Throws an Error that lists the known stages,
 * or names each bad setting.
 */
export function stageSettings(name: string, overrides: StageOverrides = {}): StageSettings {
  const stage = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (stage === undefined) {
    throw new Error(
      `unknown stage "${name}": use one of ${Object.keys(stages).join(", ")}, by -c stage=… or JIESU_STAGE`,
    );
  }
  const {
    issuerUrl = unsetIssuer,
    audience = "jiesu",
    keySet,
    keySetUrl,
    temporary = stage.temporary,
    timeZone = stage.timeZone,
    ...place
  } = overrides;
  return checkedSettings({
    ...stage,
    ...place,
    name,
    temporary,
    timeZone,
    issuer: { url: issuerUrl, audience, keySet, keySetUrl },
  });
}

/** Checks settings made elsewhere. Throws an Error that names each bad setting. */
export function checkedSettings(settings: unknown): StageSettings {
  const result = StageSettings.safeParse(settings);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join(".") || "settings"}: ${issue.message}`);
  throw new Error(`bad stage settings: ${faults.join("; ")}`);
}
