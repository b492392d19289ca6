import type { Json, JsonObject } from "../aws.ts";
import { list, members, required } from "./properties.ts";

/** What the intrinsic functions of one template look up. Each throws an Error for a name the template lacks. */
export interface Lookup {
  ref(name: string): Json;
  attribute(logicalId: string, attribute: string): Json;
  condition(name: string): boolean;
  mapping(map: string, key: string, second: string): Json;
  exported(name: string): Json;
  output(stack: string, name: string): Json;
}

/** Stands for `AWS::NoValue`: the member or element that holds it disappears. */
export const noValue = { "AWS::NoValue": true } as const satisfies JsonObject;

/** Evaluates all intrinsic functions inside a template value. Throws an Error for one that is not known. */
export function resolve(value: Json, lookup: Lookup): Json {
  if (Array.isArray(value)) return value.map((item) => resolve(item, lookup)).filter((item) => item !== noValue);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && isIntrinsic(only[0])) return call(only[0], only[1], lookup);
  const resolved: JsonObject = {};
  for (const [name, member] of entries) {
    const result = resolve(member, lookup);
    if (result !== noValue) resolved[name] = result;
  }
  return resolved;
}

function isIntrinsic(name: string): boolean {
  return name === "Ref" || name === "Condition" || name.startsWith("Fn::");
}

function call(name: string, argument: Json, lookup: Lookup): Json {
  const args = () => list(resolve(argument, lookup));
  switch (name) {
    case "Ref":
      return lookup.ref(required(argument, "the name in a Ref"));
    case "Condition":
      // IAM statements hold a member of the same name, with an object in it.
      return typeof argument === "string" ? lookup.condition(argument) : { Condition: resolve(argument, lookup) };
    case "Fn::GetAtt": {
      const [logicalId = "", ...path] = typeof argument === "string" ? argument.split(".") : list(argument).map(String);
      return lookup.attribute(logicalId, path.join("."));
    }
    case "Fn::Join": {
      const [separator, parts] = args();
      return list(parts).map(String).join(String(separator));
    }
    case "Fn::Sub":
      return substitute(argument, lookup);
    case "Fn::Select": {
      const [index, items] = args();
      return list(items)[Number(index)] ?? noValue;
    }
    case "Fn::Split": {
      const [separator, source] = args();
      return String(source).split(String(separator));
    }
    case "Fn::If": {
      const [condition, yes = noValue, no = noValue] = list(argument);
      return resolve(lookup.condition(String(condition)) ? yes : no, lookup);
    }
    case "Fn::Equals": {
      const [left, right] = args();
      return JSON.stringify(left) === JSON.stringify(right);
    }
    case "Fn::And":
      return args().every((item) => item === true);
    case "Fn::Or":
      return args().some((item) => item === true);
    case "Fn::Not":
      return args()[0] !== true;
    case "Fn::FindInMap": {
      const [map, key, second] = args().map(String);
      return lookup.mapping(map ?? "", key ?? "", second ?? "");
    }
    case "Fn::Base64":
      return Buffer.from(String(resolve(argument, lookup))).toString("base64");
    case "Fn::ImportValue":
      return lookup.exported(String(resolve(argument, lookup)));
    case "Fn::GetStackOutput": {
      const { StackName, OutputName } = members(resolve(argument, lookup));
      return lookup.output(required(StackName, "a StackName"), required(OutputName, "an OutputName"));
    }
    default:
      throw new Error(`the local cloud does not know the intrinsic function ${name}`);
  }
}

function substitute(argument: Json, lookup: Lookup): Json {
  const [template, own] = typeof argument === "string" ? [argument, {}] : list(argument);
  const values = members(resolve(own ?? {}, lookup));
  return String(template).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal !== "") return `\${${name}}`;
    const value = values[name];
    if (value !== undefined) return String(value);
    const [logicalId = "", ...path] = name.split(".");
    return String(path.length === 0 ? lookup.ref(name) : lookup.attribute(logicalId, path.join(".")));
  });
}
