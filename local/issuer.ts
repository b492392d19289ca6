import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { type ActorKind, type Scope, scopesOf } from "../shared/api/scopes.ts";
import type { Millis } from "./clock.ts";

/** Whom a token is for. */
export interface TokenRequest {
  kind: ActorKind;
  /** The person or system. Default: a name made of the rest. */
  id?: string | undefined;
  /** A unit's staff must say of which unit. */
  unit?: string | undefined;
  /** Default for a partner: the sample's hotline. */
  partner?: string | undefined;
  /** Default: those of the kind. */
  scopes?: Scope[] | undefined;
  /** In seconds, default a year. */
  lifetime?: number | undefined;
}

export interface Issuer {
  url: string;
  audience: string;
  /** The public keys, for the stage settings of the app: its authorizer trusts them without fetching. */
  keySet: { keys: (JWK & { kty: string })[] };
  /** A signed token. Throws an Error when a unit's token names no unit. */
  issueToken(request: TokenRequest): Promise<string>;
}

/** Nobody's address (RFC 2606): nothing is fetched from it. */
export const issuerUrl = "https://jiesu-local.invalid/";
const audience = "jiesu";
const year = 365 * 24 * 3600;
const keyFile = "issuer-key.json";

/** The partner for which a token is made when none is named. */
export const samplePartner = "hotline-12345";

/** The private key of an issuer: kept in a data directory, so that tokens outlive a restart, or in memory only. */
export async function issuerKey(data?: string): Promise<JWK> {
  return (data === undefined ? undefined : keptKey(data)) ?? newKey(data);
}

/** A token issuer of the local cloud's own. Its tokens are dated by the virtual clock. */
export async function createIssuer(privateKey: JWK, now: () => Millis): Promise<Issuer> {
  const { kty = "RSA", n = "", e = "" } = privateKey;
  const kid = await calculateJwkThumbprint({ kty, n, e });
  const key = await importJWK(privateKey, "RS256");
  return {
    url: issuerUrl,
    audience,
    keySet: { keys: [{ kty, n, e, kid, alg: "RS256", use: "sig" }] },
    issueToken({ kind, unit, partner = kind === "partner" ? samplePartner : undefined, ...rest }) {
      if (kind === "unit" && unit === undefined) {
        throw new Error("a unit's token must say of which unit: --unit <id>, for example --unit station-gangqian");
      }
      const { id = unit ?? partner ?? kind, scopes = scopesOf[kind], lifetime = year } = rest;
      const issuedAt = Math.floor(now() / 1000);
      const claims = { scope: scopes.join(" "), actor: kind, ...(unit && { unit }), ...(partner && { partner }) };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", typ: "JWT", kid })
        .setIssuer(issuerUrl)
        .setAudience(audience)
        .setSubject(id)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetime)
        .sign(key);
    },
  };
}

function keptKey(data: string): JWK | undefined {
  try {
    return JSON.parse(readFileSync(join(data, keyFile), "utf8")) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${join(data, keyFile)} cannot be read: delete it to get a new key, old tokens end then`);
  }
}

async function newKey(data: string | undefined): Promise<JWK> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  if (data !== undefined) writeFileSync(join(data, keyFile), JSON.stringify(jwk), { mode: 0o600 });
  return jwk;
}
