import { createRequire, isBuiltin } from "node:module";
import { dirname } from "node:path";
import { codeOf, type FunctionDefinition } from "../assembly/functions.ts";
import type { InstanceLog } from "./logs.ts";

export type Handler = (event: unknown, context: unknown) => unknown;

/** A bundle that is compiled once and can be run as often as instances are needed. */
export interface Bundle {
  /** Runs the module's top level, a cold start. Throws what it throws, or an Error when there is no such handler. */
  start(surroundings: Surroundings): Handler;
}

/** What an instance sees of the world in the place of Node's own. */
export interface Surroundings {
  environment: Record<string, string>;
  date: DateConstructor;
  log: InstanceLog;
}

/** What the code of a bundle finds under its free names, in the order of the wrapper's parameters. */
const names = [
  "exports",
  "require",
  "module",
  "__filename",
  "__dirname",
  "process",
  "console",
  "Date",
  "global",
  "globalThis",
] as const;
type Wrapper = (...values: unknown[]) => void;

/** Compiles a function's CommonJS bundle. Throws the SyntaxError of code that cannot be read. */
export function compileBundle(definition: FunctionDefinition): Bundle {
  const { file, handler } = definition;
  // Not a vm.Script: SDK clients load Node's HTTP by `import()`, which works there by an experimental option only.
  const run = new Function(...names, `${codeOf(definition)}\n//# sourceURL=${file}`) as Wrapper;
  return {
    start(surroundings) {
      const module = { exports: {} as Record<string, unknown> };
      const { log, date } = surroundings;
      const process = processOf(surroundings);
      const global = overlay(globalThis, { process, Date: date, console: log.console });
      // The overlay is what the bundle knows as the global object, under all its names.
      Object.assign(global, { global, globalThis: global });
      const own: Record<(typeof names)[number], unknown> = {
        exports: module.exports,
        require: builtinsOnly(file, process),
        module,
        __filename: file,
        __dirname: dirname(file),
        process,
        console: log.console,
        Date: date,
        global,
        globalThis: global,
      };
      run(...names.map((name) => own[name]));
      const found = module.exports[handler];
      if (typeof found !== "function") throw new Error(`${file} exports no handler named ${handler}`);
      return found as Handler;
    },
  };
}

function processOf({ environment, log }: Surroundings): NodeJS.Process {
  return overlay(process, {
    env: environment,
    stdout: log.stdout,
    stderr: log.stdout,
    exit(code?: number) {
      throw new Error(`the function called process.exit(${code ?? ""})`);
    },
  });
}

/** An object with the members of another, some replaced. What is set on it stays on it. */
function overlay<Base extends object>(base: Base, own: Record<string, unknown>): Base {
  const members = new Map<PropertyKey, unknown>(Object.entries(own));
  return new Proxy(base, {
    // Some members of the global object refuse any other receiver than itself.
    get: (target, name) => (members.has(name) ? members.get(name) : Reflect.get(target, name, target)),
    has: (target, name) => members.has(name) || Reflect.has(target, name),
    set(_, name, value) {
      members.set(name, value);
      return true;
    },
    deleteProperty: (_, name) => members.delete(name) || true,
    defineProperty(_, name, { value }) {
      members.set(name, value);
      return true;
    },
  });
}

/** A deployed bundle is one file: whatever else it needs must be part of Node. */
function builtinsOnly(file: string, process: NodeJS.Process): (name: string) => unknown {
  const load = createRequire(file);
  return (name) => {
    if (name === "process" || name === "node:process") return process;
    if (isBuiltin(name)) return load(name);
    throw new Error(`Cannot find module '${name}': it is neither in the bundle ${file} nor part of Node`);
  };
}
