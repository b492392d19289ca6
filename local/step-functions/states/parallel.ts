import type { Json } from "../../aws.ts";
import type { ParallelState } from "../definition.ts";
import { Cancelled } from "../failure.ts";
import type { RunWorkflow } from "../interpreter.ts";
import { evaluateTemplate } from "../templates.ts";
import { type Leaving, leave, scopeOf, type Visit } from "../visit.ts";
import { abandon, branchFailed } from "./branch-failed.ts";

/** Runs all branches at once. The first that fails stops the others and fails the state. */
export async function runParallel(visit: Visit, state: ParallelState, run: RunWorkflow): Promise<Leaving> {
  const { thread } = visit;
  const input = state.arguments === undefined ? visit.input : await evaluateTemplate(state.arguments, scopeOf(visit));
  const inputText = JSON.stringify(input);
  thread.record("ParallelStateStarted");
  const outputs = await thread.pause<Json[]>((resume) => {
    const forks = state.branches.map((branch) =>
      thread.fork(undefined, (child) => run(child, branch, input, inputText)),
    );
    const gathered: Json[] = forks.map(() => null);
    let left = forks.length;
    for (const [index, fork] of forks.entries()) {
      fork.result.then(
        ({ output }) => {
          gathered[index] = output;
          left -= 1;
          if (left > 0) return;
          thread.lastEvent = fork.lastEvent();
          resume(() => gathered);
        },
        (error) => {
          if (error instanceof Cancelled) return;
          abandon(thread, fork, forks, error);
          resume(() => {
            throw branchFailed(error);
          });
        },
      );
    }
    return () => {};
  });
  const before = thread.lastEvent;
  thread.record("ParallelStateSucceeded");
  // AWS chains the exit to the last branch, past ParallelStateSucceeded.
  thread.lastEvent = before;
  return leave(visit, state.exit, outputs, { result: outputs });
}
