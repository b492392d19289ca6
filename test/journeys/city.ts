import { readFileSync } from "node:fs";
import { expect, onTestFinished } from "vitest";
import { type Resource, readAssembly, resourcesOf } from "../../local/assembly/assembly.ts";
import { type MachineDefinition, readMachines } from "../../local/assembly/machines.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { ownWords } from "../../local/cost/own-words.ts";
import type { Faults, ServiceCall } from "../../local/faults.ts";
import type { TokenRequest } from "../../local/issuer.ts";
import type { CaseView, DeadlinesView } from "../../shared/api/case-view.ts";
import type { ActorKind } from "../../shared/api/scopes.ts";
import type { Receipt } from "../../shared/api/ticket.ts";
import { sharedApp } from "../shared-app.ts";
import { holdRoles } from "./held-roles.ts";

/** Monday, in the office hours of the sample city. */
export const mondayMorning = "2026-03-02T09:30:00+08:00";

export interface Answer<Body = CaseView> {
  status: number;
  body: Body;
}

/** An actor with a token, speaking HTTP to the API. */
export interface Person {
  get<Body = CaseView>(path: string): Promise<Answer<Body>>;
  post<Body = CaseView>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<Body>>;
}

export interface TimelineEvent {
  seq: number;
  at: string;
  type: string;
  data: Record<string, unknown>;
  said?: Record<string, unknown>;
}

/** The sample city on a local cloud in memory, its clock standing until a journey moves it. */
export interface City {
  cloud: Cloud;
  partner: Person;
  unit(id: string): Person;
  staff(kind: Exclude<ActorKind, "unit">): Person;
  /** Anybody, by what their token says. */
  person(actor: TokenRequest): Person;
  /** Lets time go on to a moment, given with an offset, or by an ISO 8601 duration such as `PT24H` or `P1D`. */
  until(moment: string): Promise<void>;
  /** Lets everything that happens at once happen. */
  settled(): Promise<void>;
  /** Sends a ticket and lets the workflow take it as far as it goes by itself. */
  open(ticket?: Record<string, unknown>): Promise<CaseView>;
  case(caseId: string): Promise<CaseView>;
  /** Types of the case's history events, in order. */
  story(caseId: string): Promise<string[]>;
  events(caseId: string, reader?: Person): Promise<TimelineEvent[]>;
  deadlines(caseId: string): Promise<DeadlinesView["clocks"]>;
  executions(caseId: string): Promise<{ name: string; status: string }[]>;
}

/** A deployed function by its source file. What things are called is the affair of `infra/`, and may change there. */
export async function functionOf(entry: string): Promise<Resource> {
  const functions = resourcesOf(readAssembly((await sharedApp()).folder), "AWS::Lambda::Function");
  const found = functions.find(({ properties }) => properties.Description === entry);
  if (found === undefined) throw new Error(`no function is deployed from ${entry}`);
  return found;
}

/** A deployed machine by the name of its file. The file's comment is in the definition, whatever the machine is called. */
export async function machineOf(name: string): Promise<MachineDefinition> {
  const file = new URL(`../../state-machines/${name}.asl.json`, import.meta.url);
  const { Comment } = JSON.parse(readFileSync(file, "utf8")) as { Comment: string };
  const machines = readMachines(readAssembly((await sharedApp()).folder));
  const found = machines.find(({ definition }) => definition.Comment === Comment);
  if (found === undefined) throw new Error(`no machine is deployed from ${name}`);
  return found;
}

/** Starts the city; it ends with the test, which fails if anything was called that no role allows. */
export async function startCity({ at = mondayMorning, faults }: { at?: string; faults?: Faults } = {}): Promise<City> {
  const calls: ServiceCall[] = [];
  const cloud = await startCloud({
    clock: { kind: "manual" },
    clockStart: Date.parse(at),
    app: await sharedApp(),
    faults: {
      ...faults,
      call(made, phase) {
        if (phase === "before") calls.push(made);
        return faults?.call?.(made, phase);
      },
    },
  });
  onTestFinished(async () => {
    await cloud.kill();
    const ungranted = holdRoles(cloud.assembly, calls, new Set()).flatMap(({ of, ungranted }) =>
      ungranted.map((use) => `${of}: ${use}`),
    );
    expect(ungranted).toEqual([]);
  });
  return cityOf(cloud);
}

