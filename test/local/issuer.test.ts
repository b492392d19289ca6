import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { createIssuer, issuerKey } from "../../local/issuer.ts";

const now = Date.parse("2026-03-02T09:00:00+08:00");
const newIssuer = async () => createIssuer(await issuerKey(), () => now);

test("a token names its actor, what it may do, and is good for a year of virtual time", async () => {
  const issuer = await newIssuer();
  const token = await issuer.issueToken({ kind: "unit", unit: "station-gangqian", id: "li" });
  const options = { issuer: issuer.url, audience: issuer.audience, currentDate: new Date(now) };
  const { payload } = await jwtVerify(token, createLocalJWKSet(issuer.keySet), options);
  expect(payload).toEqual({
    iss: issuer.url,
    aud: issuer.audience,
    sub: "li",
    actor: "unit",
    unit: "station-gangqian",
    scope: "cases:work",
    iat: now / 1000,
    exp: now / 1000 + 365 * 24 * 3600,
  });
});

test("a partner's token names its platform, a wish for fewer scopes is heard", async () => {
  const issuer = await newIssuer();
  const token = await issuer.issueToken({ kind: "partner", partner: "p", scopes: ["cases:read"], lifetime: 60 });
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  expect(claims).toMatchObject({ sub: "p", partner: "p", scope: "cases:read", exp: now / 1000 + 60 });
});

test("a unit's token without a unit is refused with what to do", async () => {
  const issuer = await newIssuer();
  expect(() => issuer.issueToken({ kind: "unit" })).toThrow(/--unit <id>/);
});

test("the key is kept in the data directory, for the owner's eyes only", async () => {
  const data = mkdtempSync(join(tmpdir(), "issuer-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
  expect(await issuerKey(data)).toEqual(await issuerKey(data));
  expect(statSync(join(data, "issuer-key.json")).mode & 0o777).toBe(0o600);
  expect(JSON.stringify((await newIssuer()).keySet)).not.toMatch(/"(d|p|q)":/);
});
