/** Executions are named after what they drive: `<caseId>-<epoch>`. */
export function executionName(caseId: string, epoch: number): string {
  return `${caseId}-${epoch}`;
}

/** The case and epoch that an execution drives; undefined for a name that is not of that form. */
export function executionOf(name: string): { caseId: string; epoch: number } | undefined {
  const [, caseId, epoch] = /^([0-9A-Z]{26})-(\d+)$/.exec(name) ?? [];
  return caseId === undefined || epoch === undefined ? undefined : { caseId, epoch: Number(epoch) };
}

/** The ARN of a machine's execution. */
export function executionArn(machineArn: string, name: string): string {
  return `${machineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}