export function cityOf(cloud: Cloud): City {
  const person = (actor: ActorKind | TokenRequest): Person => {
    const token = cloud.tokenFor(actor);
    const call = async <Body>(method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
      const response = await fetch(`${cloud.apiUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${await token}`, "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Body };
    };
    return {
      get: (path) => call("GET", path),
      post: (path, body, headers) => call("POST", path, body, headers),
    };
  };
  const auditor = person("auditor");
  const partner = person("partner");
  let sent = 0;
  const city: City = {
    cloud,
    partner,
    unit: (id) => person({ kind: "unit", unit: id }),
    staff: (kind) => person(kind),
    person,
    async until(moment) {
      const target = moment.startsWith("P") ? cloud.clock.now() + durationMillis(moment) : Date.parse(moment);
      await cloud.clock.advanceTo(target);
    },
    settled: () => cloud.clock.idle(),
    async open(ticket = {}) {
      sent += 1;
      const { status, body } = await partner.post<Receipt>("/v1/tickets", {
        ...seafoodOf(`t-${sent}`),
        ...ticket,
      });
      if (status !== 201) throw new Error(`the ticket was refused: ${status} ${JSON.stringify(body)}`);
      await city.settled();
      return city.case(body.caseId);
    },
    async case(caseId) {
      return (await auditor.get(`/v1/cases/${caseId}`)).body;
    },
    async events(caseId, reader = auditor) {
      return (await reader.get<{ events: TimelineEvent[] }>(`/v1/cases/${caseId}/timeline`)).body.events;
    },
    async story(caseId) {
      return (await city.events(caseId)).map(({ type }) => type);
    },
    async deadlines(caseId) {
      return (await auditor.get<DeadlinesView>(`/v1/cases/${caseId}/deadlines`)).body.clocks;
    },
    async executions(caseId) {
      const [machine] = (await cloud.stepFunctions("ListStateMachines", {}, "test")).stateMachines as {
        stateMachineArn: string;
      }[];
      const { executions } = await cloud.stepFunctions(
        "ListExecutions",
        { stateMachineArn: machine?.stateMachineArn ?? "" },
        "test",
      );
      return (executions as { name: string; status: string }[])
        .filter(({ name }) => name.startsWith(caseId))
        .map(({ name, status }) => ({ name, status }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
  return city;
}

/** A plain complaint that leads to the station at the harbour front. */
export const seafood = {
  channel: "hotline-12345",
  kind: "complaint",
  title: "海鲜市场缺斤短两",
  body: "今天上午在海鲜市场买虾，回家复称少了三两，摊主拒绝退款，请协调处理。",
  region: "01.01",
  category: "01.01.01",
  requester: { name: "王女士", phone: "13800000001" },
};

/** The same about another matter: in the same words it would be merged or linked. */
export const seafoodOf = (externalRef: string) => ({ ...seafood, ...ownWords(externalRef), externalRef });

export const resolution = {
  result: "solved",
  measures: "责令摊主退还差价并校秤",
  evidence: ["现场照片"],
  replyText: "您反映的问题已处理。",
  told: { by: "王工", how: "phone", at: mondayMorning },
};

export const satisfied = { resolved: "yes", satisfiedWithHandling: 5, satisfiedWithResult: 5, words: "满意" };
export const unsatisfied = { resolved: "partly", satisfiedWithHandling: 3, satisfiedWithResult: 2, words: "没有退款" };

function durationMillis(duration: string): number {
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration) ?? [];
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
