/**
 * Why the domain does not do what was asked. `code` is stable and part of the API; `kind` says what sort of answer it
 * is, without knowing HTTP: `forbidden` (not this actor), `state` (not now), `invalid` (not so), `unknown` (no such thing).
 */
export class Refusal extends Error {
  readonly code: string;
  readonly kind: "forbidden" | "state" | "invalid" | "unknown";
  /** JSON pointer to the offending field, for `invalid`. */
  readonly pointer: string | undefined;

  constructor(code: string, kind: Refusal["kind"], detail: string, pointer?: string) {
    super(detail);
    this.name = code;
    this.code = code;
    this.kind = kind;
    this.pointer = pointer;
  }
}

export const notAllowed = (code: string, detail: string) => new Refusal(code, "forbidden", detail);
export const notNow = (code: string, detail: string) => new Refusal(code, "state", detail);
export const notSo = (code: string, detail: string, pointer: string) => new Refusal(code, "invalid", detail, pointer);
export const notThere = (code: string, detail: string) => new Refusal(code, "unknown", detail);
