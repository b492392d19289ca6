import type { Vector } from "./features.ts";

export interface LabelledVector extends Vector {
  label: number;
  weight: number;
}

/** A linear model: a row of weights a feature, one weight a label, and a start for every label. */
export interface Weights {
  labels: number;
  weights: Float64Array;
  bias: Float64Array;
}

export interface Fitting {
  /** How strongly large weights are held back; the larger, the plainer the model. */
  penalty: number;
  epochs: number;
  rate: number;
  /** How large slopes must add up to before steps are as large as `rate` says: more for smaller, steadier steps. */
  caution: number;
  seed: number;
}

/** Found on five parts of real appeals. */
export const fitting: Fitting = { penalty: 1 / 3, epochs: 20, rate: 0.2, caution: 1e-6, seed: 1 };

/**
 * Fits multinomial logistic regression by AdaGrad, one message after another in an order drawn from the seed; the weights
 * are the mean over the second half of the epochs, which overfits less than the last ones. The same input gives the same
 * weights. With `start` it goes on from there: the penalty then holds back what moves away from it.
 */
export function fitWeights(
  vectors: readonly LabelledVector[],
  features: number,
  labels: number,
  how: Fitting,
  start?: Weights,
): Weights {
  const weights = start ? start.weights.slice() : new Float64Array(features * labels);
  const bias = start ? start.bias.slice() : new Float64Array(labels);
  const squares = new Float64Array(features * labels);
  const mean: Weights = { labels, weights: new Float64Array(features * labels), bias: new Float64Array(labels) };
  const decay = how.penalty / vectors.length;
  const draw = chance(how.seed);
  const order = [...vectors];
  const averaged = Math.ceil(how.epochs / 2);
  for (let epoch = 0; epoch < how.epochs; epoch += 1) {
    shuffle(order, draw);
    for (const vector of order) learn(vector);
    if (epoch < how.epochs - averaged) continue;
    weights.forEach((weight, at) => {
      mean.weights[at] = (mean.weights[at] as number) + weight / averaged;
    });
    bias.forEach((value, label) => {
      mean.bias[label] = (mean.bias[label] as number) + value / averaged;
    });
  }
  return mean;

  function learn({ places, values, label: right, weight: counts }: LabelledVector): void {
    const shares = sharesOf({ labels, weights, bias }, { places, values });
    for (let label = 0; label < labels; label += 1) {
      const error = counts * ((shares[label] as number) - (label === right ? 1 : 0));
      bias[label] = (bias[label] as number) - 0.01 * error;
      for (let at = 0; at < places.length; at += 1) {
        const place = (places[at] as number) * labels + label;
        const slope =
          error * (values[at] as number) + decay * ((weights[place] as number) - (start?.weights[place] ?? 0));
        const square = (squares[place] as number) + slope * slope;
        squares[place] = square;
        weights[place] = (weights[place] as number) - (how.rate * slope) / Math.sqrt(square + how.caution);
      }
    }
  }
}

/** The scores of a message, one a label, before they are made shares. */
export function scoresOf({ labels, weights, bias }: Weights, { places, values }: Vector): Float64Array {
  const scores = Float64Array.from(bias);
  for (let at = 0; at < places.length; at += 1) {
    const row = (places[at] as number) * labels;
    const value = values[at] as number;
    for (let label = 0; label < labels; label += 1) {
      scores[label] = (scores[label] as number) + value * (weights[row + label] as number);
    }
  }
  return scores;
}

/** The shares of a message, one a label, together 1. */
export function sharesOf(model: Weights, vector: Vector, temperature = 1): Float64Array {
  const scores = scoresOf(model, vector);
  const highest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let label = 0; label < scores.length; label += 1) {
    const power = Math.exp(((scores[label] as number) - highest) / temperature);
    scores[label] = power;
    sum += power;
  }
  return scores.map((power) => power / sum);
}

/** Numbers between 0 and 1 that the seed decides (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle<Item>(items: Item[], draw: () => number): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(draw() * (last + 1));
    [items[last], items[other]] = [items[other] as Item, items[last] as Item];
  }
}
