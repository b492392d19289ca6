import type { Json } from "../../aws.ts";
import type { MapState } from "../definition.ts";
import { Cancelled, errorOutput, isRuntime, StateFailed } from "../failure.ts";
import type { Ended, RunWorkflow } from "../interpreter.ts";
import { evaluateAs, evaluateShare, evaluateTemplate, evaluateWhole, type Template } from "../templates.ts";
import type { Fork, Thread } from "../thread.ts";
import { type Leaving, leave, scopeOf, type Visit } from "../visit.ts";
import { abandon, branchFailed } from "./branch-failed.ts";

/** The most iterations of an inline Map that run at once. */
const mostConcurrent = 40;

/** Runs the item processor for every item; the outputs keep the order of the items. */
export async function runMap(visit: Visit, state: MapState, run: RunWorkflow): Promise<Leaving> {
  const { thread } = visit;
  const scope = scopeOf(visit);
  const items = await itemsOf(visit, state);
  const whole = (template: Template | undefined, most: number) =>
    template === undefined ? undefined : evaluateWhole(template, scope, 0, most);
  const concurrency = (await whole(state.maxConcurrency, Number.MAX_SAFE_INTEGER)) || mostConcurrent;
  const toleratedCount = await whole(state.toleratedFailureCount, Number.MAX_SAFE_INTEGER);
  const toleratedShare =
    state.toleratedFailurePercentage && (await evaluateShare(state.toleratedFailurePercentage, scope));
  const tolerates = toleratedCount !== undefined || toleratedShare !== undefined;
  // Where both are given, one that is exceeded is enough.
  const tolerable = Math.min(
    toleratedCount ?? Number.POSITIVE_INFINITY,
    Math.floor(((toleratedShare ?? 100) * items.length) / 100),
  );

  const startedEvent = thread.record("MapStateStarted", { length: items.length });
  const outputs: Json[] = items.map(() => null);
  let failed = 0;
  await thread.pause<void>((resume) => {
    const forks = new Set<Fork<Ended>>();
    let [begun, ended] = [0, 0];

    const begin = (): void => {
      if (ended === items.length) resume(() => undefined);
      while (begun < items.length && begun - ended < Math.min(concurrency, mostConcurrent)) beginNext();
    };
    const beginNext = (): void => {
      const index = begun;
      begun += 1;
      thread.lastEvent = startedEvent;
      const fork = thread.fork({ index, value: items[index] ?? null, map: state.name }, (child) =>
        iterate(visit, state, child, run),
      );
      forks.add(fork);
      fork.result
        .then(
          ({ output }) => {
            outputs[index] = output;
          },
          (error) => {
            if (!(error instanceof StateFailed) || !error.catchable || !tolerates) throw branchFailed(error);
            outputs[index] = errorOutput(error);
            failed += 1;
            if (failed > tolerable) throw tooManyFailed(failed, items.length);
          },
        )
        .then(
          () => {
            forks.delete(fork);
            ended += 1;
            thread.lastEvent = fork.lastEvent();
            begin();
          },
          (error) => {
            if (error instanceof Cancelled) return;
            abandon(thread, fork, forks, error);
            resume(() => {
              throw error;
            });
          },
        );
    };
    begin();
    return () => {};
  });
  const before = thread.lastEvent;
  thread.record("MapStateSucceeded");
  // AWS chains the exit to the last iteration, past MapStateSucceeded.
  thread.lastEvent = before;
  return leave(visit, state.exit, outputs, { result: outputs });
}

async function itemsOf(visit: Visit, state: MapState): Promise<Json[]> {
  if (state.items !== undefined) return evaluateAs("array", state.items, scopeOf(visit));
  if (Array.isArray(visit.input)) return visit.input;
  throw new StateFailed("States.Runtime", "The state has no Items and its input is not an array.", {
    catchable: false,
    needsPlace: true,
  });
}

async function iterate(visit: Visit, state: MapState, child: Thread, run: RunWorkflow): Promise<Ended> {
  const { index, value } = child.item ?? { index: 0, value: null };
  const details = { name: state.name, index };
  child.record("MapIterationStarted", details);
  try {
    const selected =
      state.itemSelector === undefined
        ? value
        : await evaluateTemplate(state.itemSelector, scopeOf({ ...visit, thread: child }));
    const ended = await run(child, state.processor, selected, JSON.stringify(selected));
    child.record("MapIterationSucceeded", details);
    return ended;
  } catch (error) {
    if (error instanceof StateFailed && !isRuntime(error)) {
      // AWS goes on behind the last event of the iteration, past MapIterationFailed.
      const before = child.lastEvent;
      child.record("MapIterationFailed", details);
      child.lastEvent = before;
    }
    throw error;
  }
}

function tooManyFailed(failed: number, of: number): StateFailed {
  const reason = `The specified tolerated failure threshold was exceeded: ${failed} of ${of} items failed.`;
  return new StateFailed("States.ExceedToleratedFailureThreshold", reason);
}
