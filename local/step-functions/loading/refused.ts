export interface Fault {
  /** Where in the definition, as a JSON path: `/States/Await resolution/Retry[0]/ErrorEquals`. */
  path: string;
  message: string;
}

/** A definition that AWS would not take, or that the local interpreter would not run as AWS does. */
export class DefinitionRefused extends Error {
  readonly faults: Fault[];

  constructor(faults: Fault[]) {
    super(`the state machine is refused:\n${faults.map(({ path, message }) => `  ${path}: ${message}`).join("\n")}`);
    this.name = "DefinitionRefused";
    this.faults = faults;
  }
}
