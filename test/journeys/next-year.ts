import { fileURLToPath } from "node:url";
import { filesIn } from "../../shared/directory/load.ts";
import type { City } from "./city.ts";

const sample = fileURLToPath(new URL("../../sample", import.meta.url));

/** The sample's files, as the API takes them, with a calendar that goes on into 2027. */
export function nextYearsFiles(): Record<string, string> {
  const files = [...filesIn(sample)].map(([file, bytes]) => [file, Buffer.from(bytes).toString()] as const);
  const next = '  "2027":\n    holidays: []\n    makeUpDays: []\n';
  return Object.fromEntries(files.map(([file, text]) => [file, file.startsWith("calendars/") ? text + next : text]));
}

/**
 * What the administrator does each November: check the new year's files, import them, compare, and put them in force. `more`
 * are files that change besides.
 */
export async function bringInNextYear(
  city: City,
  more: Record<string, string> = {},
): Promise<{ version: string; before: string }> {
  const administrator = city.staff("administrator");
  const folder = { name: "next-year", files: { ...nextYearsFiles(), ...more } };
  const checked = await administrator.post<{ valid: boolean }>("/v1/directory/validations", folder);
  if (!checked.body.valid) throw new Error(JSON.stringify(checked));
  const { body } = await administrator.post<{ version: string }>("/v1/directory/versions", folder);
  const { version } = body;
  const diff = await administrator.get<{ from: string }>(`/v1/directory/diff?to=${version}`);
  const before = diff.body.from;
  const activated = await administrator.post("/v1/directory/activations", { version, replaces: before });
  if (activated.status !== 200) throw new Error(JSON.stringify(activated));
  return { version, before };
}
