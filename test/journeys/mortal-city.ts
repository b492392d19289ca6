import { setTimeout as later } from "node:timers/promises";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import type { Faults } from "../../local/faults.ts";
import type { TokenRequest } from "../../local/issuer.ts";
import { activateSample } from "../../local/sample-directory.ts";
import type { SynthesizedApp } from "../../local/synthesize.ts";
import { type Answer, type City, cityOf, mondayMorning } from "./city.ts";

/** What somebody asks of the API; the token says who. */
export interface Ask {
  by: TokenRequest;
  path: string;
  body?: unknown;
}

/** When to kill: at so many steps since the first start, and so many real milliseconds later. */
export interface Death {
  step: number;
  delay: number;
}

/**
 * A city whose cloud is killed now and then, and started again on the same data directory. A step is a call on a
 * service or an invocation, before it is made or after: so a kill can strike between any two things that happen, also
 * while the cloud is still starting.
 */
export interface MortalCity {
  /** The living one: starts it again where it was killed. */
  alive(): Promise<City>;
  /** Sends until there is an answer, as any client does whose connection broke. `tries` says how often it was sent. */
  send<Body>(ask: Ask): Promise<Answer<Body> & { tries: number }>;
  /** Lets time go on to a moment, through as many lives as it takes. */
  until(moment: string): Promise<void>;
  /** Lets everything that happens at once happen. */
  settled(): Promise<void>;
  steps(): number;
  /** The virtual time at each kill; a start that finds itself before the last one fails. */
  readonly kills: number[];
  /** The ids of all events that the bus has taken, in any life. */
  readonly published: Set<string>;
  end(): Promise<void>;
}

export interface MortalCityOptions {
  data: string;
  app: SynthesizedApp;
  /** The earliest first. */
  deaths: Death[];
  /** Makes functions fail, told the virtual time. */
  fail: (functionName: string, now: number) => Error | undefined;
}

interface Life {
  cloud?: Cloud;
  started: boolean;
  dead: boolean;
  /** Resolves at its death. */
  death: Promise<void>;
  die: () => void;
}

function newLife(): Life {
  const { promise: death, resolve: die } = Promise.withResolvers<void>();
  return { started: false, dead: false, death, die };
}

export function mortalCity({ data, app, deaths, fail }: MortalCityOptions): MortalCity {
  const kills: MortalCity["kills"] = [];
  const published = new Set<string>();
  const toCome = [...deaths];
  let steps = 0;
  let life = newLife();
  let city: Promise<City> | undefined;
  let buried: Promise<unknown> = Promise.resolve();

  async function begin(): Promise<City> {
    for (;;) {
      await buried;
      const mine = newLife();
      life = mine;
      // What was still starting when it was killed never comes to an end: nobody waits for it.
      const cloud = await Promise.race([start(mine), mine.death]);
      if (cloud === undefined || mine.dead) continue;
      mine.started = true;
      return cityOf(cloud);
    }
  }

  async function start(mine: Life): Promise<Cloud | undefined> {
    try {
      return await startCloud({
        ...{ data, app, clock: { kind: "manual" }, clockStart: Date.parse(mondayMorning), faults: faultsOf(mine) },
        async prepare(prepared) {
          mine.cloud = prepared;
          const [now, killedAt = now] = [prepared.clock.now(), kills.at(-1)];
          if (now >= killedAt) return activateSample(prepared);
          // Another kill would hide it.
          toCome.length = 0;
          throw new Error(`time ran back by ${killedAt - now} ms over a restart`);
        },
      });
    } catch (error) {
      if (!mine.dead) throw error;
      return undefined;
    }
  }

  function faultsOf(mine: Life): Faults {
    return {
      call({ action }) {
        // The sweeper's queries would be most of the steps, and change nothing.
        if (action !== "Query") step(mine);
        return undefined;
      },
      invocation(name, _payload, phase) {
        step(mine);
        return phase === "before" && mine.cloud !== undefined ? fail(name, mine.cloud.clock.now()) : undefined;
      },
    };
  }

  /** The dead take no steps. */
  function step(mine: Life): void {
    if (mine.dead) return;
    steps += 1;
    const [next] = toCome;
    if (next === undefined || steps < next.step || mine.cloud === undefined) return;
    toCome.shift();
    if (next.delay === 0) strike(mine);
    else void later(next.delay).then(() => strike(mine));
  }

  function strike(mine: Life): void {
    const { cloud } = mine;
    // Two kills so close to each other that the second finds nobody alive any more: it strikes the next life.
    if (mine.dead || cloud === undefined) return void toCome.unshift({ step: steps + 1, delay: 0 });
    mine.dead = true;
    mine.die();
    note(cloud);
    kills.push(cloud.clock.now());
    // One that was still starting is begun anew where it was begun.
    if (mine.started) city = undefined;
    buried = cloud.kill();
  }

  function note({ assembly, eventBridge }: Cloud): void {
    const buses = new Set(
      assembly.resources.filter(({ type }) => type === "AWS::Events::EventBus").map((bus) => bus.name),
    );
    for (const { bus, event } of eventBridge.recentEvents()) {
      if (buses.has(bus)) published.add(String((event.detail as { id?: string }).id));
    }
  }

  const mortal: MortalCity = {
    ...{ kills, published },
    steps: () => steps,
    alive: () => (city ??= begin()),
    async send<Body>({ by, path, body }: Ask) {
      for (let tries = 1; ; tries += 1) {
        const asked = await mortal.alive();
        const [mine, { cloud }] = [life, asked];
        const answer = await asked
          .person(by)
          .post<Body>(path, body)
          .catch((error: unknown) => {
            if (cloud !== life.cloud || mine.dead) return undefined;
            throw error;
          });
        if (answer !== undefined && answer.status < 500) return { ...answer, tries };
        if (!mine.dead) throw new Error(`${path}: ${answer?.status} ${JSON.stringify(answer?.body)}`);
      }
    },
    async until(moment) {
      for (;;) {
        const { cloud } = await mortal.alive();
        const mine = life;
        try {
          await cloud.clock.advanceTo(Date.parse(moment));
          note(cloud);
          return;
        } catch (error) {
          if (!mine.dead) throw error;
        }
      }
    },
    async settled() {
      for (;;) {
        const here = await mortal.alive();
        const mine = life;
        await here.settled();
        if (!mine.dead) return note(here.cloud);
      }
    },
    async end() {
      toCome.length = 0;
      const { cloud } = life;
      life.dead = true;
      await buried;
      await cloud?.kill();
    },
  };
  return mortal;
}
