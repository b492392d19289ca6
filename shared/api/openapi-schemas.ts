import * as z from "zod";

export type JsonSchema = { [keyword: string]: unknown };

/** A request may leave out what has a default, an answer never does: one zod schema, two JSON schemas. */
export type Direction = "input" | "output";

/** Bounds that zod puts on every integer: true of JavaScript, not of the interface. */
const safeInteger = new Set<unknown>([Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);

/**
 * Collects zod schemas as the document's components. Schemas with an `id` in their metadata become components of
 * that name wherever they stand; names hold letters and digits only, as API Gateway demands of its models.
 */
export class SchemaComponents {
  readonly schemas: Record<string, JsonSchema> = {};
  private readonly references = { input: new Map<z.ZodType, JsonSchema>(), output: new Map<z.ZodType, JsonSchema>() };

  /**
   * A reference to the schema, put among the components under its own id or else under the name given: the first one,
   * where several calls share a schema.
   */
  reference(schema: z.ZodType, name: string, direction: Direction): JsonSchema {
    const known = this.references[direction].get(schema);
    if (known !== undefined) return known;
    const converted = this.convert(schema, direction);
    const reference = typeof converted.$ref === "string" ? converted : { $ref: this.put(name, converted) };
    this.references[direction].set(schema, reference);
    return reference;
  }

  /** The schema itself, with references to the components inside. */
  convert(schema: z.ZodType, direction: Direction): JsonSchema {
    const whole = z.toJSONSchema(schema, {
      target: "openapi-3.0",
      io: direction,
      unrepresentable: "any",
    }) as JsonSchema;
    const { definitions = {}, ...rest } = whole;
    const named = Object.entries(definitions as Record<string, JsonSchema>);
    const paths = new Map(named.map(([id]) => [`#/definitions/${id}`, this.pathFor(id, direction)]));
    for (const [id, definition] of named) {
      this.put(this.nameFor(id, direction), cleaned(definition, direction, paths));
    }
    return cleaned(rest, direction, paths);
  }

  private put(name: string, schema: JsonSchema): string {
    const known = this.schemas[name];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`two schemas of the API are named ${name}: give one another id`);
    }
    this.schemas[name] = schema;
    return `#/components/schemas/${name}`;
  }

  private nameFor(id: string, direction: Direction): string {
    const name = id.replace(/[^A-Za-z0-9]/g, "");
    return direction === "input" ? `${name}Input` : name;
  }

  private pathFor(id: string, direction: Direction): string {
    return `#/components/schemas/${this.nameFor(id, direction)}`;
  }
}

/** The schema with references to components, and without what says nothing to a reader. */
function cleaned(schema: JsonSchema, direction: Direction, paths: Map<string, string>): JsonSchema {
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (keyword === "$ref") return [[keyword, paths.get(String(value)) ?? value]];
    if (keyword === "id" || keyword === "$schema") return [];
    if ((keyword === "minimum" || keyword === "maximum") && safeInteger.has(value)) return [];
    // A format tells the same as zod's pattern of several hundred characters.
    if (keyword === "pattern" && schema.format !== undefined) return [];
    // An answer may grow: a client that refuses unknown members would break.
    if (keyword === "additionalProperties" && value === false && direction === "output") return [];
    if (keyword === "properties") {
      const members = Object.entries(value as Record<string, JsonSchema>);
      return [
        [keyword, Object.fromEntries(members.map(([name, member]) => [name, cleaned(member, direction, paths)]))],
      ];
    }
    return [[keyword, cleanedValue(keyword, value, direction, paths)]];
  });
  const result = Object.fromEntries(entries);
  // `allOf` of one reference is zod's way to put a word beside it; alone it is the reference.
  const only = Array.isArray(result.allOf) && result.allOf.length === 1 && Object.keys(result).length === 1;
  return only ? ((result.allOf as JsonSchema[])[0] ?? result) : result;
}

function cleanedValue(keyword: string, value: unknown, direction: Direction, paths: Map<string, string>): unknown {
  // What stands in these is data, not schemas.
  if (["default", "enum", "example", "required"].includes(keyword)) return value;
  if (Array.isArray(value)) {
    return value.map((item) => (isSchema(item) ? cleaned(item, direction, paths) : item));
  }
  return isSchema(value) ? cleaned(value, direction, paths) : value;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
