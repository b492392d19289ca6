import { describe, expect, it } from "vitest";
import { checkedSettings, stageSettings, unsetIssuer } from "../../infra/config.ts";

describe("the settings of a stage", () => {
  it("know a county and a city, both protected", () => {
    expect(stageSettings("county").temporary).toBe(false);
    expect(stageSettings("city").temporary).toBe(false);
    expect(stageSettings("city").throttle.rate).toBeGreaterThan(stageSettings("county").throttle.rate);
  });

  it("take the deployment's issuer, and accept no token without one", () => {
    expect(stageSettings("county").issuer.url).toBe(unsetIssuer);
    const { issuer } = stageSettings("city", { issuerUrl: "https://id.city.example/", audience: "hotline" });
    expect(issuer).toEqual({ url: "https://id.city.example/", audience: "hotline" });
  });

  it("carry the keys of an issuer that cannot be reached over https", () => {
    const keySet = { keys: [{ kty: "EC", crv: "P-256", x: "x", y: "y" }] };
    expect(stageSettings("local", { issuerUrl: "http://127.0.0.1:4000/", keySet }).issuer.keySet).toEqual(keySet);
  });

  it("refuse a stage that nobody defined, and name those that are", () => {
    expect(() => stageSettings("vilage")).toThrow(/unknown stage "vilage".*local, county, city/);
    expect(() => stageSettings("constructor")).toThrow(/unknown stage/);
  });

  it("name every bad setting at once", () => {
    const overrides = { issuerUrl: "nowhere", alarmEmail: "nobody", region: "Qingdao" };
    expect(() => stageSettings("county", overrides)).toThrow(
      /alarmEmail: .*region: .*issuer\.url|issuer\.url: .*alarmEmail/,
    );
    expect(() => checkedSettings({ ...stageSettings("county"), colour: "red" })).toThrow(/colour/);
    expect(() => checkedSettings({ ...stageSettings("county"), logRetentionDays: 42 })).toThrow(/logRetentionDays/);
  });
});
