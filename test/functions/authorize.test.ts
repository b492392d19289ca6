import "../builders/environment.ts";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import type { newHandler } from "../../functions/authorize/handler.ts";

const arn = "arn:aws:execute-api:eu-west-1:123456789012:api1/prod/GET/v1/cases/x";
const allows = (path: string) => `arn:aws:execute-api:eu-west-1:123456789012:api1/prod/${path}`;
const keys = await generateKeyPair("RS256");
const strangers = await generateKeyPair("RS256");
let authorize: ReturnType<typeof newHandler>;

beforeAll(async () => {
  const key = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  process.env.TOKEN_KEY_SET = JSON.stringify({ keys: [key] });
  ({ handler: authorize } = await import("../../functions/authorize/handler.ts"));
});

function token(
  claims: Record<string, unknown>,
  { issuer = "https://id.example/", audience = "jiesu", expires = "1h", key = keys.privateKey } = {},
) {
  return new SignJWT({ sub: "someone", ...claims })
    .setProtectedHeader({ alg: "RS256", kid: "k1" })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key);
}

const ask = (authorizationToken: string) => authorize({ type: "TOKEN", authorizationToken, methodArn: arn });
const clerk = { actor: "unit", unit: "harbour", scope: "cases:work" };

describe("a good token", () => {
  test("names the actor, and the policy all calls of its scopes, for the gateway to keep", async () => {
    const { principalId, context, policyDocument } = await ask(`Bearer ${await token(clerk)}`);
    expect(principalId).toBe("someone");
    expect(context).toEqual({ id: "someone", kind: "unit", unit: "harbour", scope: "cases:work" });
    const [statement] = policyDocument.Statement;
    expect(statement).toMatchObject({ Effect: "Allow", Action: "execute-api:Invoke" });
    const resources = (statement as { Resource: string[] }).Resource;
    expect(resources).toContain(allows("POST/v1/cases/*/assignments/*/acceptance"));
    expect(resources.filter((resource) => resource.includes("review-decision"))).toEqual([]);
    expect(resources.filter((resource) => resource.includes("/v1/tickets"))).toEqual([]);
  });

  test("with no scope that is known may call nothing", async () => {
    const { policyDocument } = await ask(`Bearer ${await token({ ...clerk, scope: "everything toString" })}`);
    expect(policyDocument.Statement[0]).toMatchObject({ Resource: [allows("NONE/none")] });
  });
});

describe("everybody else is unauthorized", () => {
  test.each([
    ["nothing", async () => ""],
    ["a token without Bearer", () => token(clerk)],
    ["what is no token", async () => "Bearer abc.def.ghi"],
    ["an expired token", async () => `Bearer ${await token(clerk, { expires: "-1m" })}`],
    ["a token of another issuer", async () => `Bearer ${await token(clerk, { issuer: "https://evil.example/" })}`],
    ["a token for another service", async () => `Bearer ${await token(clerk, { audience: "other" })}`],
    ["a token signed by somebody else", async () => `Bearer ${await token(clerk, { key: strangers.privateKey })}`],
    ["unit staff without a unit", async () => `Bearer ${await token({ actor: "unit", scope: "cases:work" })}`],
    ["a partner without a name", async () => `Bearer ${await token({ actor: "partner" })}`],
    ["the workflow itself", async () => `Bearer ${await token({ actor: "workflow", scope: "cases:work" })}`],
    ["a unit whose name is no id", async () => `Bearer ${await token({ ...clerk, unit: "A#B" })}`],
  ])("%s", async (_what, made) => {
    await expect(ask(await made())).rejects.toThrow(/^Unauthorized$/);
  });

  test("a token whose signature was taken away", async () => {
    const [, payload] = (await token(clerk)).split(".");
    const header = Buffer.from(JSON.stringify({ alg: "none", kid: "k1" })).toString("base64url");
    await expect(ask(`Bearer ${header}.${payload}.`)).rejects.toThrow(/^Unauthorized$/);
  });
});
