import type { Json, JsonObject } from "../aws.ts";
import { type Identity, identify, type Place } from "./identities.ts";
import { type Lookup, noValue, resolve } from "./intrinsics.ts";
import { list, members, required, text } from "./properties.ts";
import { treatmentOf } from "./resource-types.ts";
import { readStacks, type StackFiles } from "./stacks.ts";

/** A resource of the app with everything in its properties resolved to local names and ARNs. */
export interface Resource {
  stack: string;
  logicalId: string;
  type: string;
  name: string;
  arn: string;
  ref: string;
  properties: JsonObject;
}

export interface Assembly {
  place: Place;
  resources: Resource[];
  /** The outputs of all stacks, by stack and output name. */
  outputs: Record<string, Record<string, string>>;
  /** Resources that need nothing on one machine. */
  leftOut: Resource[];
  /** Resources of types the local cloud does not know: it may behave otherwise than the real one. */
  unknown: Resource[];
  /** The file or folder of an asset by the object key in the template. Throws an Error for an unknown key. */
  asset(objectKey: string): string;
}

/** Where the local cloud is unless somebody says otherwise. */
export const localPlace: Place = {
  region: "us-east-1",
  account: "000000000000",
  partition: "aws",
  awsUrl: "http://127.0.0.1",
};

/** Reads a synthesized cloud assembly: all resources of all its stacks as they would exist at `place`. */
export function readAssembly(folder: string, at: Partial<Place> = {}): Assembly {
  const place = { ...localPlace, ...at };
  const stacks = new Map<string, OpenStack>();
  for (const files of readStacks(folder)) stacks.set(files.name, openStack(files, place, stacks));
  const resources = [...stacks.values()].flatMap((stack) => stack.resources());
  const assets = new Map([...stacks.values()].flatMap(({ files }) => [...files.assets]));
  return {
    place,
    resources,
    outputs: Object.fromEntries([...stacks].map(([name, stack]) => [name, stack.outputs()])),
    leftOut: resources.filter(({ type }) => treatmentOf(type) === "nothing"),
    unknown: resources.filter(({ type }) => treatmentOf(type) === "unknown"),
    asset(objectKey) {
      const path = assets.get(objectKey);
      if (path === undefined) throw new Error(`the cloud assembly in ${folder} has no asset ${objectKey}`);
      return path;
    },
  };
}

interface OpenStack {
  files: StackFiles;
  resources(): Resource[];
  outputs(): Record<string, string>;
  output(name: string): Json | undefined;
  exported(name: string): Json | undefined;
}

/** References run between stacks in any order, so everything is resolved when it is asked for. */
function openStack(files: StackFiles, place: Place, stacks: Map<string, OpenStack>): OpenStack {
  const { name: stack, template } = files;
  const definitions = members(template.Resources);
  const identities = new Map<string, Identity>();
  const pseudo: Record<string, Json> = {
    "AWS::Region": place.region,
    "AWS::AccountId": place.account,
    "AWS::Partition": place.partition,
    "AWS::URLSuffix": place.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
    "AWS::StackName": stack,
    "AWS::StackId": `arn:${place.partition}:cloudformation:${place.region}:${place.account}:stack/${stack}/local`,
    "AWS::NotificationARNs": [],
    "AWS::NoValue": noValue,
  };

  const lookup: Lookup = {
    ref(name) {
      const parameter = members(template.Parameters)[name];
      return pseudo[name] ?? (parameter === undefined ? refOf(name) : (members(parameter).Default ?? ""));
    },
    attribute(logicalId, attribute) {
      const identity = identityOf(logicalId);
      return identity.attributes[attribute] ?? `${identity.name}.${attribute}`;
    },
    condition(name) {
      const condition = members(template.Conditions)[name];
      if (condition === undefined) throw new Error(`stack ${stack} has no condition ${name}`);
      return resolve(condition, lookup) === true;
    },
    mapping(map, key, second) {
      const value = members(members(members(template.Mappings)[map])[key])[second];
      if (value === undefined) throw new Error(`stack ${stack} has no mapping ${map}.${key}.${second}`);
      return value;
    },
    exported(name) {
      for (const other of stacks.values()) {
        const value = other.exported(name);
        if (value !== undefined) return value;
      }
      throw new Error(`stack ${stack} imports ${name}, which no stack exports`);
    },
    output(other, name) {
      const value = stacks.get(other)?.output(name);
      if (value === undefined) throw new Error(`stack ${stack} uses the output ${name}, which ${other} lacks`);
      return value;
    },
  };

  function identityOf(logicalId: string): Identity {
    const known = identities.get(logicalId);
    if (known !== undefined) return known;
    const { Type, Properties } = members(definitions[logicalId]);
    const type = required(Type, `the resource ${logicalId} of stack ${stack}`);
    // Only names matter here, and resolving everything could run in circles.
    const properties: JsonObject = {};
    for (const [name, value] of Object.entries(members(Properties))) {
      if (name.endsWith("Name")) properties[name] = resolve(value, lookup);
    }
    const identity = identify({ type, stack, logicalId, properties }, place);
    identities.set(logicalId, identity);
    return identity;
  }

  /** A version or alias of a function is referred to by the function's ARN and a qualifier. */
  function refOf(logicalId: string): string {
    const { Type, Properties } = members(definitions[logicalId]);
    const { FunctionName, Name } = members(Properties);
    if (Type !== "AWS::Lambda::Version" && Type !== "AWS::Lambda::Alias") return identityOf(logicalId).ref;
    const named = String(resolve(FunctionName ?? "", lookup))
      .split(":")
      .at(-1);
    const arn = `arn:${place.partition}:lambda:${place.region}:${place.account}:function:${named}`;
    return `${arn}:${text(Name) ?? "1"}`;
  }

  function outputOf(definition: Json): Json {
    return resolve(members(definition).Value ?? "", lookup);
  }

  return {
    files,
    resources() {
      const present = Object.entries(definitions).filter(([, definition]) => {
        const { Condition } = members(definition);
        return Condition === undefined || lookup.condition(String(Condition));
      });
      return present.map(([logicalId, definition]) => {
        const { name, arn } = identityOf(logicalId);
        const { Type, Properties } = members(definition);
        const properties = members(resolve(Properties ?? {}, lookup));
        return { stack, logicalId, type: String(Type), name, arn, ref: refOf(logicalId), properties };
      });
    },
    outputs() {
      const entries = Object.entries(members(template.Outputs));
      return Object.fromEntries(entries.map(([name, definition]) => [name, String(outputOf(definition))]));
    },
    output(name) {
      const definition = members(template.Outputs)[name];
      return definition === undefined ? undefined : outputOf(definition);
    },
    exported(name) {
      for (const definition of list(Object.values(members(template.Outputs)))) {
        const exportName = members(members(definition).Export).Name;
        if (exportName !== undefined && resolve(exportName, lookup) === name) return outputOf(definition);
      }
      return undefined;
    },
  };
}

/** The resources of one or more types. */
export function resourcesOf(assembly: Assembly, ...types: string[]): Resource[] {
  return assembly.resources.filter(({ type }) => types.includes(type));
}
