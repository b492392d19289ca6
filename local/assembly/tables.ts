import type { Json, JsonObject } from "../aws.ts";
import { type Assembly, resourcesOf } from "./assembly.ts";
import { flag, list, members, text } from "./properties.ts";

export interface TableDefinition {
  logicalId: string;
  name: string;
  arn: string;
  /** The input of a CreateTable that makes the table. */
  create: JsonObject;
  stream: boolean;
  /** The attribute after whose time an item may go, if the table has one. */
  timeToLive: string | undefined;
}

/** The tables of the app, whichever of the two resource types defines them. */
export function readTables(assembly: Assembly): TableDefinition[] {
  return resourcesOf(assembly, "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable").map((resource) => {
    const { logicalId, name, arn, properties } = resource;
    const { AttributeName, Enabled } = members(properties.TimeToLiveSpecification);
    const view = members(properties.StreamSpecification).StreamViewType;
    const create: JsonObject = {
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: properties.AttributeDefinitions ?? [],
      KeySchema: properties.KeySchema ?? [],
    };
    const globals = list(properties.GlobalSecondaryIndexes).map(indexOf);
    const locals = list(properties.LocalSecondaryIndexes).map(indexOf);
    if (globals.length > 0) create.GlobalSecondaryIndexes = globals;
    if (locals.length > 0) create.LocalSecondaryIndexes = locals;
    if (view !== undefined) create.StreamSpecification = { StreamEnabled: true, StreamViewType: view };
    const timeToLive = flag(Enabled) === true ? text(AttributeName) : undefined;
    return { logicalId, name, arn, create, stream: view !== undefined, timeToLive };
  });
}

/** What CreateTable takes of an index; throughput and insights of the template are no part of it. */
function indexOf(index: Json): JsonObject {
  const { IndexName = "", KeySchema = [], Projection = {} } = members(index);
  return { IndexName, KeySchema, Projection };
}
