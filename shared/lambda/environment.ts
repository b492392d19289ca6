/** The names under which `infra` hands the functions their resources: one list for both. */
export const environmentNames = {
  tableName: "TABLE_NAME",
  busName: "BUS_NAME",
  machineArn: "MACHINE_ARN",
  /** The machine of the sensitive responses, beside that of the cases. */
  responseMachineArn: "RESPONSE_MACHINE_ARN",
  parkedRecordsQueueUrl: "PARKED_RECORDS_QUEUE_URL",
  issuer: "TOKEN_ISSUER",
  audience: "TOKEN_AUDIENCE",
  /** Where the issuer publishes its keys, where that is not `<issuer>/.well-known/jwks.json`. */
  keySetUrl: "TOKEN_KEY_SET_URL",
  /** A key set known at deployment, for issuers that cannot be reached over https: the local one. */
  keySet: "TOKEN_KEY_SET",
} as const;

export type EnvironmentName = keyof typeof environmentNames;

/**
 * Reads one setting at cold start. Throws an Error that names the variable when it is missing, so that a deployment
 * mistake shows at the first invocation instead of in the middle of a case.
 */
export function setting(name: EnvironmentName): string {
  const value = optionalSetting(name);
  if (value === undefined) throw new Error(`environment variable ${environmentNames[name]} is missing`);
  return value;
}

/** The same for a setting that a stage may leave out. */
export function optionalSetting(name: EnvironmentName): string | undefined {
  return process.env[environmentNames[name]] || undefined;
}
