import { Agent, request } from "node:http";
import type { Cloud } from "./cloud.ts";
import type { TokenRequest } from "./issuer.ts";

/** What a call answered. `body` is the problem document when the status says so. */
export interface Answer<Body> {
  status: number;
  body: Body;
}

/** An actor with a token, speaking HTTP to the API. Refusals are answers like others: people run into them. */
export interface Caller {
  get<Body>(path: string): Promise<Answer<Body>>;
  post<Body>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<Body>>;
}

/** What all callers together have asked. */
export interface Calls {
  requests: number;
  /** How often each refusal came, by the code in the problem document. */
  refusals: Map<string, number>;
}

export interface Callers {
  as(actor: TokenRequest): Caller;
  calls: Calls;
  close(): void;
}

/** Callers of a cloud's API, each with its own token. Throws an Error for an answer that only a bug can cause. */
export function createCallers({ apiUrl, tokenFor }: Pick<Cloud, "apiUrl" | "tokenFor">): Callers {
  const agent = new Agent({ keepAlive: true });
  const calls: Calls = { requests: 0, refusals: new Map() };
  return {
    calls,
    as(actor) {
      let token: Promise<string> | undefined;
      const call = async <Body>(method: string, path: string, sent?: unknown, more: Record<string, string> = {}) => {
        token ??= tokenFor(actor);
        const body = sent === undefined ? undefined : JSON.stringify(sent);
        const headers = {
          authorization: `Bearer ${await token}`,
          ...(body !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
          ...more,
        };
        const { status, text } = await exchange(`${apiUrl}${path}`, { method, headers, agent }, body);
        calls.requests += 1;
        const answer = JSON.parse(text) as Body;
        if (status >= 400) note(method, path, status, answer);
        return { status, body: answer };
      };
      return {
        get: (path) => call("GET", path),
        post: (path, body, headers) => call("POST", path, body, headers),
      };
    },
    close: () => agent.destroy(),
  };

  function note(method: string, path: string, status: number, answer: unknown): void {
    const { code, type, detail } = answer as { code?: string; type?: string; detail?: string };
    if (status >= 500 || status === 401) throw new Error(`${method} ${path} was answered ${status}: ${detail}`);
    const refusal = code ?? type?.split("/").at(-1) ?? String(status);
    calls.refusals.set(refusal, (calls.refusals.get(refusal) ?? 0) + 1);
  }
}

/** The bare client of Node: `fetch` takes twice as long, and a month makes tens of thousands of calls. */
function exchange(
  url: string,
  options: { method: string; headers: Record<string, string | number>; agent: Agent },
  body: string | undefined,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 500, text }));
      response.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
