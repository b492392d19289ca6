import type { Answer, City, Person } from "../city.ts";

/** Somebody whose program does what the API's documents say: it repeats what got no clear answer. */
export interface Desk {
  get(path: string): Promise<void>;
  /** Gives the body of the answer; undefined when only the repetition said that it had been done already. */
  post(path: string, body?: unknown): Promise<Record<string, unknown> | undefined>;
  /** For what is recorded each time it is sent: after an unclear answer it first looks whether it is there. */
  note(caseId: string, type: string, path: string, body: unknown): Promise<void>;
}

const attempts = 25;

/**
 * A desk of this person, who may send everything twice. Throws an Error for an answer that no repetition makes better, and
 * for one that never comes.
 */
export function deskOf(city: City, person: Person, twice: boolean): Desk {
  const desk: Desk = {
    async get(path) {
      await repeated(() => person.get<Record<string, unknown>>(path));
    },
    async post(path, body) {
      const answer = await repeated(() => person.post<Record<string, unknown>>(path, body));
      if (twice) await again(() => person.post<Record<string, unknown>>(path, body));
      return answer;
    },
    async note(caseId, type, path, body) {
      const noted = async () => (await storyAsRead(caseId)).filter((one) => one === type).length;
      const before = await noted();
      await repeated(async () =>
        (await noted()) > before ? { status: 200, body: {} } : person.post<Record<string, unknown>>(path, body),
      );
    },
  };
  return desk;

  /** What has been done already is refused, or answered as before. */
  async function again(send: () => Promise<Answer<Record<string, unknown>>>): Promise<void> {
    const { status, body } = await send();
    const fine = status < 300 || [403, 404, 409].includes(status) || body.code === "NothingCorrected";
    if (!fine) throw new Error(`${status} for a copy: ${JSON.stringify(body)}`);
  }

  /** The auditor's reading may fail like any other. */
  async function storyAsRead(caseId: string): Promise<string[]> {
    const auditor = city.staff("auditor");
    const path = `/v1/cases/${caseId}/timeline`;
    const body = await repeated(() => auditor.get<Record<string, unknown>>(path));
    return ((body?.events ?? []) as { type: string }[]).map(({ type }) => type);
  }

  async function repeated(
    send: () => Promise<Answer<Record<string, unknown>>>,
  ): Promise<Record<string, unknown> | undefined> {
    let unclear = false;
    for (let attempt = 1; ; attempt += 1) {
      const { status, body } = await send();
      if (status < 400) return body;
      if (status < 500 && unclear) return undefined;
      const passing = status >= 500 || body.code === "CaseChanged";
      if (!passing || attempt === attempts) throw new Error(`${status} after ${attempt}: ${JSON.stringify(body)}`);
      unclear ||= status >= 500;
      await city.until("PT2S");
    }
  }
}
