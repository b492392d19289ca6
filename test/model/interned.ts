/** Gives equal values one small number, so that a state of the model is a handful of numbers. */
export interface Interned<Value> {
  idOf(value: Value): number;
  get(id: number): Value;
  readonly size: number;
}

/** `textOf` tells what makes two values equal; their JSON unless told otherwise. Numbers start at 1: 0 is "none". */
export function interned<Value>(textOf: (value: Value) => string = JSON.stringify): Interned<Value> {
  const ids = new Map<string, number>();
  const values: Value[] = [];
  /** Values never change, so the very same object need not be looked at twice. */
  const same = new WeakMap<object, number>();
  return {
    idOf(value) {
      const object = typeof value === "object" && value !== null ? value : undefined;
      const seen = object === undefined ? undefined : same.get(object);
      if (seen !== undefined) return seen;
      const text = textOf(value);
      const id = ids.get(text) ?? values.push(value);
      ids.set(text, id);
      if (object !== undefined) same.set(object, id);
      return id;
    },
    get(id) {
      const value = values[id - 1];
      if (value === undefined) throw new RangeError(`nothing has number ${id}`);
      return value;
    },
    get size() {
      return values.length;
    },
  };
}
